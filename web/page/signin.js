// SPDX-License-Identifier: GPL-3.0-or-later
// Asks who it is; at the first start, makes the first administrator.
import {request} from './api.js';
import {fill, h} from './dom.js';

/** @typedef {import('./types.js').Session} Session */

const SHORTEST = 8; // characters of a password

/**
 * @param {string} name
 * @param {string} words
 * @param {Record<string, any>} attributes
 */
export function field(name, words, attributes) {
  return h('label', {class: 'field'}, h('span', {}, words),
      h('input', {name, required: true, ...attributes}));
}

/**
 * Shows a form until somebody is signed in.
 * @param {string | null} token of the one-time link of the first start
 * @returns {Promise<Session>}
 */
export function signIn(token) {
  const page = /** @type {Element} */ (document.getElementById('page'));
  const wrong = h('p', {class: 'wrong', role: 'alert'});
  const button = h('button', {class: 'primary', type: 'submit'},
      token ? 'Make the account' : 'Sign in');
  const form = h('form', {class: 'signin'},
      h('h1', {}, h('img', {src: document.querySelector('link[rel=icon]')
          ?.getAttribute('href') ?? '', alt: '', width: '32', height: '32'}),
          'spanview'),
      h('p', {class: 'dim'}, token ? 'The first account is that of an ' +
          'administrator, who makes all others.' :
          'Recorded calls of this server'),
      field('user', 'User', {autocomplete: 'username', autofocus: true,
          autocapitalize: 'none', spellcheck: 'false'}),
      field('password', token ? `Password, ${SHORTEST} characters or more` :
          'Password', {type: 'password', autocomplete: token ?
        'new-password' : 'current-password',
          minlength: token ? SHORTEST : undefined}),
      token && field('again', 'Password once more',
          {type: 'password', autocomplete: 'new-password'}),
      wrong, button);

  document.title = `${token ? 'First account' : 'Sign in'} – spanview`;
  fill(page, h('main', {class: 'entry'}, form));
  form.querySelector('input')?.focus();
  return new Promise((resolve) => form.addEventListener('submit',
      async (event) => {
    event.preventDefault();
    wrong.textContent = '';
    button.disabled = true;
    try {
      resolve(await send(new FormData(form), token));
    } catch (error) {
      wrong.textContent = /** @type {Error} */ (error).message;
      button.disabled = false;
      form.querySelector('input')?.focus();
    }
  }));
}

/**
 * @param {FormData} data
 * @param {string | null} token
 */
async function send(data, token) {
  const body = {user: data.get('user'), password: data.get('password')};

  if (!token)
    return request('POST', 'session', {body});
  if (body.password !== data.get('again'))
    throw new Error('The two passwords are not the same.');
  const answer = await request('POST', 'setup', {body: {token, ...body}});
  // The account may be made without a session.
  return answer?.csrf ? answer : request('POST', 'session', {body});
}
