// SPDX-License-Identifier: GPL-3.0-or-later
// Values as people read them. Times are shown in the browser's time zone.

const dayFormat = new Intl.DateTimeFormat(undefined,
    {weekday: 'short', year: 'numeric', month: 'short', day: 'numeric'});
const pad = (/** @type {number} */ value, width = 2) =>
  String(value).padStart(width, '0');

/** @param {Date} date */
export function isoDay(date) {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-` +
    pad(date.getDate());
}

/** @param {string | null | undefined} iso */
export function clock(iso) {
  if (!iso)
    return '–';
  const date = new Date(iso);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:` +
    pad(date.getSeconds());
}

/** @param {string | null | undefined} iso */
export function day(iso) {
  return iso ? dayFormat.format(new Date(iso)) : '–';
}

/**
 * A day and time of equal width, as lists need it.
 * @param {string | null | undefined} iso
 */
export function stamp(iso) {
  return iso ? `${isoDay(new Date(iso))} ${clock(iso)}` : '–';
}

/**
 * 65000: "1:05".
 * @param {number | null | undefined} ms
 */
export function length(ms) {
  if (ms === null || ms === undefined)
    return '–';
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return (hours ? `${hours}:${pad(minutes)}` : `${minutes}`) +
    `:${pad(seconds % 60)}`;
}

/**
 * A length for people who hear: "1 minute 5 seconds".
 * @param {number} ms
 */
export function lengthWords(ms) {
  const seconds = Math.round(ms / 1000);
  const of = (/** @type {number} */ n, /** @type {string} */ unit) =>
    n ? `${n} ${unit}${n === 1 ? '' : 's'} ` : '';
  return (of(Math.floor(seconds / 3600), 'hour') +
    of(Math.floor(seconds / 60) % 60, 'minute') +
    of(seconds % 60, 'second')).trim() || '0 seconds';
}

/**
 * A place in a recording: 3.56 is "0:03.560".
 * @param {number} seconds
 */
export function place(seconds) {
  const ms = Math.max(0, Math.round(seconds * 1000));
  return `${length(ms)}.${pad(ms % 1000, 3)}`;
}

/**
 * Microseconds since a time, in seconds with a sign: "+3.560".
 * @param {string | null | undefined} iso
 * @param {string} since
 */
export function offset(iso, since) {
  if (!iso)
    return '–';
  const seconds = secondsSince(iso, since);
  return `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(3)}`;
}

/**
 * Seconds between two times, exact to the microsecond.
 * @param {string} iso
 * @param {string} since
 */
export function secondsSince(iso, since) {
  return (microseconds(iso) - microseconds(since)) / 1e6;
}

/** @param {string} iso */
function microseconds(iso) {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '';
  return Math.floor(Date.parse(iso) / 1000) * 1e6 +
    Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** @param {number | null | undefined} value */
export function count(value) {
  return value === null || value === undefined ? '–' :
    value.toLocaleString('en').replaceAll(',', '\u202f');
}

/** @param {number | null | undefined} value */
export function bytes(value) {
  if (value === null || value === undefined)
    return '–';
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit ? value.toFixed(1) : value} ${units[unit]}`;
}

/**
 * @param {number | null | undefined} value
 * @param {number} digits
 * @param {string} [unit]
 */
export function decimal(value, digits, unit = '') {
  return value === null || value === undefined ? '–' :
    `${value.toFixed(digits)}${unit}`;
}

/**
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
  return whole ? `${(100 * part / whole).toFixed(part && part < whole / 10
    ? 2 : 1)} %` : '–';
}

/** @param {import('./types.js').Party | null | undefined} party */
export function partyName(party) {
  return party?.number || party?.name || party?.uri || party?.address ||
    'unknown';
}

/** How a completeness is coloured. @type {Record<string, string>} */
export const completenessKinds = {complete: 'good', partial: 'warn',
  missing: 'bad', undecodable: 'bad', skipped: 'dim'};

/** @type {Record<string, string>} */
export const stateKinds = {ended: '', failed: 'bad', interrupted: 'warn',
  recovered: 'warn', ringing: 'live', active: 'live'};

/** @type {Record<string, string>} */
export const directionMarks = {inbound: '↙', outbound: '↗',
  internal: '↔'};

/** Lost packets of those sent, over all streams of a call.
 * @param {{packets: number, lost: number}[]} streams */
export function loss(streams) {
  const lost = streams.reduce((sum, stream) => sum + stream.lost, 0);
  const came = streams.reduce((sum, stream) => sum + stream.packets, 0);
  return streams.length ? percent(lost, lost + came) : '–';
}

/** The lowest MOS of a call's streams.
 * @param {{mos: number | null}[]} streams */
export function worstMos(streams) {
  const values = streams.map((stream) => stream.mos)
    .filter((mos) => mos !== null);
  return values.length ? Math.min(.../** @type {number[]} */ (values)) :
    null;
}

/** @param {{codec: string | null}[]} streams */
export function codecs(streams) {
  return [...new Set(streams.map((stream) => stream.codec)
    .filter((codec) => codec))].join(', ') || '–';
}
