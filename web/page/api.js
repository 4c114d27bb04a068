// SPDX-License-Identifier: GPL-3.0-or-later
// The server's API, as /api/v1/openapi.json has it.

/** @typedef {import('./types.js').Session} Session */

const ROOT = 'api/v1';

/** The session, once somebody is signed in.
 * @type {Session | null} */
let session = null;

/** @type {() => void} */
let whenSignedOut = () => {};

/** What the server answered when it did not do it (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status of HTTP, 0: there was no answer
   * @param {string} text
   */
  constructor(status, text) {
    super(text);
    this.name = 'Problem';
    this.status = status;
  }
}

/** @param {Response} response */
async function problemOf(response) {
  const type = response.headers.get('Content-Type') ?? '';
  let text = `${response.status} ${response.statusText}`;

  if (type.includes('json')) {
    const problem = await response.json().catch(() => ({}));
    text = problem.detail || problem.title || text;
  }
  return new Problem(response.status, text);
}

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {{body?: any, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} what the JSON says; null when there is none
 */
export async function request(method, path, {body, signal} = {}) {
  /** @type {Record<string, string>} */
  const headers = {Accept: 'application/json'};

  if (body !== undefined)
    headers['Content-Type'] = 'application/json';
  if (session && method !== 'GET')
    headers['X-CSRF-Token'] = session.csrf;
  const response = await fetch(`${ROOT}/${path}`, {method, headers, signal,
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body)})
    .catch((error) => {
      if (error.name === 'AbortError')
        throw error;
      throw new Problem(0, 'The server does not answer.');
    });
  if (response.status === 401 && session) {
    session = null;
    whenSignedOut();
  }
  if (!response.ok)
    throw await problemOf(response);
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('json') ? response.json() : null;
}

/**
 * @param {string} path
 * @param {Record<string, any>} [query] what is empty is left out
 * @param {AbortSignal} [signal]
 */
export function get(path, query = {}, signal) {
  return request('GET', path + queryText(query), {signal});
}

/** @param {Record<string, any>} query */
export function queryText(query) {
  const words = new URLSearchParams();

  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '')
      words.set(name, String(value));
  const text = words.toString();
  return text ? `?${text}` : '';
}

/**
 * The address of something that the browser itself gets.
 * @param {string} path
 * @param {Record<string, any>} [query]
 */
export function address(path, query = {}) {
  return `${ROOT}/${path}${queryText(query)}`;
}

/**
 * A call's own path.
 * @param {string} id
 * @param {...(string | number)} more
 */
export function callPath(id, ...more) {
  return ['calls', id, ...more].map((word) =>
    encodeURIComponent(String(word))).join('/');
}

/** @returns {Session | null} */
export function currentSession() {
  return session;
}

/** @param {Session | null} next */
export function setSession(next) {
  session = next;
}

/** @param {() => void} call */
export function onSignedOut(call) {
  whenSignedOut = call;
}

/**
 * May who is signed in do what this role may?
 * @param {'viewer' | 'supervisor' | 'administrator'} role
 */
export function may(role) {
  const roles = ['viewer', 'supervisor', 'administrator'];

  return session !== null && roles.indexOf(session.role) >=
    roles.indexOf(role);
}
