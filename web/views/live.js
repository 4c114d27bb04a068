// SPDX-License-Identifier: GPL-3.0-or-later
// Calls that go on now, as the recorder tells of them each second.
import {address, get} from '../page/api.js';
import {chip, fill, h} from '../page/dom.js';
import * as format from '../page/format.js';

/** @typedef {import('../page/types.js').LiveCall} LiveCall */

const NEWEST = 1000;   // calls that are drawn
const AGAIN_MS = 3000; // until a recorder that did not answer is asked again

class LiveCalls {
  constructor() {
    /** @type {LiveCall[]} */
    this.calls = [];
    /** @type {Map<string, {row: HTMLElement, length: HTMLElement,
     *   state: HTMLElement, call: LiveCall}>} */
    this.rows = new Map();
    this.body = h('tbody', {});
    this.state = h('p', {class: 'count', role: 'status',
      'aria-live': 'polite'}, 'Asking the recorder…');
    this.alarms = h('ul', {class: 'alarms', 'aria-label': 'Alarms'});
    this.table = h('table', {class: 'list live', hidden: true},
        h('thead', {}, h('tr', {}, ['Since', 'Caller', 'Callee', 'State',
      'Length', 'Streams', 'Recorded'].map((title) =>
      h('th', {scope: 'col'}, title)))), this.body);
    this.element = h('div', {class: 'scroll', tabindex: '0',
        role: 'region', 'aria-label': 'Calls that go on'}, this.table);
  }

  /** @param {LiveCall[]} calls */
  set(calls) {
    const going = new Set(calls.map((call) => call.id));
    const recorded = calls.filter((call) => call.recorded).length;

    this.calls = calls;
    for (const [id, {row}] of this.rows)
      if (!going.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    for (const call of calls.slice(0, NEWEST))
      this.update(call);
    this.table.hidden = calls.length === 0;
    this.say(calls.length === 0 ? 'No call goes on.' :
      `${format.count(calls.length)} ${calls.length === 1 ? 'call goes' :
        'calls go'} on, ${format.count(recorded)} recorded`);
    this.tick();
  }

  /** A screen reader hears of it only when it is something else.
   * @param {string} text */
  say(text) {
    if (this.state.textContent !== text)
      this.state.textContent = text;
  }

  /** @param {LiveCall} call */
  update(call) {
    const old = this.rows.get(call.id);

    if (old && old.call.state === call.state && old.call.streams ===
        call.streams && old.call.recorded === call.recorded) {
      old.call = call;
      return;
    }
    const length = h('td', {class: 'figure'});
    const state = h('td', {}, chip(call.state,
        format.stateKinds[call.state]));
    const row = h('tr', {class: old ? '' : 'fresh'},
        h('td', {class: 'figure'}, format.clock(call.started)),
        this.party(call.caller), this.party(call.callee), state, length,
        h('td', {class: 'figure'}, call.streams),
        h('td', {}, call.recorded ? h('span', {class: 'dot good'},
      'recorded') : h('span', {class: 'dim'}, 'not')));
    if (old)
      old.row.replaceWith(row);
    else
      this.body.prepend(row);
    this.rows.set(call.id, {row, length, state, call});
  }

  /** @param {import('../page/types.js').Party} party */
  party(party) {
    return h('td', {}, h('span', {class: 'number'},
        format.partyName(party)), party.number && party.name ?
      h('span', {class: 'name'}, party.name) : null);
  }

  tick() {
    for (const {length, call} of this.rows.values())
      length.textContent = format.length(Math.max(0, Date.now() -
        Date.parse(call.answered ?? call.started)));
  }

  /** @param {any} status */
  setStatus(status) {
    fill(this.alarms, (status.alarms ?? []).map((
        /** @type {any} */ alarm) => h('li', {}, h('b', {}, alarm.kind
      .replaceAll('-', ' ')), ` ${alarm.subject ?? ''} ${alarm.text}`)));
  }
}

/** @type {import('../page/app.js').View} */
export function live(into) {
  const list = new LiveCalls();
  const timer = setInterval(() => list.tick(), 1000);
  /** @type {EventSource} */
  let source;
  let again = 0;
  let asked = false;
  const connect = () => {
    source = new EventSource(address('live'));
    source.addEventListener('calls', (event) => {
      asked = false;
      list.set(JSON.parse(event.data));
    });
    source.addEventListener('status', (event) =>
      list.setStatus(JSON.parse(event.data)));
    source.addEventListener('error', async () => {
      // It begins again by itself only where it had begun.
      if (source.readyState === EventSource.CLOSED)
        again = setTimeout(connect, AGAIN_MS);
      // An EventSource does not tell why: the mirror's figures come from
      // the same recorder.
      if (asked)
        return;
      asked = true;
      const why = await get('mirror').then(() => 'Connecting again…',
          (error) => error.message);
      list.set([]);
      list.say(why);
    });
  };

  into.append(h('div', {class: 'bar'}, h('h1', {}, 'Live calls'), list.state),
      list.alarms, list.element);
  connect();
  return () => {
    source.close();
    clearTimeout(again);
    clearInterval(timer);
  };
}
