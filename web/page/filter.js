// SPDX-License-Identifier: GPL-3.0-or-later
// The filter of the list of calls: what the address keeps of it, what the API
// is asked, and the form.
import {debounce, fill, h, icon} from './dom.js';

/** @typedef {Record<string, string>} Filter */

/** Names that an address may have; "q" is the box, "period" a word. */
const names = ['q', 'period', 'from', 'to', 'direction', 'state',
  'completeness', 'codec', 'tag', 'name', 'address', 'min_duration',
  'max_duration', 'hold'];

/** @type {Record<string, [string, string][]>} */
const choices = {
  period: [['', 'Any time'], ['today', 'Today'], ['yesterday', 'Yesterday'],
    ['week', 'Last 7 days'], ['month', 'Last 30 days'],
    ['own', 'From … to …']],
  direction: [['', 'Any direction'], ['inbound', 'Inbound'],
    ['outbound', 'Outbound'], ['internal', 'Internal'],
    ['unknown', 'Unknown']],
  state: [['', 'Any state'], ['ended', 'Ended'], ['failed', 'Failed'],
    ['interrupted', 'Interrupted'], ['recovered', 'Recovered'],
    ['active', 'Active'], ['ringing', 'Ringing']],
  completeness: [['', 'Any audio'], ['complete', 'Complete'],
    ['partial', 'Partial'], ['missing', 'Missing'],
    ['undecodable', 'Undecodable'], ['skipped', 'Skipped']],
};

const labels = /** @type {Record<string, string>} */ ({period: 'Time',
  direction: 'Direction', state: 'State', completeness: 'Audio',
  codec: 'Codec', tag: 'Tag', name: 'Name', address: 'Address',
  min_duration: 'At least (seconds)', max_duration: 'At most (seconds)',
  from: 'From', to: 'To', hold: 'Legal hold only'});

/** @param {URLSearchParams} query @returns {Filter} */
export function filterOf(query) {
  /** @type {Filter} */
  const filter = {};

  for (const name of names) {
    const value = query.get(name);
    if (value)
      filter[name] = value;
  }
  return filter;
}

/** Midnight, so many days ago. @param {number} days */
function midnight(days) {
  const date = new Date();

  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - days);
  return date.toISOString();
}

/** @param {Filter} filter */
function timesOf(filter) {
  switch (filter.period) {
  case 'today': return {from: midnight(0)};
  case 'yesterday': return {from: midnight(1), to: midnight(0)};
  case 'week': return {from: midnight(6)};
  case 'month': return {from: midnight(29)};
  }
  const iso = (/** @type {string | undefined} */ text) => {
    const date = text ? new Date(text) : null;
    return date && !Number.isNaN(date.getTime()) ? date.toISOString() :
      undefined;
  };
  return {from: iso(filter.from), to: iso(filter.to)};
}

/**
 * What the API is asked. Digits in the box are part of a number, all else is
 * looked for everywhere.
 * @param {Filter} filter
 * @returns {Record<string, string | undefined>}
 */
export function apiQuery(filter) {
  const {q = '', period: _period, from: _from, to: _to, ...rest} = filter;
  const words = q.trim();
  const isNumber = /^\+?[\d*#]+$/.test(words.replace(/[\s()/-]/g, ''));

  return {...rest, ...timesOf(filter),
    number: words && isNumber ? words.replace(/[\s()/-]/g, '') : undefined,
    text: words && !isNumber ? words : undefined};
}

/**
 * The form above the list.
 * @param {Filter} filter is changed by it
 * @param {() => void} changed
 */
export function filterForm(filter, changed) {
  const later = debounce(40, changed);
  const more = h('div', {class: 'more', id: 'more-filters', hidden: true});
  const number = h('span', {class: 'badge'});
  const toggle = h('button', {type: 'button', class: 'quiet toggle',
      'aria-expanded': 'false', 'aria-controls': 'more-filters',
      onclick: () => {
        more.hidden = !more.hidden;
        toggle.setAttribute('aria-expanded', String(!more.hidden));
      }}, icon('filter'), h('span', {}, 'Filters'), number);
  const set = (/** @type {string} */ name, /** @type {string} */ value) => {
    if (value)
      filter[name] = value;
    else
      delete filter[name];
    number.textContent = String(Object.keys(filter)
      .filter((key) => key !== 'q').length || '');
    later();
  };
  const search = h('input', {type: 'search', class: 'search', value:
      filter.q ?? '', placeholder: 'Number, name, address, any text',
      'aria-label': 'Search calls', 'aria-keyshortcuts': '/',
      autocomplete: 'off', spellcheck: 'false',
      oninput: () => set('q', search.value)});

  buildFields(more, filter, set);
  set('q', filter.q ?? '');
  return h('form', {class: 'filters', role: 'search', onsubmit: (
      /** @type {Event} */ event) => event.preventDefault()},
      h('div', {class: 'searchbox'}, icon('search'), search), toggle, more);
}

/**
 * @param {HTMLElement} into
 * @param {Filter} filter
 * @param {(name: string, value: string) => void} set
 */
function buildFields(into, filter, set) {
  const select = (/** @type {string} */ name) => h('label', {},
      h('span', {}, labels[name]), h('select', {onchange: (
          /** @type {Event} */ event) => {
        const value = /** @type {HTMLSelectElement} */ (event.target)
      .value;
        set(name, value);
        if (name === 'period')
          own.hidden = value !== 'own';
      }}, choices[name].map(([value, words]) => h('option',
          {value, selected: filter[name] === value}, words))));
  const input = (/** @type {string} */ name, type = 'text') => h('label', {},
      h('span', {}, labels[name]), h('input', {type, value:
          filter[name] ?? '', min: type === 'number' ? 0 : undefined,
          oninput: (/** @type {Event} */ event) => set(name,
              /** @type {HTMLInputElement} */ (event.target).value)}));
  const own = h('div', {class: 'own', hidden: filter.period !== 'own' &&
      !filter.from && !filter.to}, input('from', 'datetime-local'),
      input('to', 'datetime-local'));

  fill(into, select('period'), own, select('state'), select('completeness'),
      select('direction'), input('codec'), input('tag'), input('name'),
      input('address'), input('min_duration', 'number'),
      input('max_duration', 'number'),
      h('label', {class: 'check'}, h('input', {type: 'checkbox',
          checked: filter.hold === 'yes', onchange: (
          /** @type {Event} */ event) => set('hold', /** @type {
          HTMLInputElement} */ (event.target).checked ? 'yes' : '')}),
      h('span', {}, labels.hold)),
      h('button', {type: 'button', class: 'quiet', onclick: () => {
        for (const name of names)
          if (name !== 'q')
            set(name, '');
        buildFields(into, filter, set);
      }}, 'Clear filters'));
}
