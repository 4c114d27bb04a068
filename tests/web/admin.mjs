// SPDX-License-Identifier: GPL-3.0-or-later
import {readFile} from 'node:fs/promises';
import {address, api, done, is, launch, ok, open, password, serious, signIn,
  until} from './lib.mjs';

const setup = process.argv[2];
const browser = await launch();
const {context, page, strangers, faults} = await open(browser);
const submit = 'dialog button[type=submit]';
const wrong = () => page.textContent('dialog .wrong');
const isClosed = () => until(async () =>
  await page.locator('dialog').count() === 0);

/** @returns the text of each row of a panel, once there are so many */
async function rowsOf(panel, count) {
  const rows = page.locator(`.panel.${panel} tbody tr`);

  await until(async () => await rows.count() === count);
  return rows.allTextContents();
}

async function fillSetup(who, user, second) {
  await who.goto('about:blank');
  await who.goto(`${address}/#setup=${setup}`);
  await who.fill('[name=user]', user);
  await who.fill('[name=password]', password);
  await who.fill('[name=again]', second);
  await who.click('button[type=submit]');
}

async function settingUp() {
  ok(setup?.length > 20, 'a terminal is told the link of the first user');
  await fillSetup(page, 'ada', 'something else');
  ok(await until(async () => /not the same/.test(await page.textContent(
      '.wrong'))), 'two passwords that differ make nobody');
  is(await serious(page), [], 'the form of the first user: axe-core');
  await page.fill('[name=again]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.grid-rows .row');
  is((await api(page, 'session')).role, 'administrator',
      'the link makes an administrator, who is signed in');
  ok(!page.url().includes('setup'), 'the address forgets the link');
  const late = await open(browser);
  await fillSetup(late.page, 'eve', password);
  ok(await until(async () => await late.page.textContent('.wrong') !== ''),
      'the link is good once');
  is((await api(page, 'users')).users.map(({user}) => user), ['ada'],
      'and makes nobody else');
  await late.context.close();
}

async function addUser(user, role, numbers) {
  await page.click('button:has-text("Add a user")');
  await page.fill('dialog [name=user]', user);
  await page.selectOption('dialog [name=role]', role);
  await page.fill('dialog [name=numbers]', numbers);
  await page.fill('dialog [name=password]', password);
  await page.click(submit);
}

async function users(number) {
  await page.goto(`${address}/#/admin`);
  is((await rowsOf('users', 1)).length, 1, 'one user is listed');
  await addUser('vera', 'viewer', `${number}, 77`);
  ok(await isClosed(), 'a user is added in a dialog');
  ok((await rowsOf('users', 2)).some((text) =>
    /vera.*viewer/.test(text) && text.includes(`${number}, 77`)),
  'and listed with role and numbers');
  await addUser('vera', 'supervisor', '');
  ok(await until(async () => /there is a user/.test(await wrong())),
      'none twice: the dialog says so and stays', await wrong());
  is(await serious(page), [], 'the dialog: axe-core');
  await page.click('dialog button:has-text("Cancel")');
  ok(await isClosed(), 'Cancel closes it');
  const vera = await open(browser);
  await signIn(vera.page, 'vera');
  const own = await vera.page.locator('.grid-rows .row').count();
  ok(own > 0 && own < (await api(page, 'calls')).calls.length,
      'who was added signs in, and sees calls of own numbers', own);
  await page.click('[aria-label="Change vera"]');
  is(await page.inputValue('dialog [name=numbers]'), `${number}, 77`,
      'a change begins with what is');
  await page.selectOption('dialog [name=role]', 'supervisor');
  await page.click(submit);
  ok(await isClosed() && (await rowsOf('users', 2)).some((text) =>
    /vera.*supervisor/.test(text)), 'the role is changed');
  await page.click('[aria-label="Remove ada"]');
  await page.click(submit);
  ok(await until(async () => /last administrator/.test(await wrong())),
      'the last administrator cannot be removed');
  await page.keyboard.press('Escape');
  return vera;
}

async function removing(vera) {
  await page.goto(`${address}/#/admin`);
  await page.click('[aria-label="Remove vera"]');
  await page.click(submit);
  is([await isClosed(), (await rowsOf('users', 1)).length], [true, 1],
      'a user is removed');
  await vera.page.reload();
  ok(await vera.page.waitForSelector('[name=password]'),
      'and signed out at once');
  await vera.context.close();
}

async function tokens() {
  const asks = async (token) => (await fetch(`${address}/api/v1/calls`,
      {headers: {Authorization: `Bearer ${token}`}})).status;

  await page.goto(`${address}/#/admin/tokens`);
  await page.click('button:has-text("Make a token")');
  await page.fill('dialog [name=label]', 'billing');
  await page.click(submit);
  await page.waitForSelector('code.secret');
  const token = await page.textContent('code.secret');
  is(await asks(token), 200, 'a token that was made may ask');
  await page.click('dialog button:has-text("Copy")');
  is([await isClosed(), await page.evaluate(() =>
    navigator.clipboard.readText())], [true, token], 'it is copied');
  ok(/billing.*ada/.test((await rowsOf('tokens', 1))[0]) &&
    !(await page.content()).includes(token), 'and listed, without itself');
  await page.click('button:has-text("Revoke")');
  is([(await rowsOf('tokens', 0)).length, await asks(token)], [0, 401],
      'revoked, it is worth nothing');
}

/** What a click brings, as bytes and a name. */
async function downloaded(click) {
  const [download] = await Promise.all([page.waitForEvent('download'),
    click()]);

  return [await readFile(await download.path()),
    download.suggestedFilename()];
}

async function exporting(call) {
  const begins = {wav: /^RIFF....WAVE/s, flac: /^fLaC/,
    mp3: /^(ID3|\xff[\xe0-\xff])/, opus: /^OggS.*OpusHead/s,
    pcapng: /^\n\r\r\n/, zip: /^PK\x03\x04/};

  await page.goto(`${address}/#/call/${call.id}`);
  for (const [format, begin] of Object.entries(begins)) {
    await page.click('button:has-text("Export")');
    await page.check(`dialog [name=format][value=${format}]`);
    const [bytes, name] = await downloaded(() => page.click(submit));
    ok(begin.test(bytes.toString('latin1')) && bytes.length > 500 &&
      name.endsWith(`.${format}`) && await isClosed(),
    `the page exports ${format}`, name, bytes.subarray(0, 16));
  }
  await page.click('button:has-text("Export")');
  await page.selectOption('dialog [name=mix]', 'caller');
  await page.fill('dialog [name=from]', '0.5');
  await page.fill('dialog [name=to]', '1.5');
  const [part] = await downloaded(() => page.click(submit));
  is([part.readUInt16LE(22), part.length > 15900 && part.length < 16500],
      [1, true], 'one side and one second of it', part.length);
}

async function lists(calls) {
  const csv = async () => (await downloaded(() =>
    page.click('button:has-text("CSV")')))[0].toString().trim().split('\n');

  await page.goto(`${address}/#/calls`);
  await page.waitForSelector('.grid-rows .row');
  const all = await csv();
  ok(all.length === calls.length + 1 && calls.every(({id}) =>
    all.some((line) => line.includes(id))), 'all calls are exported as CSV');
  await page.goto(`${address}/#/calls?state=failed`);
  await until(async () => await page.locator('.grid-rows .row').count() === 1);
  const failed = await csv();
  ok(failed.length === 2 && failed[1].includes('failed'),
      'or those that the filter gives', failed);
}

async function deleting(call, count) {
  const status = () => page.evaluate(async (id) =>
    (await fetch(`api/v1/calls/${id}`)).status, call.id);
  const vera = await open(browser);

  await signIn(vera.page, 'vera');
  await vera.page.goto(`${address}/#/call/${call.id}`);
  await vera.page.waitForSelector('.actions button');
  is(await vera.page.locator('.actions').textContent(), 'Export…',
      'a supervisor may export, and cannot delete');
  await page.goto(`${address}/#/calls`);
  await until(async () =>
    await page.locator('.grid-rows .row').count() === count);
  await page.goto(`${address}/#/call/${call.id}`);
  await page.click('.hold');
  await until(async () => await page.getAttribute('.hold',
      'aria-pressed') === 'true');
  await page.click('button:has-text("Delete")');
  ok(/cannot be brought back/.test(await page.textContent('dialog')),
      'what deletion is, is said before');
  is(await serious(page), [], 'the question: axe-core');
  await page.click(submit);
  ok(await until(async () => /hold/.test(await wrong())),
      'a legal hold refuses it', await wrong());
  await page.click('dialog button:has-text("Cancel")');
  is(await status(), 200, 'and the call is there');
  await page.click('.hold');
  await until(async () => await page.getAttribute('.hold',
      'aria-pressed') === 'false');
  await page.click('button:has-text("Delete")');
  await page.click(submit);
  ok(await until(async () => await page.locator('.grid-rows .row').count() ===
    count - 1), 'without it the call is deleted, and not in the list');
  is(await status(), 404, 'nor anywhere');
  return vera;
}

await context.grantPermissions(['clipboard-read', 'clipboard-write']);
await settingUp();
const {calls} = await api(page, 'calls');
const call = calls.find(({recordings}) => recordings?.[0]?.duration_ms > 2000);
await (await users('409')).context.close();
await tokens();
await exporting(call);
await lists(calls);
await removing(await deleting(call, calls.length));
let did;
ok(await until(async () => {
  const {audit} = await api(page, 'audit?limit=1000');
  did = new Set(audit.map(({action}) => action));
  return ['sign-in', 'user-add', 'user-set', 'user-remove', 'token-add',
    'token-remove', 'list', 'export', 'hold', 'delete'].every((action) =>
    did.has(action));
}), 'all of it is in the audit', [...did]);
ok(faults.every((text) => /status of (403|404|409)/.test(text)),
    'nothing went wrong but what was refused', faults.join('\n'));
is(strangers, [], 'no address but the server was asked for anything');
await browser.close();
done();
