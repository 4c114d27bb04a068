// SPDX-License-Identifier: GPL-3.0-or-later
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {address, api, done, is, launch, ok, open, password, signIn, until,
  work} from './lib.mjs';

const browser = await launch();
const {page, strangers, faults} = await open(browser);
const rows = () => page.locator('.grid-rows .row').count();
/** Where it plays, once it has come there. */
const time = () => page.evaluate(async () => {
  const audio = document.querySelector('audio');
  while (audio.seeking)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return audio.currentTime;
});

async function signingIn() {
  await page.goto(`${address}/`);
  await page.fill('[name=user]', 'ada');
  await page.fill('[name=password]', 'not this one');
  await page.click('button[type=submit]');
  ok(await until(async () => (await page.textContent('.wrong')) !== ''),
      'a wrong password is refused, and the page says so');
  ok(await page.isVisible('[name=password]'), 'nobody is signed in by it');
  await page.fill('[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.grid-rows .row');
  ok(true, 'the right one shows the calls');
  await page.reload();
  await page.waitForSelector('.grid-rows .row');
  ok(true, 'the session outlives a reload');
}

async function searching(calls) {
  ok(await until(async () => await rows() === calls.length),
      'all calls are there');
  await page.keyboard.press('/');
  await page.keyboard.type('409');
  const some = calls.filter(({caller, callee}) =>
    `${caller.number} ${callee.number}`.includes('409')).length;
  ok(some > 0 && some < calls.length && await until(async () =>
    await rows() === some), 'a number filters as it is typed');
  ok(await until(() => page.url().includes('q=409')),
      'the address keeps the filter');
  await page.fill('.search', '');
  await page.click('.toggle');
  await page.selectOption('.more select >> nth=1', 'failed');
  ok(await until(async () => await rows() === 1 &&
    (await page.textContent('.grid-rows')).includes('failed 486')),
  'a state filters');
  await page.selectOption('.more select >> nth=1', '');
  await page.selectOption('.more select >> nth=2', 'undecodable');
  ok(await until(async () => await rows() === 1), 'a completeness filters');
  await page.fill('.search', 'nobody has this');
  ok(await until(async () => (await page.textContent('.count'))
      .startsWith('No call')), 'that nothing was found is said');
  await page.fill('.search', '');
  await page.selectOption('.more select >> nth=2', '');
  ok(await until(async () => await rows() === calls.length),
      'without a filter all are there again');
}

/** Where things of the waveform are, as shares of its width. */
function marks(kind) {
  return page.evaluate((kind) => {
    const root = [...document.querySelectorAll('.wave > *')]
        .map((element) => element.shadowRoot).find((root) => root);
    const box = root.querySelector('.wrapper').getBoundingClientRect();
    return [...root.querySelectorAll(`.mark.${kind}`)].map((mark) => {
      const {left, width, top, height} = mark.getBoundingClientRect();
      return {from: (left - box.left) / box.width, width: width / box.width,
        top: (top - box.top) / box.height, height: height / box.height};
    });
  }, kind);
}

/** Is anything drawn on the waveform? */
function isDrawn() {
  return page.evaluate(() => {
    const root = [...document.querySelectorAll('.wave > *')]
        .map((element) => element.shadowRoot).find((root) => root);
    const lanes = [...root.querySelectorAll('.canvases canvas')];
    return lanes.length >= 2 && lanes.every((canvas) => canvas
        .getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        .data.some((value) => value > 0));
  });
}

async function hearing(call) {
  await page.goto(`${address}/#/call/${call.id}`);
  await page.waitForSelector('.player[data-ready]');
  ok(await until(isDrawn), 'both sides are drawn');
  const length = call.recordings[0].duration_ms * 1000;
  const gaps = await marks('gap');
  is(gaps.length, call.gaps.length, 'the waveform has the gaps');
  ok(call.gaps.every((gap, i) => Math.abs(gap.from_us / length -
    gaps[i].from) < 0.01 && Math.abs((gap.to_us - gap.from_us) / length -
    gaps[i].width) < 0.01), 'each at its place', JSON.stringify(gaps));
  ok(gaps.every((gap) => gap.top > 0.45 && gap.height < 0.55),
      'on the side of the callee');
  is((await marks('hold')).length, 4, 'and four times on hold');
  ok((await page.textContent('.legend')).includes('packets lost'),
      'the cause of a gap is told in words');
  await page.keyboard.press(' ');
  ok(await until(async () => await time() > 0.4), 'space plays: time goes on',
      await time());
  await page.keyboard.press(' ');
  const paused = await time();
  await page.waitForTimeout(200);
  is(await time(), paused, 'space pauses');
  await page.keyboard.press('Home');
  ok(await until(async () => await time() < 0.01),
      'Home goes to the beginning');
  // How far it had played is a matter of this machine.
  const places = [...call.gaps.map(({from_us: from}) => from / 1e6), 0.704,
    2.112].sort((a, b) => a - b);
  for (const next of [places[0], places.find((at) => at > places[0] + 0.1)]) {
    await page.keyboard.press('g');
    ok(await until(async () => Math.abs(await time() - next) < 0.1),
        'G goes to the next mark', await time(), next);
  }
  await page.keyboard.press('Home');
  await until(async () => await time() < 0.01);
  await page.keyboard.press('ArrowRight');
  ok(await until(async () => Math.abs(await time() - 5) < 0.01),
      'the arrow goes 5 s on', await time());
  await page.keyboard.press(']');
  is(await page.evaluate(() => document.querySelector('audio').playbackRate),
      1.25, 'the bracket plays faster');
  await page.keyboard.press('r');
  ok(await page.isChecked('.segments [value=caller]'),
      'R has the caller heard alone');
  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  ok(await until(async () => await time() > 0.3),
      'which plays through the graph of sides');
  await page.keyboard.press(' ');
  await page.keyboard.press('b');
}

/** Keys that come faster than the audio follows. */
function press(...keys) {
  return page.evaluate((keys) => keys.forEach((key) =>
    dispatchEvent(new KeyboardEvent('keydown', {key}))), keys);
}

async function hurrying(call) {
  const places = [...call.gaps.map(({from_us: from}) => from / 1e6), 0.704,
    2.112].sort((a, b) => a - b);
  const second = places.find((at) => at > places[0] + 0.05);

  await page.reload();
  await page.waitForSelector('.player[data-ready]');
  await press('g', 'g');
  ok(Math.abs(Number(await page.inputValue('.seek')) - second) < 0.06,
      'G twice is the second mark, before there is audio',
      await page.inputValue('.seek'), second);
  await page.evaluate(() => {
    document.querySelector('audio').preload = 'auto';
  });
  ok(await until(async () => Math.abs(await time() - second) < 0.01),
      'where the audio begins once it comes', await time(), second);
  for (let i = 0; i < 5; i++)
    await press('Home', 'ArrowRight', 'g', 'Home', 'ArrowRight', 'ArrowLeft',
        'ArrowRight');
  ok(await until(async () => Math.abs(await time() - 5) < 0.01),
      'of many keys at once none is lost', await time());
}

async function looking(call) {
  const messages = call.messages.filter(({retransmission: again}) =>
    !again).length;
  ok(await until(async () => await page.locator('.ladder .row.message')
      .count() >= messages), 'the ladder has all messages');
  ok(await until(async () => await page.locator('.ladder .row.media')
      .count() === call.streams.length), 'and the streams');
  await page.locator('.ladder .openable [role=button]').first().focus();
  await page.keyboard.press('Enter');
  ok(await until(async () => (await page.locator('.message pre').count()) === 1
    && (await page.textContent('.message pre')).startsWith('INVITE sip:')),
  'Enter opens the first message: its text');
  await page.click('[role=tab]:has-text("Quality")');
  await page.waitForSelector('.charts canvas');
  ok(await until(async () => await page.locator('.charts canvas')
      .count() === 3), 'loss, jitter and MOS are drawn');
  await page.click('.charts summary');
  ok(await until(async () => (await page.textContent(
      '.charts details tbody')).includes('70')), 'and are a table too');
  await page.click('[role=tab]:has-text("Explain")');
  ok(await until(async () => (await page.textContent('.panel.explain'))
      .includes('put the call on hold')), 'the call is explained');
  await page.click('[role=tab]:has-text("Facts")');
  ok(await until(async () => (await page.textContent('.facts'))
      .includes(call.recordings[0].sha256)), 'its facts are told');
}

async function tooLong(call) {
  await page.route(`**/api/v1/calls/${call.id}/messages`, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    for (const message of json.messages)
      message.text = null;
    await route.fulfill({response, json});
  });
  await page.reload();
  await page.click('[role=tab]:has-text("Ladder")');
  await page.locator('.ladder .openable [role=button]').first().focus();
  await page.keyboard.press('Enter');
  ok(await until(async () => (await page.locator('.message pre').count()) === 1
    && (await page.textContent('.message pre')).includes('too long')),
  'a text that is left out for its size is said to be so');
  await page.unroute(`**/api/v1/calls/${call.id}/messages`);
}

async function annotating(call) {
  await page.fill('[aria-label="New tag"]', 'to be called back');
  await page.keyboard.press('Enter');
  ok(await until(async () => (await page.textContent('.tags'))
      .includes('to be called back')), 'a tag is added');
  await page.fill('[aria-label="New note"]', '<b>not bold</b>');
  await page.click('button:has-text("Add note")');
  ok(await until(async () => (await page.textContent('.notes'))
      .includes('<b>not bold</b>')), 'a note is added, as text');
  await page.click('.hold');
  ok(await until(async () => (await page.getAttribute('.hold',
      'aria-pressed')) === 'true'), 'legal hold is set');
  const now = await api(page, `calls/${call.id}`);
  is([now.tags.map(({name}) => name), now.notes.length, now.hold],
      [['to be called back'], 1, true], 'all three are in the catalogue');
  await page.click('[aria-label^="Remove tag"]');
  ok(await until(async () => (await page.textContent('.tags')) === 'None'),
      'the tag is removed');
}

async function exporting() {
  await page.click('button:has-text("Export")');
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.click('dialog button[type=submit]')]);
  const bytes = await readFile(await download.path());

  is([bytes.subarray(0, 4).toString(), bytes.length > 100000],
      ['RIFF', true], 'the export is a WAV file');
}

async function roles(all) {
  const viewer = await open(browser);
  await signIn(viewer.page, 'vera');
  const seen = await viewer.page.locator('.grid-rows .row').count();
  ok(seen > 0 && seen < all, 'a viewer sees the calls of own numbers only');
  is(await viewer.page.locator('nav a').allTextContents(), ['Calls'],
      'and nothing but the calls');
  await viewer.page.keyboard.press('ArrowDown');
  await viewer.page.click('.grid-rows .row');
  await viewer.page.waitForSelector('.callhead h1');
  is(await viewer.page.locator('.actions button').count(), 0,
      'can neither export, hold nor delete');
  is(viewer.faults, [], 'without a fault');
  await viewer.context.close();
}

async function addresses() {
  const {page, context} = await open(browser);

  await signIn(page);
  for (const name of ['constructor', 'toString/x', '%', 'call/%', '']) {
    await page.goto(`${address}/#/admin`);
    await page.waitForSelector('.panel.users');
    await page.goto(`${address}/#/${name}`);
    ok(await until(async () => await page.locator(name === 'call/%' ?
      '[role=alert]' : '.grid-rows .row').count() > 0),
    `the address #/${name} breaks nothing`);
  }
  await context.close();
}

/** A recorder, as far as its control socket tells of one call. */
function recorder() {
  const said = {calls: [{id: '1', state: 'active', recorded: true, streams: 2,
    started: '2026-11-21T10:00:00.000000Z', answered: null,
    caller: {number: '4711', name: null}, callee: {number: '0815',
      name: null}}], status: {alarms: []}, mirror: {interfaces: []}};

  return createServer((link) => link.on('error', () => {})
      .on('data', (line) => {
        const text = JSON.stringify(said[String(line).match(/^[a-z]*/)[0]]);
        link.end(`ok ${text.length}\n${text}`);
      })).listen(`${work}/control`);
}

async function others() {
  await page.goto(`${address}/#/live`);
  ok(await until(async () => /no recorder answers/.test(
      await page.textContent('.count'))), 'that no recorder runs is said',
  await page.textContent('.count'));
  const socket = recorder();
  ok(await until(async () => (await page.textContent('.live tbody'))
      .includes('4711')), 'and when one does, its calls are there');
  socket.close();
  await page.route('**/api/v1/mirror', (route) => route.fulfill({json: {
    interfaces: [{name: 'span0', state: 'gone', packets: 1}],
    one_way_hosts: [{host: '10.9.0.2', direction: 'from', source: 'span0',
      calls: 9, missing: 7}]}}));
  await page.goto(`${address}/#/mirror`);
  await page.waitForSelector('.report table');
  const report = await page.textContent('.report');
  ok(report.includes('span0 is gone') && report.includes('10.9.0.2'),
      'what is wrong with the mirror is told, down to the host', report);
  await page.goto(`${address}/#/admin`);
  ok(await until(async () => (await page.locator('.panel.users tbody tr')
      .count()) === 3), 'the users are listed');
  await page.click('[role=tab]:has-text("API tokens")');
  await page.click('button:has-text("Make a token")');
  await page.fill('dialog input', 'for the billing');
  await page.click('dialog button[type=submit]');
  ok(await until(async () => (await page.locator('.secret').count()) === 1 &&
    (await page.textContent('.secret')).startsWith('spanview_')),
  'a token is made, and shown', await page.locator('dialog .wrong')
      .allTextContents());
  for (const dialog of await page.locator('dialog').all())
    await dialog.locator('button:has-text("Cancel")').click();
  ok(/for the billing *ada/.test(await page.textContent('.panel.tokens')),
      'it is listed', await page.textContent('.panel.tokens'));
  await page.click('.panel.tokens button:has-text("Revoke")');
  ok(await until(async () => /no token/.test(await page.textContent(
      '.panel.tokens'))), 'and taken back');
  await page.click('[role=tab]:has-text("Audit")');
  ok(await until(async () => /export/.test(await page.textContent(
      '.panel.audit')) && /play/.test(await page.textContent('.panel.audit'))),
  'the audit has what was played and exported');
}

async function leaving() {
  const before = await page.context().cookies();
  await page.click('button[title^="Sign out"]');
  await page.waitForSelector('[name=password]');
  await page.context().addCookies(before);
  await page.reload();
  ok(await page.waitForSelector('[name=password]'),
      'after signing out the old cookie is worth nothing');
}

await signingIn();
const {calls} = await api(page, 'calls');
await searching(calls);
const call = await api(page, `calls/${calls.find((one) =>
  one.reason?.includes('70 of 318')).id}`);
await hearing(call);
await hurrying(call);
await looking(call);
await tooLong(call);
await annotating(call);
await exporting();
is(faults, [], 'nothing went wrong in the page, nor against the policy');
await roles(calls.length);
await addresses();
await others();
await leaving();
is(strangers, [], 'no address but the server was asked for anything');
await browser.close();
done();
