// SPDX-License-Identifier: GPL-3.0-or-later
// All that is known of a call, as tables.
import {h} from './dom.js';
import * as format from './format.js';

/** @typedef {import('./types.js').CallDetail} CallDetail */
/** @typedef {import('./types.js').Party} Party */
/** @typedef {import('./dom.js').Child} Child */

/**
 * Names and values; what has no value is left out.
 * @param {[string, Child][]} pairs
 */
export function pairs(pairs) {
  return h('dl', {class: 'pairs'}, pairs.filter(([, value]) =>
    value !== null && value !== undefined && value !== '')
    .map(([name, value]) => h('div', {}, h('dt', {}, name),
        h('dd', {}, value))));
}

/**
 * @param {string} title
 * @param {string[]} head
 * @param {Child[][]} rows
 */
export function table(title, head, rows) {
  if (rows.length === 0)
    return null;
  return h('section', {}, h('h3', {}, title),
      h('div', {class: 'scroll', tabindex: '0', role: 'region',
          'aria-label': title}, h('table', {class: 'figures'},
      h('thead', {}, h('tr', {}, head.map((text) =>
    h('th', {scope: 'col'}, text)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell) =>
    h('td', {}, cell ?? '–'))))))));
}

/** @param {Party} party */
function partyPairs(party) {
  return pairs([['Number', party.number], ['Name', party.name],
    ['URI', party.uri], ['Address', party.address]]);
}

/** @param {CallDetail} call */
function streams(call) {
  return table('Streams', ['Side', 'Codec', 'From', 'To', 'Packets', 'Lost',
    'Late', 'Jitter, at most', 'MOS', 'SSRC'],
  call.streams.map((stream) => [stream.side, `${stream.codec ?? '?'} (${
    stream.payload_type ?? '–'})`, stream.src, stream.dst,
  format.count(stream.packets), `${format.count(stream.lost)} (${
    format.percent(stream.lost, stream.lost + stream.packets)})`,
  format.count(stream.late), `${format.decimal(stream.jitter_ms, 1)}, ${
    format.decimal(stream.jitter_max_ms, 1, ' ms')}`,
  format.decimal(stream.mos, 2), h('code', {}, stream.ssrc)]));
}

// In these states a file is there that would have its sum.
const unhashed = new Set(['complete', 'cut', 'recovered']);

/** @param {CallDetail} call */
function recordings(call) {
  return table('Recordings', ['File', 'Format', 'State', 'Length', 'Size',
    'SHA-256'], call.recordings.map((file) => [h('code', {}, file.path),
    `${file.format}, ${file.rate_hz} Hz, ${file.channels === 2 ?
      'stereo' : 'mono'}`, file.state, format.place(
      file.duration_ms / 1000), format.bytes(file.bytes),
    file.sha256 ? h('code', {class: 'hash', title: file.sha256},
      file.sha256) : unhashed.has(file.state) ? 'not made' : null]));
}

/** @param {CallDetail} call */
function legs(call) {
  return table('Legs', ['', 'Call-ID', 'From', 'To', 'Way', 'Agents', 'SIP',
    'Source'], call.legs_detail.map((leg, i) => [i + 1,
    h('code', {}, leg.sip_call_id), leg.caller_number, leg.callee_number,
    `${leg.src ?? '?'} → ${leg.dst ?? '?'} ${leg.transport ?? ''}`,
    [leg.caller_agent, leg.callee_agent].filter(Boolean).join(' → '),
    leg.final_status, leg.source]));
}

/** @param {CallDetail} call */
export function facts(call) {
  const at = (/** @type {string | null} */ iso) => iso &&
    `${format.stamp(iso)} (${format.offset(iso, call.started)} s)`;
  const number = (/** @type {number} */ id) => call.legs_detail.findIndex(
    (leg) => leg.id === id) + 1 || 'of another call';

  return h('div', {class: 'facts'},
      h('div', {class: 'columns'},
          h('section', {}, h('h3', {}, 'Call'), pairs([
      ['Started', format.stamp(call.started)],
      ['Rang', at(call.ringing)], ['Answered', at(call.answered)],
      ['Ended', at(call.ended)], ['Ended by', call.ended_by],
      ['Direction', call.direction], ['SIP status',
        call.final_status], ['SIP cause', call.sip_cause],
      ['Q.850 cause', call.q850_cause], ['Diverted from',
        call.diverted_from], ['Source', call.source],
      ['Call', h('code', {}, call.id)]])),
          h('section', {}, h('h3', {}, 'Caller'), partyPairs(call.caller)),
          h('section', {}, h('h3', {}, 'Callee'), partyPairs(call.callee))),
      streams(call), recordings(call), legs(call),
      table('Links of legs', ['Leg', 'Other leg', 'Method', 'Score'],
          call.links.map((link) => [number(link.leg), number(link.other_leg),
      link.method + (link.undone ? ' (undone)' : ''), link.score])),
      table('Events', ['At', 'Event', 'Side', 'Detail'], call.events.map(
    (event) => [`${format.offset(event.time, call.started)} s`,
      event.kind.replaceAll('-', ' '), event.side, event.detail])),
      table('Keys', ['At', 'Side', 'Key', 'Length', 'Method'], call.dtmf.map(
    (key) => [`${format.offset(key.time, call.started)} s`, key.side,
      key.digit, key.duration_ms && `${key.duration_ms} ms`,
      key.method])),
      table('Faxes', ['Side', 'Pages', 'File'], call.fax.map((fax) =>
    [fax.side, fax.pages, h('code', {}, fax.path)])));
}

/** @type {Record<string, string>} */
const topics = {call: 'The call', audio: 'What is recorded',
  legs: 'Signalling', streams: 'Audio on the wire', capture: 'The capture'};

/** @param {{sentences: {topic: string, text: string}[]}} explanation */
export function explanation({sentences}) {
  const names = [...new Set(sentences.map((sentence) => sentence.topic))];

  return h('div', {class: 'explain'}, names.map((name) => h('section', {},
      h('h3', {}, topics[name] ?? name), h('ul', {}, sentences
    .filter((sentence) => sentence.topic === name)
    .map((sentence) => h('li', {}, sentence.text))))));
}
