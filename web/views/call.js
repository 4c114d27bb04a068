// SPDX-License-Identifier: GPL-3.0-or-later
// One call: heard, seen and explained.
import {callPath, get, may, request} from '../page/api.js';
import {Annotations} from '../page/annotate.js';
import {Charts} from '../page/charts.js';
import {ask} from '../page/dialog.js';
import {announce, chip, fill, h, icon, isTyping} from '../page/dom.js';
import {askExport} from '../page/export.js';
import {explanation, facts} from '../page/facts.js';
import * as format from '../page/format.js';
import {LadderView} from '../page/ladder.js';
import {Player} from '../page/player.js';
import {tabs} from '../page/tabs.js';
import {forgetList, listAddress, neighbours} from './calls.js';

/** @typedef {import('../page/types.js').CallDetail} CallDetail */

/** The tab that was open last: the next call opens with it. */
let lastTab = 'ladder';

class CallView {
  /**
   * @param {HTMLElement} into
   * @param {string} id
   */
  constructor(into, id) {
    this.into = into;
    this.id = id;
    this.ended = new AbortController();
    /** @type {{end: () => void}[]} what is shown */
    this.parts = [];
    this.stage = h('div', {class: 'recordings'});
    addEventListener('keydown', (event) => this.key(event),
        {signal: this.ended.signal});
  }

  async begin() {
    try {
      this.show(await get(callPath(this.id), {}, this.ended.signal));
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'AbortError')
        fill(this.into, this.back(), h('p', {class: 'wrong',
            role: 'alert'}, /** @type {Error} */ (error).message));
    }
  }

  back() {
    return h('a', {class: 'back', href: listAddress()}, icon('previous'),
        'Calls');
  }

  /** @param {CallDetail} call */
  show(call) {
    const names = [call.caller, call.callee].map(format.partyName);

    document.title = `${names.join(' → ')} – spanview`;
    fill(this.into, this.head(call), this.reason(call), this.stage,
        h('div', {class: 'beside'},
            tabs('What is known of the call', [
        {name: 'ladder', title: 'Ladder', show: (into) =>
          this.part(into, new LadderView(call,
          this.ended.signal))},
        {name: 'quality', title: 'Quality', show: (into) =>
          this.part(into, new Charts(call, this.ended.signal))},
        {name: 'explain', title: 'Explain', show: (into) =>
          this.explain(into)},
        {name: 'facts', title: 'Facts', show: (into) =>
          into.append(facts(call))}], lastTab,
            (name) => {
        lastTab = name;
      }), new Annotations(call).element));
    this.recordings(call);
  }

  /** @param {CallDetail} call */
  head(call) {
    const party = (/** @type {import('../page/types.js').Party} */ who) =>
      h('span', {class: 'party'}, format.partyName(who),
          who.number && who.name && h('small', {}, who.name));
    const {newer, older} = neighbours(this.id);
    const step = (/** @type {string | null} */ id, /** @type {any} */ drawing,
        /** @type {string} */ words) => h('a', {class: 'button quiet',
        title: words, 'aria-label': words, href: id ? `#/call/${id}` :
      undefined, 'aria-disabled': id ? undefined : 'true'},
        icon(drawing));

    return h('header', {class: 'callhead'}, h('div', {class: 'trail'},
        this.back(), step(newer, 'previous', 'The next newer call (K)'),
        step(older, 'next', 'The next older call (J)')),
    h('h1', {}, party(call.caller), h('span', {class: 'arrow',
        role: 'img', 'aria-label': 'to'}, '→'), party(call.callee)),
    h('p', {class: 'sub'}, `${format.day(call.started)}, ${
      format.clock(call.started)}`, h('span', {}, call.answered ?
        format.length(call.duration_ms) : 'not answered'),
    chip(call.state + (call.state === 'failed' && call.final_status ?
        ` ${call.final_status}` : ''), format.stateKinds[call.state]),
    call.completeness && h('span', {class: `dot ${format
      .completenessKinds[call.completeness] ?? ''}`},
    call.completeness), call.direction && call.direction !== 'unknown' &&
      h('span', {}, call.direction), h('span', {},
        format.codecs(call.streams))), this.actions(call));
  }

  /** @param {CallDetail} call */
  actions(call) {
    const hold = h('button', {class: 'hold', 'aria-pressed':
        String(call.hold ?? false), onclick: () => this.hold(call, hold)},
        icon('lock'), h('span', {}, call.hold ? 'On legal hold' :
            'Legal hold'));

    return h('div', {class: 'actions'}, may('supervisor') &&
      h('button', {class: 'primary', onclick: () => askExport(call)},
          icon('export'), 'Export…'),
    may('administrator') ? hold : call.hold && chip('on legal hold', 'warn'),
    may('administrator') && h('button', {class: 'quiet danger',
        onclick: () => this.remove(call)}, 'Delete…'));
  }

  /** @param {CallDetail} call */
  reason(call) {
    return call.reason && h('p', {class: `reason ${format.completenessKinds[
      call.completeness ?? ''] ?? format.stateKinds[call.state]}`},
    call.reason);
  }

  /** @param {CallDetail} call */
  recordings(call) {
    const playable = call.recordings.map((file, index) => ({file, index}))
      .filter(({file}) => !['lost', 'expired', 'expiring'].includes(
          file.state) && file.duration_ms > 0);
    const show = (/** @type {number} */ index) => {
      this.player?.end();
      const player = this.player = new Player(call, index);
      stage.replaceChildren(player.element);
      player.begin();
    };
    const stage = h('div', {});

    if (playable.length === 0) {
      fill(this.stage, h('p', {class: 'nothing'}, call.recordings.length ?
          `Its audio is no longer there: ${call.recordings[0].state}.` :
          'There is no audio of this call.'));
      return;
    }
    fill(this.stage, playable.length > 1 && h('label', {class: 'which'},
        'Recording ', h('select', {onchange: (/** @type {Event} */ event) =>
          show(Number(/** @type {HTMLSelectElement} */
        (event.target).value))}, playable.map(({file, index}) =>
          h('option', {value: index}, `${index + 1}: from ${
        format.offset(file.started, call.started)} s, ${
        format.length(file.duration_ms)}`)))), stage);
    show(playable[0].index);
  }

  /**
   * @param {HTMLElement} into
   * @param {{element: HTMLElement, begin: () => Promise<void>,
   *   end: () => void}} part
   */
  part(into, part) {
    into.append(part.element);
    this.parts.push(part);
    part.begin().catch((error) => this.failed(into, error));
  }

  /** @param {HTMLElement} into */
  explain(into) {
    get(callPath(this.id, 'explain'), {}, this.ended.signal)
      .then((sentences) => into.append(explanation(sentences)))
      .catch((error) => this.failed(into, error));
  }

  /** @param {HTMLElement} into @param {Error} error */
  failed(into, error) {
    if (error.name !== 'AbortError')
      into.append(h('p', {class: 'wrong'}, error.message));
  }

  /** @param {CallDetail} call @param {HTMLElement} button */
  async hold(call, button) {
    const hold = !call.hold;

    try {
      await request('PUT', callPath(this.id, 'hold'), {body: {hold}});
      call.hold = hold;
      button.setAttribute('aria-pressed', String(hold));
      /** @type {Element} */ (button.lastElementChild).textContent =
        hold ? 'On legal hold' : 'Legal hold';
      announce(hold ? 'Nothing will remove this call.' :
          'The call is no longer on legal hold.');
    } catch (error) {
      announce(/** @type {Error} */ (error).message, 'bad');
    }
  }

  /** @param {CallDetail} call */
  remove(call) {
    ask('Delete this call?', [h('p', {}, `The call of ${format.partyName(
      call.caller)} to ${format.partyName(call.callee)}, ${
      format.stamp(call.started)}, with its audio. It cannot be ` +
      'brought back. The audit keeps that it was you.')], 'Delete',
    async () => {
      await request('DELETE', callPath(this.id));
      const next = listAddress();
      forgetList();
      announce('The call is deleted.');
      location.hash = next;
    }, 'danger');
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const {newer, older} = neighbours(this.id);

    if (isTyping(event))
      return;
    if (event.key === 'Escape')
      location.hash = listAddress();
    else if (event.key === 'j' && older)
      location.hash = `#/call/${older}`;
    else if (event.key === 'k' && newer)
      location.hash = `#/call/${newer}`;
  }

  end() {
    this.ended.abort();
    this.player?.end();
    for (const part of this.parts)
      part.end();
  }
}

/** @type {import('../page/app.js').View} */
export function call(into, [id]) {
  const view = new CallView(into, id ?? '');

  view.begin();
  return () => view.end();
}
