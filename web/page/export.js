// SPDX-License-Identifier: GPL-3.0-or-later
// Hands a call over as a file.
import {address, callPath} from './api.js';
import {ask} from './dialog.js';
import {h} from './dom.js';

const formats = [['wav', 'WAV', 'audio, as it was recorded'],
  ['flac', 'FLAC', 'audio, smaller and exact'],
  ['mp3', 'MP3', 'audio, for any player'],
  ['opus', 'Opus', 'audio, smallest'],
  ['pcapng', 'Packets', 'SIP and media, for Wireshark'],
  ['zip', 'Everything', 'audio, packets and JSON in one file']];

/** @param {import('./types.js').CallDetail} call */
export function askExport(call) {
  const hasAudio = call.recordings.length > 0;
  const seconds = (/** @type {string} */ name, /** @type {string} */ words) =>
    h('label', {class: 'field'}, h('span', {}, words),
        h('input', {name, type: 'number', min: 0, step: 'any',
            inputmode: 'decimal'}));
  const cut = h('fieldset', {class: 'cut'},
      h('legend', {class: 'hidden'}, 'Which part'),
      h('label', {class: 'field'}, h('span', {}, 'Sides'),
          h('select', {name: 'mix'}, [['stereo', 'Stereo: caller left, ' +
              'callee right'], ['mono', 'Both mixed'], ['caller',
              'Caller only'], ['callee', 'Callee only']].map(
              ([value, words]) => h('option', {value}, words)))),
      seconds('from', 'From second'), seconds('to', 'To second'));

  ask('Export', [h('fieldset', {class: 'formats', onchange: (
      /** @type {Event} */ event) => {
        const name = /** @type {HTMLInputElement} */ (event.target).value;
        cut.disabled = name === 'pcapng' || name === 'zip';
      }}, h('legend', {class: 'hidden'}, 'Format'),
  formats.map(([value, title, words], i) => h('label', {},
      h('input', {type: 'radio', name: 'format', value,
          checked: i === (hasAudio ? 0 : 4), disabled: !hasAudio && i < 4}),
      h('b', {}, title), h('span', {}, words)))), cut], 'Download',
  (data) => {
    const query = Object.fromEntries(data.entries());
    const link = h('a', {href: address(callPath(call.id, 'export'),
        query), download: ''});

    document.body.append(link);
    link.click();
    link.remove();
  });
}
