// SPDX-License-Identifier: GPL-3.0-or-later
import {address, api, launch, open, signIn} from './lib.mjs';

const browser = await launch();
const {page} = await open(browser);
const folder = process.env.FOLDER;
const wide = {width: 1180, height: 740};

async function take(name, view, ready, before = () => {}) {
  await page.mouse.move(0, 0);
  if (view) {
    await page.goto(`${address}/#/${view}`);
    await page.waitForSelector(ready);
  }
  await before();
  await page.waitForTimeout(700);
  await page.screenshot({path: `${folder}/${name}.png`});
}

const tab = (name) => page.click(`[role=tab]:has-text("${name}")`);

await page.setViewportSize(wide);
await page.goto(`${address}/`);
await page.waitForSelector('[name=user]');
await page.screenshot({path: `${folder}/sign-in.png`,
  clip: {x: 340, y: 150, width: 500, height: 420}});
await signIn(page);
const {calls} = await api(page, 'calls?limit=500');
const held = calls.find(({reason}) => reason?.includes('70 of 318')).id;
const long = calls.find(({duration_ms: ms}) => ms > 170000).id;

await page.evaluate(async (id) => {
  const {csrf} = await (await fetch('api/v1/session')).json();
  const send = (method, path, body) => fetch(`api/v1/calls/${id}/${path}`,
      {method, headers: {'X-CSRF-Token': csrf, 'Content-Type':
        'application/json'}, body: body && JSON.stringify(body)});
  await send('PUT', 'tags/complaint');
  await send('PUT', 'tags/to%20be%20called%20back');
  await send('POST', 'notes', {body: 'The callee is not heard for a moment ' +
    'after each hold. Asked the network team.'});
}, held);
await take('live', 'live', '.live tbody tr', () => page.waitForTimeout(4000));
await take('calls', 'calls', '.grid-rows .row');
await take('call', `call/${held}`, '.ladder svg', async () => {
  await page.waitForSelector('.player[data-ready]');
  await page.setViewportSize({...wide, height: 860});
  await page.locator('.ladder .openable [role=button]').first().click();
  await page.mouse.move(0, 0);
});
await page.setViewportSize(wide);
await take('quality', `call/${long}`, '.player[data-ready]', async () => {
  await page.setViewportSize({...wide, height: 980});
  await tab('Quality');
});
await page.setViewportSize(wide);
await take('explain', null, null, () => tab('Explain'));
await take('day', 'day?day=2026-11-20', '.bars');
await take('mirror', 'mirror', '.facts table');
await take('access', 'admin', '.panel.users tbody tr');
await page.click('button[title^="Dark"]');
await page.click('button[title^="Dark"]');
await take('dark', `call/${long}`, '.player[data-ready]', async () => {
  await tab('Ladder');
  await page.click('.controls .primary');
  await page.waitForTimeout(4000);
  await page.click('.controls .primary');
  await page.mouse.move(0, 0);
});
await page.setViewportSize({width: 390, height: 780});
await take('phone', `call/${held}`, '.player[data-ready]');
await browser.close();
