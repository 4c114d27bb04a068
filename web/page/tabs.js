// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs, as the ARIA Authoring Practices have them: arrows go along.
import {h} from './dom.js';

let last = 0; // for ids

/**
 * @param {string} label
 * @param {{name: string, title: string,
 *   show: (into: HTMLElement) => void}[]} tabs each is shown once
 * @param {string} [first] name of the one that is open
 * @param {(name: string) => void} [changed]
 */
export function tabs(label, tabs, first, changed) {
  const id = `tabs-${++last}`;
  const panels = tabs.map((tab) => h('div', {role: 'tabpanel', hidden: true,
      id: `${id}-${tab.name}`, 'aria-labelledby': `${id}-${tab.name}-tab`,
      class: `panel ${tab.name}`}));
  const buttons = tabs.map((tab, i) => h('button', {role: 'tab',
      id: `${id}-${tab.name}-tab`, 'aria-controls': `${id}-${tab.name}`,
      onclick: () => select(i)}, tab.title));
  const seen = new Set();
  const select = (/** @type {number} */ at) => {
    buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', String(i === at));
      button.tabIndex = i === at ? 0 : -1;
      panels[i].hidden = i !== at;
    });
    if (!seen.has(at)) {
      seen.add(at);
      tabs[at].show(panels[at]);
    }
    changed?.(tabs[at].name);
  };
  const list = h('div', {role: 'tablist', 'aria-label': label,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
        const now = buttons.findIndex((button) => button.tabIndex === 0);
        const next = event.key === 'Home' ? 0 : event.key === 'End' ?
      tabs.length - 1 : step === undefined ? -1 :
      (now + step + tabs.length) % tabs.length;
        if (next < 0)
          return;
        event.preventDefault();
        select(next);
        buttons[next].focus();
      }}, buttons);

  select(Math.max(0, tabs.findIndex((tab) => tab.name === first)));
  return h('div', {class: 'tabs'}, list, panels);
}
