// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys do.
import {h} from './dom.js';

const groups = [
  ['Anywhere', [['1 … 5', 'a view, from the list of calls'],
    ['?', 'these keys']]],
  ['Calls', [['/', 'search'], ['↑ ↓', 'from call to call'],
    ['Enter', 'open the call']]],
  ['A call', [['Space', 'play, pause'], ['← →', '5 seconds back, on'],
    ['Home', 'to the beginning'], ['[ ]', 'slower, faster'],
    ['B  R  E', 'hear both sides, the caller, the callee'],
    ['G', 'to the next gap or mark'], ['+ −', 'closer, wider'],
    ['J K', 'the next call, the one before'],
    ['Esc', 'back to the list']]],
];

export function showKeys() {
  const dialog = h('dialog', {class: 'keys', 'aria-labelledby': 'keys-title'},
      h('h2', {id: 'keys-title'}, 'Keys'),
      groups.flatMap(([title, keys]) => [h('h3', {}, String(title)), h('dl', {},
          /** @type {string[][]} */ (keys).map(([key, words]) =>
        h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, words))))]),
      h('button', {class: 'primary', onclick: () => dialog.close()}, 'Close'));

  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
