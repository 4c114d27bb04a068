// SPDX-License-Identifier: GPL-3.0-or-later
// The list of calls, newest first.
import {address, get, may, queryText} from '../page/api.js';
import {announce, chip, h, icon, isTyping} from '../page/dom.js';
import {apiQuery, filterForm, filterOf} from '../page/filter.js';
import * as format from '../page/format.js';
import {Grid} from '../page/grid.js';

/** @typedef {import('../page/types.js').Call} Call */

const FIRST_PAGE = 100, PAGE = 500;

/**
 * What the list needs of a call: 100,000 of them are kept.
 * @param {Call} call
 */
function slim(call) {
  const {id, started, direction, caller, callee, duration_ms, answered,
    state, completeness, reason, final_status} = call;

  return {id, started, direction, duration_ms, answered, state, completeness,
    reason, final_status, caller: format.partyName(caller),
    callerName: caller.number ? caller.name : null,
    callee: format.partyName(callee),
    calleeName: callee.number ? callee.name : null,
    codec: format.codecs(call.streams), loss: format.loss(call.streams),
    mos: format.worstMos(call.streams)};
}

/** @typedef {ReturnType<typeof slim>} Row */

/** The list that was shown last: going back to it asks nobody.
 * @type {{key: string, rows: Row[], next: string | null, top: number,
 *   active: number} | null} */
let kept = null;

/** The calls before and after one, as the list has them. @param {string} id */
export function neighbours(id) {
  const rows = kept?.rows ?? [];
  const at = rows.findIndex((row) => row.id === id);

  return {newer: at > 0 ? rows[at - 1].id : null,
    older: at >= 0 && at + 1 < rows.length ? rows[at + 1].id : null};
}

/** The address of the list that was shown last. */
export function listAddress() {
  return `#/calls${kept?.key ?? ''}`;
}

/** Has the list read again: a call has changed. */
export function forgetList() {
  if (kept)
    kept = {...kept, rows: [], next: ''};
}

/** @param {string} number @param {string | null} name */
function party(number, name) {
  return [h('span', {class: 'number'}, number),
    ...name ? [h('span', {class: 'name'}, name)] : []];
}

/** @param {Row} row */
function stateCell(row) {
  const failed = row.state === 'failed' && row.final_status;

  return [format.stateKinds[row.state] ? chip(failed ?
      `failed ${row.final_status}` : row.state,
  format.stateKinds[row.state]) : h('span', {class: 'plain'}, row.state)];
}

/** @type {import('../page/grid.js').Column<Row>[]} */
const columns = [
  {name: 'time', title: 'Started', cell: (row) => [
    h('span', {class: 'date'}, format.stamp(row.started).slice(0, 10)),
    ' ', h('span', {class: 'clock'}, format.clock(row.started))]},
  {name: 'from', title: 'Caller', cell: (row) =>
    party(row.caller, row.callerName)},
  {name: 'way', title: '', cell: (row) => [h('span', {title:
    row.direction ?? '', role: 'img', 'aria-label': row.direction ??
    'unknown'}, format.directionMarks[row.direction ?? ''] ?? '→')]},
  {name: 'whom', title: 'Callee', cell: (row) =>
    party(row.callee, row.calleeName)},
  {name: 'length', title: 'Length', cell: (row) =>
    [row.answered ? format.length(row.duration_ms) : '–']},
  {name: 'state', title: 'State', cell: stateCell},
  {name: 'audio', title: 'Audio', cell: (row) => row.completeness ?
    [h('span', {class: `dot ${format.completenessKinds[
      row.completeness] ?? ''}`, title: row.reason ?? ''},
    row.completeness)] : ['–']},
  {name: 'codec', title: 'Codec', cell: (row) => [row.codec]},
  {name: 'loss', title: 'Loss', cell: (row) => [row.loss]},
  {name: 'mos', title: 'MOS', cell: (row) => [row.mos === null ? '–' :
    h('span', {class: row.mos < 3.1 ? 'bad' : row.mos < 3.8 ? 'warn' :
      ''}, row.mos.toFixed(2))]},
];

/** The list of a view while it is shown. */
class CallList {
  /** @param {import('../page/filter.js').Filter} filter */
  constructor(filter) {
    this.filter = filter;
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {string | null} */
    this.next = null;
    this.count = h('p', {class: 'count', role: 'status',
      'aria-live': 'polite'});
    /** @type {Grid<Row>} */
    this.grid = new Grid({label: 'Calls', columns,
      link: (row) => `#/call/${row.id}`,
      open: (row) => {
        location.hash = `#/call/${row.id}`;
      },
      more: () => this.read(false)});
  }

  key() {
    return queryText(this.filter);
  }

  /** Shows what was there before, or asks. */
  begin() {
    if (kept && kept.key === this.key() && kept.rows.length) {
      ({rows: this.rows, next: this.next} = kept);
      this.show();
      this.grid.active = kept.active;
      this.grid.element.scrollTop = kept.top;
      this.grid.clear();
      this.grid.focus(kept.active);
    } else {
      this.read(true);
    }
  }

  end() {
    this.asking?.abort();
    this.keep();
    this.grid.end();
  }

  keep() {
    kept = {key: this.key(), rows: this.rows, next: this.next,
      top: this.grid.element.scrollTop, active: this.grid.active};
  }

  /** @param {boolean} anew from the newest call on */
  async read(anew) {
    if (!anew && (this.asking || !this.next))
      return;
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    this.grid.element.setAttribute('aria-busy', 'true');
    try {
      const {calls, next} = await get('calls', {...apiQuery(this.filter),
        limit: anew ? FIRST_PAGE : PAGE,
        cursor: anew ? undefined : this.next}, asking.signal);
      const rows = calls.map(slim);
      this.rows = anew ? rows : this.rows.concat(rows);
      this.next = next;
      this.asking = null;
      this.show();
      if (anew)
        this.keep();
    } catch (error) {
      this.failed(/** @type {Error} */ (error), asking);
    }
  }

  /** @param {Error} error @param {AbortController} asking */
  failed(error, asking) {
    if (error.name === 'AbortError' || this.asking !== asking)
      return;
    this.asking = null;
    this.next = null;
    this.grid.element.setAttribute('aria-busy', 'false');
    this.count.textContent = error.message;
    announce(error.message, 'bad');
  }

  show() {
    const {length} = this.rows;

    this.grid.element.setAttribute('aria-busy', 'false');
    this.grid.set(this.rows, !this.next);
    this.count.textContent = length === 0 ? 'No call is like that.' :
      this.next ? `The newest ${format.count(length)} calls` :
      length === 1 ? '1 call' : `${format.count(length)} calls`;
  }

  changed() {
    history.replaceState(null, '', `#/calls${this.key()}`);
    this.read(true);
  }
}

/** @type {import('../page/app.js').View} */
export function calls(into, _path, query) {
  const filter = filterOf(query);
  const list = new CallList(filter);
  let shown = list.key();
  const form = filterForm(filter, () => {
    if (shown !== list.key()) {
      shown = list.key();
      list.changed();
    }
  });
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === '/' && !isTyping(event)) {
      event.preventDefault();
      form.querySelector('input')?.focus();
    }
  };

  into.append(h('div', {class: 'bar'}, h('h1', {}, 'Calls'), form,
      list.count, h('div', {class: 'tools'},
          h('button', {class: 'quiet', onclick: () => list.read(true),
              title: 'Read the list again'}, 'Refresh'),
          may('supervisor') && h('button', {class: 'quiet',
              title: 'What the filter gives, as CSV', onclick: () => {
                location.assign(address('calls.csv', apiQuery(filter)));
              }}, icon('export'), h('span', {}, 'CSV')))),
      list.grid.element);
  addEventListener('keydown', onKey);
  form.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' &&
        /** @type {Element} */ (event.target).matches('.search')) {
      event.preventDefault();
      list.grid.focus(0);
    }
  });
  list.begin();
  return () => {
    removeEventListener('keydown', onKey);
    list.end();
  };
}
