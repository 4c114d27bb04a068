// SPDX-License-Identifier: GPL-3.0-or-later
// Questions that have to be answered before the page goes on.
import {h} from './dom.js';

/**
 * A form in a dialog.
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {string} action what the button says
 * @param {(data: FormData) => Promise<void> | void} done what it does; what
 *   it throws is shown, and the dialog stays
 * @param {'primary' | 'danger'} [kind]
 */
export function ask(title, content, action, done, kind = 'primary') {
  const wrong = h('p', {class: 'wrong', role: 'alert'});
  const button = h('button', {class: kind, type: 'submit'}, action);
  const form = h('form', {}, h('h2', {id: 'dialog-title'}, title), content,
      wrong, h('div', {class: 'buttons'}, h('button', {type: 'button',
          onclick: () => dialog.close()}, 'Cancel'), button));
  const dialog = h('dialog', {'aria-labelledby': 'dialog-title'}, form);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    wrong.textContent = '';
    try {
      await done(new FormData(form));
      dialog.close();
    } catch (error) {
      wrong.textContent = /** @type {Error} */ (error).message;
    }
    button.disabled = false;
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
