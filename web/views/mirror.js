// SPDX-License-Identifier: GPL-3.0-or-later
// The health of what the switch sends: by interface and by source.
import {get} from '../page/api.js';
import {chip, fill, h} from '../page/dom.js';
import {table} from '../page/facts.js';
import * as format from '../page/format.js';

const EACH = 5000; // ms between two looks

/**
 * A figure of all time, and of the last minutes.
 * @param {any} of
 * @param {string} name
 * @param {boolean} [bad] above 0
 */
function figure(of, name, bad) {
  const recent = of.recent?.[name] ?? 0;

  return h('span', {class: bad && of[name] ? recent ? 'bad' : 'warn' : ''},
      format.count(of[name]), h('small', {}, ` ${format.count(recent)}`));
}

/** Does what one side sends come, and what the other one sends not?
 * @param {any} of */
function oneWay(of) {
  const {rtp_from_caller: caller = 0, rtp_from_callee: callee = 0} =
    of.recent ?? {};
  const most = Math.max(caller, callee);

  return most > 500 && Math.min(caller, callee) < most / 20;
}

/** @param {any} figures what to look at, worst first */
function findings(figures) {
  /** @type {[string, string][]} */
  const found = [];
  const {recent = {}} = figures.calls ?? {};

  if (recent.answered && recent.one_way / recent.answered > 0.05)
    found.push(['bad', `${recent.one_way} of ${recent.answered} calls of ` +
      'the last minutes had the audio of one side only.']);
  if (recent.no_audio)
    found.push(['bad', `${recent.no_audio} of ${recent.answered} calls of ` +
      'the last minutes had no audio.']);
  for (const at of figures.interfaces ?? []) {
    const lost = (at.recent?.dropped_kernel ?? 0) +
      (at.recent?.dropped_interface ?? 0);
    if (lost)
      found.push(['bad', `${at.name}: ${format.count(lost)} frames were ` +
        'lost before the recorder in the last minutes.']);
    if (at.recent?.truncated)
      found.push(['warn', `${at.name}: ${format.count(at.recent
        .truncated)} frames came cut.`]);
    if (at.state && at.state !== 'up' && at.state !== 'running' &&
        at.state !== 'open')
      found.push(['warn', `${at.name} is ${at.state}.`]);
  }
  for (const of of figures.sources ?? [])
    if (oneWay(of))
      found.push(['bad', `${of.source}: RTP comes of one side only.`]);
  return found;
}

/** @param {any} figures */
function report(figures) {
  const found = findings(figures);
  const calls = figures.calls ?? {}, recent = calls.recent ?? {};

  return [found.length === 0 ? h('p', {class: 'verdict good'},
      'Nothing is wrong that the recorder can see.') :
    h('div', {role: 'alert'}, h('ul', {class: 'verdict bad'}, found.map(
        ([kind, text]) => h('li', {class: kind}, text)))),
  h('p', {class: 'dim'}, `Small figures: of the last ${Math.round((
    figures.window_s ?? 600) / 60)} minutes. Now: ${
    format.stamp(figures.now)}, since ${format.stamp(figures.started)}.`),
  h('dl', {class: 'tiles'}, [['Answered', calls.answered, recent.answered],
    ['One way', calls.one_way, recent.one_way],
    ['Without audio', calls.no_audio, recent.no_audio]].map(
    ([name, all, late]) => h('div', {class: 'tile'}, h('dt', {}, name),
        h('dd', {}, format.count(all), h('small', {},
      format.count(late ?? 0)))))),
  table('Interfaces', ['Interface', 'State', 'Frames', 'Bytes',
    'Lost in the kernel', 'Lost in the card', 'Cut', 'Last'],
  (figures.interfaces ?? []).map((/** @type {any} */ at) => [at.name,
    chip(at.state || '–', at.state === 'up' ? 'good' : ''),
    figure(at, 'packets'), format.bytes(at.bytes),
    figure(at, 'dropped_kernel', true), figure(at, 'dropped_interface',
        true), figure(at, 'truncated', true), format.clock(at.last)])),
  table('Sources', ['Source', 'VLAN', 'Packets', 'Copies', 'SIP requests',
    'Responses', 'RTP of callers', 'RTP of callees', 'Last'],
  (figures.sources ?? []).map((/** @type {any} */ of) => [of.source, of.vlan,
    figure(of, 'packets'), figure(of, 'copies'),
    figure(of, 'sip_requests'), figure(of, 'sip_responses'),
    figure(of, 'rtp_from_caller'), figure(of, 'rtp_from_callee'),
    format.clock(of.last)])),
  table('Hosts whose audio is missing', ['Host', 'Direction', 'Source',
    'Calls', 'Missing'], (figures.one_way_hosts ?? []).filter(
    (/** @type {any} */ host) => host.missing).map(
    (/** @type {any} */ host) => [host.host, host.direction, host.source,
      format.count(host.calls), format.count(host.missing)])),
  table('Delivered twice', ['Source', 'Again from', 'Packets'],
      (figures.duplicates ?? []).map((/** @type {any} */ pair) =>
    [pair.source, pair.copy, figure({packets: pair.packets,
      recent: {packets: pair.recent}}, 'packets')]))];
}

/** @type {import('../page/app.js').View} */
export function mirror(into) {
  const ended = new AbortController();
  const body = h('div', {class: 'report facts'});
  const look = async () => {
    try {
      const figures = await get('mirror', {}, ended.signal);
      // Not while somebody reads in it by keyboard or mouse.
      if (!body.contains(document.activeElement) &&
          !getSelection()?.toString())
        fill(body, report(figures));
    } catch (error) {
      const {name, message} = /** @type {Error} */ (error);
      if (name !== 'AbortError')
        fill(body, h('p', {class: 'nothing'}, message));
    }
  };
  const timer = setInterval(look, EACH);

  into.append(h('div', {class: 'bar'}, h('h1', {}, 'Mirror')), body);
  look();
  return () => {
    clearInterval(timer);
    ended.abort();
  };
}
