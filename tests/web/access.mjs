// SPDX-License-Identifier: GPL-3.0-or-later
import {address, api, done, is, launch, ok, open, password, serious, signIn,
  until} from './lib.mjs';

const browser = await launch();
const phone = {viewport: {width: 390, height: 844}, hasTouch: true,
  isMobile: true};

/** Every view that a page has, by what is there once it is shown. */
function views(id) {
  return [['calls', '.grid-rows .row'], [`call/${id}`, '.player[data-ready]'],
    ['day?day=2026-11-21', '.report > *'], ['live', '.count'],
    ['mirror', '.report > *'], ['admin', '.panel.users tbody tr']];
}

async function look(page, where, list) {
  for (const [view, ready] of list) {
    await page.goto(`${address}/#/${view}`);
    await page.waitForSelector(ready);
    if (view.startsWith('call/'))
      await page.waitForSelector('.ladder svg');
    is(await serious(page), [], `${view.split(/[/?]/)[0]} ${where}: ` +
      'axe-core finds nothing serious');
    const wide = await page.evaluate(() =>
      document.documentElement.scrollWidth > innerWidth ||
      document.querySelector('main').scrollWidth >
      document.querySelector('main').clientWidth + 1);
    ok(!wide, `${view.split(/[/?]/)[0]} ${where}: nothing is cut off`);
  }
}

/** The tabs of a call, each looked at. */
async function lookAtTabs(page, id) {
  await page.goto(`${address}/#/call/${id}`);
  for (const [tab, ready] of [['Quality', '.charts canvas'],
    ['Explain', '.panel.explain > *'], ['Facts', '.facts']]) {
    await page.click(`[role=tab]:has-text("${tab}")`);
    await page.waitForSelector(ready);
    is(await serious(page), [], `${tab}: axe-core finds nothing serious`);
  }
  await page.click('[role=tab]:has-text("Ladder")');
}

/** Presses Tab until what has the focus is this. */
async function tabTo(page, selector, most = 40) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) =>
      document.activeElement.matches(selector), selector))
      return true;
  }
  return false;
}

async function byKeyboard() {
  const {page, context, faults} = await open(browser);

  await page.goto(`${address}/`);
  await page.waitForSelector('[name=user]');
  is(await serious(page), [], 'sign-in: axe-core finds nothing serious');
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.grid-rows .row');
  ok(true, 'signed in by keyboard');
  await page.keyboard.press('/');
  await page.keyboard.type('409');
  ok(await until(async () => /^1 call|^2 calls/.test(await page.textContent(
      '.count'))), 'searched by keyboard');
  await page.keyboard.press('ArrowDown');
  ok(await until(() => page.evaluate(() => document.activeElement.matches(
      '[role=row]'))), 'the arrow leads from the box to the first call');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.player[data-ready]');
  ok(true, 'Enter opens it');
  await page.keyboard.press(' ');
  ok(await until(() => page.evaluate(() => document.querySelector('audio')
      .currentTime > 0.2)), 'the space bar plays it');
  await page.keyboard.press(' ');
  ok(await tabTo(page, '[role=tab]'), 'Tab comes to the tabs');
  await page.keyboard.press('ArrowRight');
  ok(await page.evaluate(() => document.activeElement.textContent ===
    'Quality' && document.activeElement.ariaSelected === 'true'),
  'and an arrow to the next one');
  ok(await page.evaluate(() => {
    const {outlineStyle} = getComputedStyle(document.activeElement);
    return outlineStyle !== 'none';
  }), 'the focus can be seen');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.grid-rows .row:focus');
  ok(true, 'Escape leads back to the call in the list');
  await page.keyboard.press('?');
  ok(await until(() => page.isVisible('dialog.keys')),
      'the question mark shows the keys');
  await page.keyboard.press('Escape');
  ok(await until(async () => await page.locator('dialog').count() === 0),
      'Escape closes them');
  is(faults, [], 'nothing went wrong');
  await context.close();
}

async function themes(page) {
  const brightness = () => page.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor
        .match(/\d+/g).map(Number);
    return (r + g + b) / 3;
  });

  await page.goto(`${address}/#/calls`);
  ok(await until(async () => await brightness() < 60),
      'a dark system has a dark page');
  await page.click('button[title^="Dark"]');
  ok(await until(async () => await brightness() > 200),
      'the button makes it light');
  await page.reload();
  await page.waitForSelector('.grid-rows .row');
  ok(await until(async () => await brightness() > 200), 'which is kept');
  await page.click('button[title^="Dark"]');
  ok(await until(async () => await brightness() < 60), 'and dark again');
}

await byKeyboard();
const light = await open(browser);
await signIn(light.page);
const {calls} = await api(light.page, 'calls');
const {id} = calls.find(({reason}) => reason?.includes('70 of 318'));
await look(light.page, 'in light', views(id));
await lookAtTabs(light.page, id);
const dark = await open(browser, {colorScheme: 'dark'});
await signIn(dark.page);
await look(dark.page, 'in dark', views(id).slice(0, 3));
await themes(dark.page);
const small = await open(browser, phone);
await signIn(small.page);
await look(small.page, 'on a phone', views(id));
await browser.close();
done();
