// SPDX-License-Identifier: GPL-3.0-or-later
// Who may do what, and who did: users, API tokens, audit.
import {get, request} from '../page/api.js';
import {ask} from '../page/dialog.js';
import {announce, fill, h} from '../page/dom.js';
import * as format from '../page/format.js';
import {field} from '../page/signin.js';
import {tabs} from '../page/tabs.js';

const roles = [['viewer', 'hears the calls of own numbers'],
  ['supervisor', 'hears, exports, tags all calls'],
  ['administrator', 'also deletes, and manages users']];

/**
 * @param {string[]} head
 * @param {(Node | string | null)[][]} rows
 * @param {string} none
 */
function list(head, rows, none) {
  return rows.length === 0 ? h('p', {class: 'nothing'}, none) :
    h('div', {class: 'scroll', tabindex: '0', role: 'region',
        'aria-label': head[0]}, h('table', {class: 'list'},
    h('thead', {}, h('tr', {}, head.map((text) => h('th',
        {scope: 'col'}, text)))), h('tbody', {}, rows.map((row) =>
        h('tr', {}, row.map((cell) => h('td', {}, cell)))))));
}

/** @param {HTMLElement} into @param {Error} error */
function failed(into, error) {
  fill(into, h('p', {class: 'wrong', role: 'alert'}, error.message));
}

/** @param {any} [user] */
function userFields(user) {
  return [user ? null : field('user', 'Name', {autocomplete: 'off',
      pattern: '[A-Za-z0-9._@\\-]+'}),
  h('label', {class: 'field'}, h('span', {}, 'Role'), h('select',
      {name: 'role'}, roles.map(([value, words]) => h('option', {value,
    selected: user?.role === value}, `${value}: ${words}`)))),
  field('numbers', 'Own numbers, apart by commas (of a viewer)',
      {required: false, value: (user?.numbers ?? []).join(', ')}),
  field('password', user ? 'New password (empty: as it is)' :
      'Password, 8 characters or more', {type: 'password', minlength: 8,
    autocomplete: 'new-password', required: !user})]
    .filter((node) => node !== null);
}

/** @param {FormData} data */
function userBody(data) {
  const numbers = String(data.get('numbers')).split(/[\s,;]+/)
    .filter(Boolean);
  const password = data.get('password') || undefined;

  return {role: data.get('role'), numbers, password};
}

/** @param {HTMLElement} into */
async function users(into) {
  const again = () => users(into).catch((error) => failed(into, error));
  const path = (/** @type {string} */ name) =>
    `users/${encodeURIComponent(name)}`;
  const {users: rows} = await get('users');

  fill(into, h('div', {class: 'tools'}, h('button', {class: 'primary',
      onclick: () => ask('New user', userFields(), 'Add', async (data) => {
        await request('POST', 'users', {body: {user: data.get('user'),
      ...userBody(data)}});
        again();
      })}, 'Add a user…')),
  list(['User', 'Role', 'Own numbers', ''], rows.map(
      (/** @type {any} */ user) => [h('b', {}, user.user), user.role,
    user.numbers.join(', ') || '–',
    h('span', {class: 'rowtools'},
        h('button', {class: 'quiet', 'aria-label': `Change ${user.user}`,
            onclick: () => ask(user.user, userFields(user), 'Save',
            async (data) => {
        await request('PATCH', path(user.user),
            {body: userBody(data)});
        again();
      })}, 'Change…'),
        h('button', {class: 'quiet danger', 'aria-label':
            `Remove ${user.user}`, onclick: () => ask(`Remove ${
      user.user}?`, [h('p', {}, 'Sessions and tokens end at once.')],
        'Remove', async () => {
          await request('DELETE', path(user.user));
          again();
        }, 'danger')}, 'Remove…'))]), 'There is no user.'));
}

/** @param {string} token shows it the only time that it can be seen */
function showToken(token) {
  const text = h('code', {class: 'secret', tabindex: '0'}, token);

  ask('The new token', [h('p', {}, 'Copy it now: it is not shown again.'),
      text], 'Copy', async () => {
    await navigator.clipboard.writeText(token);
    announce('Copied.');
  });
}

/** @param {HTMLElement} into */
async function tokens(into) {
  const again = () => tokens(into).catch((error) => failed(into, error));
  const {tokens: rows} = await get('tokens');

  fill(into, h('div', {class: 'tools'}, h('button', {class: 'primary',
      onclick: () => ask('New token', [field('label', 'What it is for',
          {autocomplete: 'off'})], 'Make', async (data) => {
        const made = await request('POST', 'tokens',
      {body: {label: data.get('label')}});
        again();
        showToken(made.token);
      })}, 'Make a token…')),
  h('p', {class: 'dim'}, 'A token may do what its owner may, in a header: ',
      h('code', {}, 'Authorization: Bearer TOKEN')),
  list(['Token', 'Owner', 'Made', 'Good until', ''], rows.map(
      (/** @type {any} */ token) => [h('b', {}, token.label), token.user,
    format.stamp(token.created), format.stamp(token.expires),
      h('button', {class: 'quiet danger', onclick: async () => {
        await request('DELETE', `tokens/${encodeURIComponent(token.id)}`)
      .catch((error) => announce(error.message, 'bad'));
        again();
      }}, 'Revoke')]), 'There is no token.'));
}

/** @param {HTMLElement} into */
async function audit(into) {
  const body = h('div', {});
  const more = h('button', {class: 'quiet'}, 'Older');
  /** @type {any[]} */
  let rows = [];
  const read = async (/** @type {Record<string, any>} */ query) => {
    const answer = await get('audit', {limit: 100, ...query});
    rows = rows.concat(answer.audit);
    more.hidden = !answer.next;
    more.onclick = () => read({...query, cursor: answer.next})
      .catch((error) => failed(body, error));
    fill(body, list(['Time', 'Who', 'From', 'What', 'Call', 'Detail'],
        rows.map((row) => [format.stamp(row.time), h('b', {}, row.user),
      row.address ?? '–', row.action, row.call ? h('a',
          {href: `#/call/${row.call}`}, row.call) : '–',
      row.detail ?? '']), 'Nobody did anything yet.'));
  };
  const who = h('input', {type: 'search', placeholder: 'Only of this user',
      'aria-label': 'Only of this user', onchange: () => {
        rows = [];
        read({user: who.value.trim()}).catch((error) =>
      failed(body, error));
      }});

  fill(into, h('div', {class: 'tools'}, who), body, more);
  await read({});
}

/** @type {import('../page/app.js').View} */
export function admin(into, [which]) {
  const begin = (/** @type {(into: HTMLElement) => Promise<void>} */ part) =>
    (/** @type {HTMLElement} */ panel) => {
      part(panel).catch((error) => failed(panel, error));
    };

  into.append(h('div', {class: 'bar'}, h('h1', {}, 'Access')),
      tabs('Access', [{name: 'users', title: 'Users', show: begin(users)},
    {name: 'tokens', title: 'API tokens', show: begin(tokens)},
    {name: 'audit', title: 'Audit', show: begin(audit)}], which,
      (name) => history.replaceState(null, '',
    `#/admin/${name}`)));
}
