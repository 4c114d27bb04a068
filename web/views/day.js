// SPDX-License-Identifier: GPL-3.0-or-later
// One day: how many calls, what was not complete, and why.
import {get, queryText} from '../page/api.js';
import {fill, h, icon, s} from '../page/dom.js';
import * as format from '../page/format.js';

/** @typedef {import('../page/types.js').Stats} Stats */
/** @typedef {import('../page/types.js').StatsPart} StatsPart */

/** From the bottom of a bar to its top. @type {[keyof StatsPart, string][]} */
const parts = [['complete', 'good'], ['partial', 'warn'], ['missing', 'bad'],
  ['undecodable', 'odd'], ['skipped', 'dim'], ['failed', 'none']];

const WIDTH = 960, HEIGHT = 220, LEFT = 44, FOOT = 22;

/** @param {string} text 2026-11-21, of the browser's time zone */
function bounds(text) {
  const from = new Date(`${text}T00:00`);
  const to = new Date(from);

  to.setDate(to.getDate() + 1);
  return {from: from.toISOString(), to: to.toISOString()};
}

/** @param {string} title @param {string} value @param {string} [more] */
function tile(title, value, more) {
  return h('div', {class: 'tile'}, h('dt', {}, title), h('dd', {}, value,
      more && h('small', {}, more)));
}

/** All 24 hours, also those without a call.
 * @param {StatsPart[]} by @param {string} from */
function hours(by, from) {
  const known = new Map(by.map((part) => [Date.parse(part.from), part]));
  const start = Date.parse(from);

  return Array.from({length: 24}, (_, i) => known.get(start + i * 3600000) ??
    /** @type {StatsPart} */ ({from: new Date(start + i * 3600000)
    .toISOString(), calls: 0, answered: 0, complete: 0, partial: 0,
    missing: 0, undecodable: 0, skipped: 0, failed: 0, talk_ms: 0}));
}

/** @param {number} most a round number above it */
function roundUp(most) {
  const size = 10 ** Math.floor(Math.log10(Math.max(most, 1)));

  return [1, 2, 4, 5, 10].map((step) => step * size)
    .find((step) => step >= most && step % 2 === 0) ?? 10 * size;
}

/** @param {StatsPart[]} list */
function bars(list) {
  const top = roundUp(Math.max(2, ...list.map((part) => part.calls)));
  const scale = (HEIGHT - FOOT - 10) / top;
  const step = (WIDTH - LEFT) / list.length;
  const bar = (/** @type {StatsPart} */ part, /** @type {number} */ i) => {
    let y = HEIGHT - FOOT;
    const words = parts.filter(([name]) => part[name]).map(([name]) =>
      `${part[name]} ${name}`).join(', ');
    const hour = format.clock(part.from).slice(0, 5);
    return s('g', {role: 'listitem', 'aria-label':
        `${hour}: ${part.calls} calls${words && ', '}${words}`},
    s('title', {}, `${hour}  ${part.calls} calls\n${words}`),
    s('rect', {class: 'hit', x: LEFT + i * step, y: 0, width: step,
        height: HEIGHT - FOOT}),
    parts.map(([name, kind]) => {
      const height = Number(part[name]) * scale;
      y -= height;
      return height ? s('rect', {class: `bar-${kind}`, x: LEFT +
          i * step + step * 0.14, y, width: step * 0.72,
          height: Math.max(height - 1, 1), rx: 1.5}) : null;
    }), i % 3 === 0 && s('text', {x: LEFT + (i + 0.5) * step,
        y: HEIGHT - 6, class: 'tick'}, hour));
  };
  const line = (/** @type {number} */ share) => s('g', {class: 'grid-line',
      'aria-hidden': 'true'}, s('line', {x1: LEFT, x2: WIDTH,
      y1: HEIGHT - FOOT - share * top * scale, y2: HEIGHT - FOOT -
      share * top * scale}), s('text', {x: LEFT - 8, y: HEIGHT - FOOT -
      share * top * scale + 4, class: 'tick end'}, format.count(
      share * top)));

  return s('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'list',
      class: 'bars', 'aria-label': 'Calls by the hour'},
  [0, 0.5, 1].map(line), list.map(bar));
}

/**
 * What a reason says without its figures, which are those of one call.
 * @param {string | null} reason
 */
function withoutFigures(reason) {
  return reason?.replace(/\d+ of \d+ (packets lost) \([\d.]+ %\)/g, '$1') ??
    'without a reason';
}

/** @param {Stats} stats @param {{from: string, to: string}} range */
function report(stats, range) {
  const sum = (/** @type {keyof StatsPart} */ name) => stats.by.reduce(
      (total, part) => total + Number(part[name]), 0);
  const answered = sum('answered'), whole = sum('complete');
  const most = Math.max(1, ...stats.incomplete.map((row) => row.calls));
  const link = (/** @type {string} */ state) => `#/calls${queryText({
    from: range.from, to: range.to, completeness: state})}`;
  const legend = h('ul', {class: 'keys-of-colours'}, parts.map(
      ([name, kind]) => h('li', {}, h('span', {class: `swatch bar-${kind}`}),
      name === 'failed' ? `failed ${format.count(sum(name))}` : h('a',
          {href: link(name)}, `${name} ${format.count(sum(name))}`))));

  return [h('dl', {class: 'tiles'},
      tile('Calls', format.count(sum('calls'))),
      tile('Answered', format.count(answered), format.percent(answered,
          sum('calls'))),
      tile('Complete', format.percent(whole, answered),
          `${format.count(answered - whole)} are not`),
      tile('Talk time', format.length(sum('talk_ms'))),
      tile('Packets lost', format.percent(stats.totals.streams?.lost ?? 0,
          (stats.totals.streams?.lost ?? 0) +
          (stats.totals.streams?.packets ?? 0))),
      tile('Audio kept', format.bytes(stats.totals.recordings?.bytes ?? 0))),
  h('section', {class: 'card'}, h('h2', {}, 'By the hour'),
      bars(hours(stats.by, range.from)), legend),
  h('section', {class: 'card'}, h('h2', {}, 'Not complete, and why'),
      stats.incomplete.length === 0 ? h('p', {class: 'dim'}, answered ?
          'All answered calls are complete.' : 'No call was answered.') :
          h('ol', {class: 'reasons'}, stats.incomplete.map((row) => h('li', {},
        h('b', {class: 'figure'}, format.count(row.calls)),
        h('span', {class: 'share', style: {width: `${Math.max(1,
      100 * row.calls / most) * 0.3}%`}}),
        row.completeness ? h('a', {href: link(row.completeness)},
          withoutFigures(row.reason)) :
          h('span', {}, withoutFigures(row.reason))))))];
}

/** @type {import('../page/app.js').View} */
export function dayView(into, _path, query) {
  const asking = new AbortController();
  const chosen = query.get('day') ?? format.isoDay(new Date());
  const go = (/** @type {string} */ text) => {
    if (text)
      location.hash = `#/day?day=${text}`;
  };
  const step = (/** @type {number} */ days) => {
    const date = new Date(`${chosen}T12:00`);
    date.setDate(date.getDate() + days);
    return format.isoDay(date);
  };
  const body = h('div', {class: 'report', 'aria-busy': 'true'});
  const range = bounds(chosen);

  into.append(h('div', {class: 'bar'}, h('h1', {}, format.day(range.from)),
      h('div', {class: 'tools'},
          h('a', {class: 'button quiet', href: `#/day?day=${step(-1)}`,
              'aria-label': 'The day before'}, icon('previous')),
          h('input', {type: 'date', value: chosen, 'aria-label': 'Day',
              onchange: (/** @type {Event} */ event) => go(/** @type {
              HTMLInputElement} */ (event.target).value)}),
          h('a', {class: 'button quiet', href: `#/day?day=${step(1)}`,
              'aria-label': 'The day after'}, icon('next')))), body);
  get('stats', {...range, by: 'hour'}, asking.signal)
    .then((stats) => fill(body, report(stats, range)))
    .catch((error) => {
      if (error.name !== 'AbortError')
        fill(body, h('p', {class: 'wrong', role: 'alert'},
            error.message));
    }).finally(() => body.setAttribute('aria-busy', 'false'));
  return () => asking.abort();
}
