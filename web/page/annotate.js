// SPDX-License-Identifier: GPL-3.0-or-later
// What people add to a call: tags and notes.
import {callPath, get, may, request} from './api.js';
import {announce, fill, h, icon} from './dom.js';
import {stamp} from './format.js';

/** @typedef {import('./types.js').CallDetail} CallDetail */

const LONGEST_TAG = 64;

export class Annotations {
  /** @param {CallDetail} call */
  constructor(call) {
    this.call = call;
    this.tags = h('ul', {class: 'tags', 'aria-label': 'Tags'});
    this.notes = h('ul', {class: 'notes', 'aria-label': 'Notes'});
    this.element = h('aside', {class: 'annotations',
        'aria-label': 'Tags and notes'},
        h('h2', {}, 'Tags'), this.tags, may('supervisor') && this.tagForm(),
        h('h2', {}, 'Notes'), this.notes,
        may('supervisor') && this.noteForm());
    this.show();
  }

  show() {
    const {tags = [], notes = []} = this.call;

    fill(this.tags, tags.length ? tags.map((tag) => h('li', {class: 'tag',
        title: `${stamp(tag.added)} ${tag.added_by ?? ''}`}, tag.name,
    may('supervisor') && h('button', {'aria-label': `Remove tag ${
      tag.name}`, onclick: () => this.change('DELETE',
        ['tags', tag.name])}, icon('close')))) :
      h('li', {class: 'dim'}, 'None'));
    fill(this.notes, notes.length ? notes.map((note) => h('li', {},
        h('p', {}, note.body), h('small', {}, `${note.author ??
      'unknown'}, ${stamp(note.time).slice(0, 16)}`))) :
      h('li', {class: 'dim'}, 'None'));
  }

  /**
   * @param {string} method
   * @param {string[]} path
   * @param {any} [body]
   */
  async change(method, path, body) {
    try {
      await request(method, callPath(this.call.id, ...path), {body});
      const {tags, notes} = await get(callPath(this.call.id));
      Object.assign(this.call, {tags, notes});
      this.show();
      return true;
    } catch (error) {
      announce(/** @type {Error} */ (error).message, 'bad');
      return false;
    }
  }

  tagForm() {
    const input = h('input', {'aria-label': 'New tag', maxlength:
        LONGEST_TAG, placeholder: 'Add a tag', autocomplete: 'off'});

    return h('form', {class: 'add', onsubmit: async (
        /** @type {Event} */ event) => {
          event.preventDefault();
          const name = input.value.trim();
          if (name && await this.change('PUT', ['tags', name]))
            input.value = '';
        }}, input, h('button', {}, 'Add'));
  }

  noteForm() {
    const text = h('textarea', {'aria-label': 'New note', rows: 3,
        placeholder: 'Write a note'});

    return h('form', {class: 'add note', onsubmit: async (
        /** @type {Event} */ event) => {
          event.preventDefault();
          const body = text.value.trim();
          if (body && await this.change('POST', ['notes'], {body}))
            text.value = '';
        }}, text, h('button', {}, 'Add note'));
  }
}
