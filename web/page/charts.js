// SPDX-License-Identifier: GPL-3.0-or-later
// Figures over time, by uPlot.
import uPlot from 'uplot';
import {callPath, get} from './api.js';
import {fill, h} from './dom.js';
import {decimal, length, secondsSince} from './format.js';
import {colour, onTheme} from './theme.js';

/** @typedef {import('./types.js').QualityStream} QualityStream */
/** @typedef {import('./types.js').QualityPoint} QualityPoint */

/** @type {[string, string, (point: QualityPoint) => number | null,
 *   [number, number]][]} */
const measures = [
  ['Loss', '%', (point) => point.packets + point.lost ?
    100 * point.lost / (point.packets + point.lost) : null, [0, 1]],
  ['Jitter', 'ms', (point) => point.jitter_ms, [0, 5]],
  ['MOS', '', (point) => point.mos, [1, 4.5]],
];

const steps = uPlot.paths.stepped?.({align: 1});

/** @type {Record<string, string>} */
const methods = {capture: 'at the recorder', rtcp: 'reported by RTCP',
  'rtcp-xr': 'reported by RTCP XR'};

/**
 * One line for each stream and method.
 * @param {QualityStream[]} streams
 */
function linesOf(streams) {
  return streams.flatMap((stream, number) => [...new Set(stream.points
    .map((point) => point.method))].map((method) => ({
    label: `${stream.side ?? 'stream'} ${stream.codec ?? ''} ${
      streams.filter((other) => other.side === stream.side).length >
      1 ? number + 1 : ''} ${method === 'capture' ? '' :
      methods[method] ?? method}`.replace(/\s+/g, ' ').trim(),
    side: stream.side, method,
    points: stream.points.filter((point) => point.method === method)})));
}

export class Charts {
  /**
   * @param {{id: string, started: string}} call
   * @param {AbortSignal} signal
   */
  constructor(call, signal) {
    this.call = call;
    this.signal = signal;
    this.element = h('div', {class: 'charts'});
    /** @type {uPlot[]} */
    this.plots = [];
    /** @type {ReturnType<typeof linesOf>} */
    this.lines = [];
    this.forgetTheme = onTheme(() => this.draw());
    this.observer = new ResizeObserver(() => this.resize());
  }

  async begin() {
    const {streams} = await get(callPath(this.call.id, 'quality'), {},
      this.signal);

    this.lines = linesOf(streams);
    this.observer.observe(this.element);
    this.draw();
  }

  draw() {
    this.clear();
    if (this.lines.length === 0) {
      fill(this.element, h('p', {class: 'dim'},
          'No quality was measured: no audio was seen.'));
      return;
    }
    fill(this.element);
    for (const measure of measures)
      this.plot(...measure);
    this.element.append(this.table());
  }

  /** All points as a table, for those who do not see the drawing. */
  table() {
    const rows = this.lines.flatMap((line) => line.points.map((point) =>
      h('tr', {}, h('td', {}, line.label),
          h('td', {}, length(1000 * Math.max(0, secondsSince(point.from,
        this.call.started)))), h('td', {}, point.packets),
          h('td', {}, point.lost), h('td', {}, point.late),
          h('td', {}, decimal(point.jitter_ms, 1)),
          h('td', {}, decimal(point.mos, 2)))));

    return h('details', {}, h('summary', {}, 'As a table'),
        h('div', {class: 'scroll', tabindex: '0', role: 'region',
            'aria-label': 'Quality, as a table'},
        h('table', {class: 'figures'}, h('thead', {}, h('tr', {},
            ['Stream', 'From', 'Packets', 'Lost', 'Late', 'Jitter, ms',
                'MOS'].map((text) => h('th', {scope: 'col'}, text)))),
            h('tbody', {}, rows.slice(0, 2000)))));
  }

  /**
   * @param {string} title
   * @param {string} unit
   * @param {(point: QualityPoint) => number | null} value
   * @param {[number, number]} range that is seen at least
   */
  plot(title, unit, value, range) {
    const box = h('figure', {}, h('figcaption', {}, title,
        unit && h('small', {}, ` ${unit}`)));
    const at = (/** @type {string} */ time) =>
      secondsSince(time, this.call.started);
    const times = [...new Set(this.lines.flatMap((line) => line.points
      .flatMap((point) => [at(point.from), at(point.to)])))]
      .sort((a, b) => a - b);
    // A value holds from the beginning of its interval to its end.
    const data = this.lines.map((line) => {
      const values = new Map(line.points.flatMap((point) =>
        [[at(point.from), value(point)]]));
      const last = line.points[line.points.length - 1];
      if (last)
        values.set(at(last.to), value(last));
      return times.map((time) => values.get(time));
    });
    const ink = colour('--ink-2'), grid = colour('--line');
    const axis = {stroke: ink, grid: {stroke: grid, width: 1},
      ticks: {stroke: grid, width: 1, size: 4},
      font: '11px system-ui, sans-serif'};

    this.element.append(box);
    this.plots.push(new uPlot({width: this.width(), height: 150,
      scales: {x: {time: false, range: (_plot, low, high) =>
        [Math.min(low, 0), Math.max(high, 1)]}, y: {range: (_plot, low, high) =>
        [Math.min(low ?? range[0], range[0]),
          Math.max((high ?? 0) * (title === 'MOS' ? 1 : 1.1),
          range[1])]}},
      axes: [{...axis, size: 26, values: (_plot, ticks) =>
        ticks.map((tick) => length(1000 * tick))},
        {...axis, size: 44}],
      cursor: {sync: {key: this.call.id}, points: {size: 6}},
      legend: {live: true},
      series: [{label: 'at', value: (_plot, time) => time === null ?
        '–' : length(1000 * time)},
      ...this.lines.map((line) => ({label: line.label, spanGaps: true,
        stroke: colour(line.side === 'callee' ? '--callee' :
          '--caller'), width: 1.6,
        dash: line.method === 'capture' ? undefined : [5, 4],
        paths: steps, points: {show: false},
        value: (/** @type {uPlot} */ _plot,
            /** @type {number | null} */ number) =>
          decimal(number, 2, unit ? ` ${unit}` : '')}))]},
    /** @type {uPlot.AlignedData} */ ([times, ...data]), box));
    box.querySelector('.u-wrap')?.setAttribute('role', 'img');
    box.querySelector('.u-wrap')?.setAttribute('aria-label',
        `${title} over time; the table below has the values`);
  }

  width() {
    return Math.max(this.element.clientWidth - 2, 240);
  }

  resize() {
    for (const plot of this.plots)
      plot.setSize({width: this.width(), height: 150});
  }

  clear() {
    for (const plot of this.plots)
      plot.destroy();
    this.plots = [];
  }

  end() {
    this.observer.disconnect();
    this.forgetTheme();
    this.clear();
  }
}
