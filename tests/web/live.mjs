// SPDX-License-Identifier: GPL-3.0-or-later
import {writeFile} from 'node:fs/promises';
import {address, api, done, is, launch, ok, open, password, serious, until,
  work} from './lib.mjs';

const browser = await launch();
const {page, faults, strangers} = await open(browser);
const rows = () => page.locator('.live tbody tr').count();

await page.goto(`${address}/`);
await page.fill('[name=user]', 'ada');
await page.fill('[name=password]', password);
await page.click('button[type=submit]');
await page.waitForSelector('.grid');
await page.goto(`${address}/#/live`);
await page.waitForSelector('.count');
let begun = 0;
const length = () => page.textContent('.live tbody tr td:nth-child(5)');

/** What is seen of four calls, as far as one comes while they go on. */
async function look() {
  await writeFile(`${work}/calls-${begun}`, String(12000 << begun));
  begun++;
  const all = () => until(async () => await rows() > 0, 120000);
  const seen = {came: await all() && await until(async () =>
    await rows() === 4 || await rows() === 0)};
  const goOn = async (what) => await until(async () => await what() ||
    await rows() < 4) && await rows() === 4;

  seen.recorded = await goOn(async () => (await page.locator(
      '.live tbody .dot.good').count()) === 4);
  seen.said = (await page.textContent('.count')).replace(/, \d recorded/, '');
  const first = await rows() === 4 && await length();
  seen.grow = await goOn(async () => await length() !== first);
  return seen;
}

// On a slow machine they may be over too soon: then longer ones.
let seen = await look();
while (begun < 4 && !seen.grow) {
  await until(async () => await rows() === 0);
  seen = await look();
}
ok(seen.came, 'the calls that go on are there');
ok(seen.recorded, 'and are recorded');
is(seen.said, '4 calls go on', 'how many is said to a screen reader too');
ok(seen.grow, 'their length grows');
is(await serious(page), [], 'live calls: axe-core finds nothing serious');
await page.goto(`${address}/#/mirror`);
ok(await until(async () => (await page.textContent('.report'))
    .includes('span')), 'the mirror\'s interface is told of');
is(await serious(page), [], 'the mirror: axe-core finds nothing serious');
let interfaces;
ok(await until(async () => {
  ({interfaces} = await api(page, 'mirror'));
  return interfaces?.length === 1 && interfaces[0].packets > 100;
}), 'with what it delivered', JSON.stringify(interfaces));
await page.goto(`${address}/#/live`);
ok(await until(async () => await rows() === 0 && (await page.textContent(
    '.count')) === 'No call goes on.'), 'calls that are over go');
await page.goto(`${address}/#/calls`);
ok(await until(async () => {
  await page.click('button:has-text("Refresh")');
  return await page.locator('.grid-rows .row').count() === 4 * begun;
}), 'and are in the list');
is(faults, [], 'nothing went wrong');
is(strangers, [], 'no address but the server was asked for anything');
await browser.close();
done();
