// SPDX-License-Identifier: GPL-3.0-or-later
// Where the page begins: who is signed in, and which view the address names.
import {get, onSignedOut, setSession} from './api.js';
import {h} from './dom.js';
import {signIn} from './signin.js';
import {Shell} from './shell.js';
import {applyTheme} from './theme.js';
import {admin} from '../views/admin.js';
import {call} from '../views/call.js';
import {calls} from '../views/calls.js';
import {dayView} from '../views/day.js';
import {live} from '../views/live.js';
import {mirror} from '../views/mirror.js';

/**
 * A view puts itself into an element, and gives what ends it.
 * @callback View
 * @param {HTMLElement} into
 * @param {string[]} path behind its name
 * @param {URLSearchParams} query
 * @returns {(() => void) | void}
 */

/** @type {Record<string, View>} */
const views = {calls, call, live, day: dayView, mirror, admin};

/** @type {(() => void) | void} */
let endView;
/** @type {Shell | null} */
let shell = null;

/**
 * A word of the address; one that is malformed ("%") names nothing.
 * @param {string} word
 */
function decode(word) {
  try {
    return decodeURIComponent(word);
  } catch {
    return '';
  }
}

/** Shows what the address names: "#/call/10191eec3b9a7346?at=3.5". */
function show() {
  if (!shell)
    return;
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...words] = path.split('/').map(decode);
  const known = Object.hasOwn(views, name) ? name : 'calls';

  endView?.();
  endView = undefined;
  const into = shell.begin(known);
  endView = views[known](into, words, new URLSearchParams(query));
}

function leave() {
  endView?.();
  endView = undefined;
  shell = null;
  setSession(null);
  enter();
}

/** Asks who it is when nobody is signed in, and shows the page then. */
async function enter() {
  const setup = /^#setup=(.+)$/.exec(location.hash);
  let session = null;

  if (!setup)
    session = await get('session').catch(() => null);
  session ??= await signIn(setup ? decode(setup[1]) : null);
  if (setup)
    history.replaceState(null, '', '#/calls');
  setSession(session);
  shell = new Shell(session, leave);
  show();
}

applyTheme();
document.body.append(h('div', {id: 'page'}));
onSignedOut(leave);
addEventListener('hashchange', show);
enter();
