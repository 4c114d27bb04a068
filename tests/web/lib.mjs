// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the tests that drive a browser: TAP, and a page that watches what
// it asks for. The libraries are found by NODE_PATH.
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const {chromium} = require('playwright-core');

export const address = process.env.ADDRESS;
export const password = process.env.PASSWORD;
export const work = process.env.WORK;

let count = 0;

/** One result: what is not truthy is bad. */
export function ok(good, what, ...notes) {
  console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!good)
    for (const note of notes)
      console.log(`# ${String(note).replaceAll('\n', '\n# ')}`);
}

export function is(got, wanted, what) {
  ok(JSON.stringify(got) === JSON.stringify(wanted), what,
      `got:    ${JSON.stringify(got)}`, `wanted: ${JSON.stringify(wanted)}`);
}

export function done() {
  console.log(`1..${count}`);
}

/** Chromium, so that it asks nobody for anything by itself. */
export function launch() {
  return chromium.launch({executablePath: '/usr/bin/chromium',
    timeout: 300000,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
      '--no-first-run', '--disable-background-networking',
      '--autoplay-policy=no-user-gesture-required']});
}

/**
 * A page of a browser of its own. 'strangers' are the addresses elsewhere
 * that it asked for, 'faults' what went wrong in it.
 */
export async function open(browser, options = {}) {
  const context = await browser.newContext({timezoneId: 'UTC',
    locale: 'en-GB', viewport: {width: 1280, height: 800},
    acceptDownloads: true, ...options});
  const page = await context.newPage();
  const strangers = [], faults = [];

  context.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`) &&
        !/^(blob|data):/.test(request.url()))
      strangers.push(request.url());
  });
  page.on('pageerror', (error) => faults.push(error.stack));
  page.on('console', (message) => {
    // That nobody is signed in is asked, and answered by 401.
    if (message.type() === 'error' && !/status of 401/.test(message.text()))
      faults.push(message.text());
  });
  page.setDefaultTimeout(120000);
  return {context, page, strangers, faults};
}

export async function signIn(page, user = 'ada') {
  await page.goto(`${address}/`);
  await page.fill('[name=user]', user);
  await page.fill('[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.grid-rows .row');
}

/** Asks the API as the page does. */
export function api(page, path) {
  return page.evaluate(async (path) => (await fetch(`api/v1/${path}`)).json(),
      path);
}

/** What axe-core finds that is serious or worse. */
export async function serious(page) {
  if (await page.evaluate(() => typeof axe === 'undefined'))
    await page.evaluate(require('axe-core').source);
  const {violations} = await page.evaluate(() => axe.run(document,
      {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
        'wcag22aa', 'best-practice']}));

  return violations.filter(({impact}) => ['serious', 'critical']
      .includes(impact)).map(({id, nodes}) =>
    `${id}: ${nodes.slice(0, 3).map(({html, failureSummary}) =>
      `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`);
}

/** Waits until something holds, also on a machine that is held up. */
export async function until(what, ms = 120000) {
  const end = Date.now() + ms;

  while (Date.now() < end) {
    if (await what())
      return true;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return false;
}
