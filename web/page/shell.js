// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around each view: where one can go, and who is signed in.
import {may, request} from './api.js';
import {announce, fill, h, icon, isTyping} from './dom.js';
import {showKeys} from './keys.js';
import {nextTheme, theme} from './theme.js';

/** @typedef {import('./types.js').Session} Session */

/** Name, words, drawing, and the role that it is for.
 * @type {[string, string, any, 'viewer' | 'supervisor' | 'administrator'][]} */
const places = [
  ['calls', 'Calls', 'calls', 'viewer'],
  ['live', 'Live', 'live', 'supervisor'],
  ['day', 'Day', 'day', 'supervisor'],
  ['mirror', 'Mirror', 'mirror', 'supervisor'],
  ['admin', 'Access', 'people', 'administrator'],
];

/** @type {Record<string, string>} */
const titles = {calls: 'Calls', call: 'Call', live: 'Live calls',
  day: 'Day', mirror: 'Mirror', admin: 'Access'};

/** Of the last shell; its listener goes with it.
 * @type {AbortController | undefined} */
let listening;

export class Shell {
  /**
   * @param {Session} session
   * @param {() => void} leave
   */
  constructor(session, leave) {
    this.leave = leave;
    this.links = new Map(places.filter(([, , , role]) => may(role))
      .map(([name, words, drawing]) => [name, h('a',
          {href: `#/${name}`}, icon(drawing), h('span', {}, words))]));
    this.main = h('main', {id: 'main', tabindex: '-1'});
    this.first = true;
    fill(/** @type {Element} */ (document.getElementById('page')),
        h('a', {class: 'skip', href: '#main', onclick: (
        /** @type {Event} */ event) => {
          event.preventDefault();
          this.main.focus();
        }}, 'To the content'),
        h('header', {class: 'side'},
            h('a', {class: 'brand', href: '#/calls'},
                h('img', {src: iconAddress(), alt: '', width: '22',
                    height: '22'}), h('span', {}, 'spanview')),
            h('nav', {'aria-label': 'Views'}, [...this.links.values()]),
            this.foot(session)),
        this.main);
    listening?.abort();
    listening = new AbortController();
    addEventListener('keydown', (event) => this.key(event),
        {signal: listening.signal});
  }

  /** @param {Session} session */
  foot(session) {
    const label = h('span', {}, themeWords());

    return h('div', {class: 'foot'},
        h('button', {class: 'quiet', title: 'Dark, light or as the system',
            onclick: () => {
              nextTheme();
              label.textContent = themeWords();
            }}, icon('theme'), label),
        h('button', {class: 'quiet', title: 'Keys (?)',
            onclick: showKeys}, icon('help'), h('span', {}, 'Keys')),
        h('button', {class: 'quiet', title: `Sign out ${session.user}`,
            onclick: () => this.signOut()}, icon('leave'),
            h('span', {}, h('span', {class: 'who'}, session.user),
                h('small', {}, session.role))));
  }

  async signOut() {
    try {
      await request('DELETE', 'session');
    } catch (error) {
      announce(String(/** @type {Error} */ (error).message), 'bad');
      return;
    }
    this.leave();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (isTyping(event))
      return;
    if (event.key === '?')
      showKeys();
    else if (/^[1-5]$/.test(event.key) && !this.main.querySelector(
        '.player')) {
      const name = [...this.links.keys()][Number(event.key) - 1];
      if (name)
        location.hash = `#/${name}`;
    }
  }

  /**
   * An empty place for a view.
   * @param {string} name
   */
  begin(name) {
    for (const [key, link] of this.links)
      if (key === name || key === 'calls' && name === 'call')
        link.setAttribute('aria-current', 'page');
      else
        link.removeAttribute('aria-current');
    document.title = `${titles[name]} – spanview`;
    this.main.className = `view-${name}`;
    fill(this.main);
    // A screen reader hears of the new view; the first has its own focus.
    if (!this.first)
      this.main.focus({preventScroll: true});
    this.first = false;
    this.main.scrollTop = 0;
    return this.main;
  }
}

function themeWords() {
  return {system: 'Automatic', light: 'Light', dark: 'Dark'}[theme()] ?? '';
}

function iconAddress() {
  return document.querySelector('link[rel=icon]')?.getAttribute('href') ?? '';
}
