// SPDX-License-Identifier: GPL-3.0-or-later
import {address, done, is, launch, ok, open, signIn, until} from './lib.mjs';

const FIRST_MS = 300, FILTER_MS = 150, TRIES = 7;
const browser = await launch();
const {page, faults} = await open(browser);
const typical = (values) => [...values].sort((a, b) => a - b)[
    Math.floor(values.length / 2)];
const round = (values) => values.map(Math.round).join(' ');

// Says when rows were drawn: a frame after they were put in.
await page.addInitScript(() => {
  window.whenRows = () => new Promise((resolve) => {
    const before = document.querySelector('.grid-rows .row');
    const look = () => {
      const row = document.querySelector('.grid-rows .row');
      if (row && row !== before)
        requestAnimationFrame(() => setTimeout(() =>
          resolve(performance.now())));
      else
        requestAnimationFrame(look);
    };
    look();
  });
  window.firstRows = window.whenRows();
});

/** @returns ms from a key in the box to its rows */
function type(text) {
  return page.evaluate(async (text) => {
    const box = document.querySelector('.search');
    const rows = window.whenRows();
    const start = performance.now();
    box.value = text;
    box.dispatchEvent(new Event('input', {bubbles: true}));
    return await rows - start;
  }, text);
}

await signIn(page);
const first = [];
for (let i = 0; i < TRIES; i++) {
  await page.reload();
  first.push(await page.evaluate(() => window.firstRows));
}
console.log(`# first screen, ms: ${round(first)}`);
ok(typical(first) <= FIRST_MS, 'the first screen is there in 300 ms',
    round(first));

for (const [words, texts] of [
  ['digits', ['1', '10', '100', '1000', '10009', '100099', '1000999']],
  ['a rare number', ['100012345', '100012346', '100014321', '100010001',
    '100019999', '100013333', '100017777']]]) {
  const taken = [];
  for (const text of texts)
    taken.push(await type(text));
  console.log(`# ${words}, ms: ${round(taken)}`);
  ok(typical(taken) <= FILTER_MS, `${words}: filtered in 150 ms`,
      round(taken));
}
is(await page.locator('.grid-rows .row').count(), 1,
    'a whole number finds its one call');

await type('');
const heights = [];
for (let i = 0; i < 12; i++) {
  heights.push(await page.evaluate(() => {
    const grid = document.querySelector('.grid');
    grid.scrollTop = grid.scrollHeight;
    return grid.scrollHeight;
  }));
  await page.waitForTimeout(150);
}
ok(heights.at(-1) > heights[0] * 10, 'more calls come as one scrolls down',
    heights);
ok(await until(async () => {
  const rows = await page.locator('.grid-rows .row').count();
  return rows > 20 && rows < 120;
}), 'and only those that are seen are drawn');
is(faults, [], 'nothing went wrong');
await browser.close();
done();
