// SPDX-License-Identifier: GPL-3.0-or-later
import {address, api, done, is, launch, ok, open, password, serious, until}
  from './lib.mjs';

const browser = await launch();
const {page, faults, strangers} = await open(browser);
const rows = () => page.locator('.live tbody tr').count();

await page.goto(`${address}/`);
await page.fill('[name=user]', 'ada');
await page.fill('[name=password]', password);
await page.click('button[type=submit]');
await page.waitForSelector('.grid');
await page.goto(`${address}/#/live`);
ok(await until(async () => await rows() === 4, 20000),
    'the calls that go on are there', await rows());
ok(await until(async () => (await page.textContent('.live tbody'))
    .includes('recorded')), 'and are recorded');
is((await page.textContent('.count')).replace(/, \d recorded/, ''),
    '4 calls go on', 'how many is said to a screen reader too');
const length = () => page.textContent('.live tbody tr td:nth-child(5)');
const first = await length();
ok(await until(async () => await length() !== first), 'their length grows');
is(await serious(page), [], 'live calls: axe-core finds nothing serious');
await page.goto(`${address}/#/mirror`);
ok(await until(async () => (await page.textContent('.report'))
    .includes('span')), 'the mirror\'s interface is told of');
is(await serious(page), [], 'the mirror: axe-core finds nothing serious');
const {interfaces} = await api(page, 'mirror');
ok(interfaces.length === 1 && interfaces[0].packets > 100,
    'with what it delivered', JSON.stringify(interfaces));
await page.goto(`${address}/#/live`);
ok(await until(async () => await rows() === 0 && (await page.textContent(
    '.count')) === 'No call goes on.', 20000), 'calls that are over go');
await page.goto(`${address}/#/calls`);
ok(await until(async () => {
  await page.click('button:has-text("Refresh")');
  return await page.locator('.grid-rows .row').count() === 4;
}, 15000), 'and are in the list');
is(faults, [], 'nothing went wrong');
is(strangers, [], 'no address but the server was asked for anything');
await browser.close();
done();
