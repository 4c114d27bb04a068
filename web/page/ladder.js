// SPDX-License-Identifier: GPL-3.0-or-later
// The ladder of a call: who sent what to whom, in time, of all legs. The model
// is that of "spanview ladder --json".
import {callPath, get} from './api.js';
import {fill, h, s} from './dom.js';
import * as format from './format.js';

/** @typedef {import('./types.js').CallDetail} CallDetail */
/** @typedef {import('./types.js').Message} Message */
/** @typedef {{id: number, address: string, label: string | null,
 *   role: string, agent: string | null}} Participant */
/**
 * @typedef {object} Row
 * @property {string} time
 * @property {number} offset_ms
 * @property {'message' | 'media' | 'event'} kind
 * @property {number | null} from
 * @property {number | null} to
 * @property {string} text
 * @property {string | null} detail
 * @property {number | null} leg
 * @property {number} retransmissions
 * @property {number} [message] index
 * @property {number | null} [status]
 * @property {string} [method]
 * @property {string | null} [side]
 * @property {number} [end_offset_ms]
 * @property {string} [event]
 */
/** @typedef {{participants: Participant[], rows: Row[],
 *   truncated: boolean}} Ladder */

const TIME = 62;          // pixels for the time at the left
const COLUMN = [150, 220]; // least and most between two participants
const ROW = {message: 38, media: 40, event: 26};

/** @param {Row} row how it is coloured */
function kindOf(row) {
  if (row.kind === 'media')
    return row.side ?? '';
  if (!row.status)
    return 'request';
  return row.status < 200 ? 'provisional' : row.status < 300 ? 'good' :
    row.status < 400 ? 'warn' : 'bad';
}

export class LadderView {
  /**
   * @param {CallDetail} call
   * @param {AbortSignal} signal
   */
  constructor(call, signal) {
    this.call = call;
    this.signal = signal;
    this.drawing = h('div', {class: 'ladder'});
    this.opened = h('section', {class: 'message', 'aria-live': 'polite',
        'aria-label': 'Message'});
    this.element = h('div', {class: 'ladder-view'}, this.drawing,
        this.opened);
    /** @type {Message[] | null} */
    this.messages = null;
    /** @type {Ladder | null} */
    this.ladder = null;
    this.room = 0; // pixels that it was drawn for
    this.observer = new ResizeObserver(() => this.draw());
  }

  async begin() {
    this.ladder = /** @type {Ladder} */ (await get(
      callPath(this.call.id, 'ladder'), {}, this.signal));
    this.observer.observe(this.element);
  }

  end() {
    this.observer.disconnect();
  }

  draw() {
    const ladder = this.ladder;
    const room = this.element.clientWidth;

    if (!ladder || room === 0 || room === this.room)
      return;
    this.room = room;
    const columns = Math.max(ladder.participants.length - 1, 1);
    const step = Math.min(Math.max((room - TIME - 120) / columns,
      COLUMN[0]), COLUMN[1]);
    const x = (/** @type {number} */ i) => TIME + 60 + i * step;
    const width = x(columns) + 70;
    let y = 58;
    const rows = ladder.rows.map((row) => {
      const top = y;
      y += ROW[row.kind];
      return this.row(row, top, x, width);
    });
    const svg = s('svg', {width, height: y + 8, role: 'list',
        'aria-label': 'Ladder of the call'},
        s('defs', {}, s('marker', {id: 'arrow', viewBox: '0 0 8 8',
            refX: 7.5, refY: 4, markerWidth: 8, markerHeight: 8,
            orient: 'auto', markerUnits: 'userSpaceOnUse'},
            s('path', {d: 'M0 0 8 4 0 8z', fill: 'context-stroke'}))),
        ladder.participants.map((who, i) => this.participant(who, x(i), y)),
        rows);
    fill(this.drawing, svg, ladder.truncated && h('p', {class: 'dim'},
        'There is more than is drawn here.'));
  }

  /**
   * @param {Participant} who
   * @param {number} x
   * @param {number} bottom
   */
  participant(who, x, bottom) {
    return s('g', {class: `participant ${who.role}`, role: 'listitem',
        'aria-label': `${who.role} ${who.label ?? ''} ${who.address}`},
        s('title', {}, who.agent ?? who.role),
        s('text', {x, y: 18, class: 'label'}, who.label ?? who.role),
        s('text', {x, y: 34, class: 'address'}, who.address),
        s('line', {x1: x, x2: x, y1: 44, y2: bottom}));
  }

  /**
   * @param {Row} row
   * @param {number} top
   * @param {(i: number) => number} x
   * @param {number} width
   */
  row(row, top, x, width) {
    const at = `${format.offset(row.time, this.call.started)} s`;
    const isOpenable = row.kind === 'message' &&
      row.message !== undefined;
    const open = () => this.open(row, group);
    const again = row.retransmissions ?
      ` (sent ${row.retransmissions + 1} times)` : '';
    const group = s('g', {class: `row ${row.kind} ${kindOf(row)} ${
      isOpenable ? 'openable' : ''}`, role: 'listitem'});
    const inner = s('g', isOpenable ? {role: 'button', tabindex: 0,
        onclick: open, onkeydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            event.stopPropagation();
            open();
          }
        }} : {role: 'img'},
        s('rect', {class: 'back', x: 0, y: top, width,
            height: ROW[row.kind], rx: 4}),
        s('text', {x: TIME - 12, y: top + 22, class: 'time'},
            row.offset_ms / 1000 < 0 ? at.slice(0, -2) :
            at.slice(1, -2)), this.body(row, top, x, again));

    // What can be opened is called what is seen: its texts, with spaces.
    for (const text of inner.querySelectorAll('text'))
      text.append(' ');
    if (!isOpenable)
      inner.setAttribute('aria-label', inner.textContent ?? '');
    group.append(inner);
    return group;
  }

  /**
   * @param {Row} row
   * @param {number} top
   * @param {(i: number) => number} x
   * @param {string} again
   * @returns {SVGElement[]}
   */
  body(row, top, x, again) {
    if (row.from === null || row.to === null || row.kind === 'event') {
      const middle = row.from ?? row.to;
      return [s('text', {x: middle === null ? TIME + 12 :
          x(middle) + 8, y: top + 17, class: 'event'}, `● ${row.text}`,
          row.detail && s('tspan', {class: 'detail'},
          `  ${row.detail}`))];
    }
    const from = x(row.from), to = x(row.to);
    const middle = (from + to) / 2, room = Math.abs(to - from);
    const fits = (/** @type {string} */ text, size = 6) =>
      text.length * size > room - 18 ? `${text.slice(0,
      Math.floor((room - 24) / size))}…` : text;
    const texts = [s('text', {x: middle, y: top + 13, class: 'words'},
        fits(row.text + again, 7)), row.detail ? s('text', {x: middle,
        y: top + 34, class: 'detail'}, fits(row.detail, 5.6)) : null];
    const line = row.kind === 'media' ?
      s('rect', {class: 'bar', x: Math.min(from, to) + 4, y: top + 17,
          width: Math.max(room - 8, 2), height: 6, rx: 3}) :
      from === to ? s('path', {class: 'arrow', 'marker-end':
          'url(#arrow)', d: `M${from} ${top + 16}h26v9h-25`}) :
      s('line', {class: 'arrow', x1: from, x2: to, y1: top + 20,
          y2: top + 20, 'marker-end': 'url(#arrow)'});
    return [line, ...texts.filter((text) => text !== null)];
  }

  /**
   * Shows the message of a row.
   * @param {Row} row
   * @param {Element} group
   */
  async open(row, group) {
    for (const old of this.drawing.querySelectorAll('.opened'))
      old.classList.remove('opened');
    group.classList.add('opened');
    try {
      this.messages ??= /** @type {Message[]} */ ((await get(
        callPath(this.call.id, 'messages'), {}, this.signal)).messages);
    } catch (error) {
      fill(this.opened, h('p', {class: 'wrong'},
          /** @type {Error} */ (error).message));
      return;
    }
    const message = this.messages[/** @type {number} */ (row.message)];
    const close = () => {
      fill(this.opened);
      group.classList.remove('opened');
      /** @type {SVGElement | null} */
      (group.querySelector('[tabindex]'))?.focus();
    };
    fill(this.opened, h('header', {},
        h('h3', {}, row.text), h('button', {class: 'quiet', onclick: close},
            'Close')),
        h('p', {class: 'dim'}, `${format.offset(message.time,
      this.call.started)} s  ·  ${message.src} → ${message.dst}  ·  ${
      format.bytes(message.bytes)}`),
        h('pre', {tabindex: '0', 'aria-label': 'Text of the message'},
            message.text ?? (message.bytes ? 'Not shown: the messages of ' +
      'this call are too long for one page.' : 'Its bytes were not kept.')));
    this.opened.scrollIntoView({block: 'nearest', behavior: 'smooth'});
  }
}
