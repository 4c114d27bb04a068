// SPDX-License-Identifier: GPL-3.0-or-later
// What is drawn over the waveform of a recording: gaps and pauses with their
// cause, hold, keys. All in seconds of the file.
import {secondsSince} from './format.js';

/** @typedef {import('./types.js').CallDetail} CallDetail */
/** @typedef {import('./types.js').Recording} Recording */

/**
 * @typedef {object} Mark
 * @property {'gap' | 'pause' | 'hold' | 'key' | 'event'} kind
 * @property {string | null} side null: both
 * @property {number} [count] of gaps that it stands for, with audio between
 * @property {number} from
 * @property {number} to
 * @property {string} text
 * @property {string} short for the drawing
 */

/** @type {Record<string, string>} */
const causes = {loss: 'packets lost, nothing tells where',
  network: 'lost on the network', mirror: 'lost by the mirror',
  capture: 'lost before the recorder', late: 'packets came too late',
  no_key: 'encrypted, no key', codec: 'a codec that is not decoded',
  overload: 'given up by an overloaded recorder', paused: 'recording paused',
  no_packets: 'nothing came', crash: 'the recorder was stopped'};

/** Kinds of events that are worth a mark; hold is a range of its own. */
const marked = new Set(['transfer', 'transfer-failed', 'replaced', 'pickup',
  'codec', 'fax', 'fax-tone', 'flash', 'conference', 'recovered', 'music',
  'record', 'stop', 'capture-loss']);

/** @param {string | null} cause */
export function causeWords(cause) {
  return cause ? causes[cause] ?? cause.replaceAll('-', ' ') :
    'nothing tells why';
}

/** @param {CallDetail} call @param {Recording} recording @returns {Mark[]} */
function gapMarks(call, recording) {
  return call.gaps.filter((gap) => gap.recording === recording.path)
    .map((gap) => ({kind: gap.cause === 'paused' ? 'pause' : 'gap',
      side: gap.side, from: gap.from_us / 1e6, to: gap.to_us / 1e6,
      count: gap.count,
      short: gap.cause?.replaceAll('_', ' ') ?? 'gap',
      text: causeWords(gap.cause) + (gap.count > 1 ?
        ` (${gap.count} gaps)` : '')}));
}

/** @param {CallDetail} call @param {Recording} recording @returns {Mark[]} */
function holdMarks(call, recording) {
  const length = recording.duration_ms / 1000;
  /** @type {Mark[]} */
  const marks = [];
  /** Who holds, and since when. @type {Map<string, number>} */
  const held = new Map();
  const close = (/** @type {string} */ side, /** @type {number} */ to) => {
    const from = held.get(side);
    if (from !== undefined && to > 0 && from < length)
      marks.push({kind: 'hold', side: side || null,
        from: Math.max(0, from), to: Math.min(to, length),
        short: 'hold',
        text: side ? `on hold by the ${side}` : 'on hold'});
    held.delete(side);
  };

  for (const event of call.events) {
    const at = secondsSince(event.time, recording.started);
    if (event.kind === 'hold' && !held.has(event.side ?? ''))
      held.set(event.side ?? '', at);
    else if (event.kind === 'resume')
      close(event.side ?? '', at);
  }
  for (const side of [...held.keys()])
    close(side, length);
  return marks;
}

/**
 * @param {CallDetail} call
 * @param {Recording} recording
 * @returns {Mark[]} in order of time
 */
export function marksOf(call, recording) {
  const at = (/** @type {string} */ time) =>
    secondsSince(time, recording.started);
  /** @type {Mark[]} */
  const points = [
    ...call.dtmf.map((key) => ({kind: /** @type {const} */ ('key'),
      side: key.side, from: at(key.time), to: at(key.time) +
        (key.duration_ms ?? 100) / 1000, short: key.digit,
      text: `key ${key.digit}`})),
    ...call.events.filter((event) => marked.has(event.kind))
      .map((event) => ({kind: /** @type {const} */ ('event'),
        side: null, from: at(event.time), to: at(event.time),
        short: event.kind.replaceAll('-', ' '),
        text: `${event.kind.replaceAll('-', ' ')} ${
          event.detail ?? ''}`.trim()}))];

  return [...gapMarks(call, recording), ...holdMarks(call, recording),
    ...points.filter((mark) => mark.from >= 0 &&
      mark.from <= recording.duration_ms / 1000)]
    .sort((a, b) => a.from - b.from);
}

/** Is it too short to be told of by itself? @param {Mark} mark */
export function isShort(mark) {
  return mark.kind === 'gap' && mark.to - mark.from < 0.1;
}

/** A mark as a sentence. @param {Mark} mark */
export function markWords(mark) {
  return mark.side && mark.kind !== 'hold' ? `${mark.side}: ${mark.text}` :
    mark.text;
}
