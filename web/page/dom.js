// SPDX-License-Identifier: GPL-3.0-or-later
// Elements. Text is only ever put in as text: what a call carries is never
// read as markup. Styles are set by property, as the server's policy wants.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Attributes */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false)
      continue;
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else if (name === 'style')
      for (const [key, text] of Object.entries(value))
        /** @type {HTMLElement} */ (element).style
          .setProperty(key, String(text));
    else if (name === 'value')
      /** @type {HTMLInputElement} */ (element).value = value;
    else
      element.setAttribute(name, value === true ? '' : value);
  }
}

/**
 * @param {Element} element
 * @param {Array<Child | Child[]>} children
 */
function appendAll(element, children) {
  for (const child of children.flat()) {
    if (child === undefined || child === null || child === false)
      continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/**
 * An element of HTML: h('a', {href: '#/'}, 'calls').
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes] onNAME is a listener, style an object
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);

  appendAll(element, children);
  setAttributes(element, attributes);
  return element;
}

/**
 * An element of SVG.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);

  setAttributes(element, attributes);
  appendAll(element, children);
  return element;
}

/**
 * Puts children in place of what an element has.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  appendAll(element, children);
}

const paths = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
  back: 'M11 6.5 4 12l7 5.5zM20 6.5 13 12l7 5.5z',
  forward: 'M4 6.5 11 12l-7 5.5zM13 6.5 20 12l-7 5.5z',
  calls: 'M4 6h16M4 12h16M4 18h10',
  live: 'M12 12h.01M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7' +
    'M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  day: 'M5 20v-7M10 20V8M15 20v-9M20 20V4',
  mirror: 'M3 12h4l2.5-6 5 12L17 12h4',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1' +
    ' 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  theme: 'M12 4a8 8 0 1 0 8 8 6.2 6.2 0 0 1-8-8z',
  leave: 'M14 5h-8v14h8M11 12h10M17.5 8.5 21 12l-3.5 3.5',
  export: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z' +
    'M15.5 15.5 20.5 20.5',
  close: 'M6 6l12 12M18 6 6 18',
  filter: 'M4 6h16M7 12h10M10 18h4',
  previous: 'M14.5 6 8.5 12l6 6',
  next: 'M9.5 6l6 6-6 6',
  help: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.01',
};

const filled = new Set(['play', 'pause', 'back', 'forward']);

/**
 * A drawing that says nothing to a screen reader.
 * @param {keyof typeof paths} name
 */
export function icon(name) {
  return s('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true',
    class: filled.has(name) ? 'icon filled' : 'icon'},
      s('path', {d: paths[name]}));
}

/**
 * @param {string} text
 * @param {string} [kind] of colour
 */
export function chip(text, kind = '') {
  return h('span', {class: `chip ${kind}`}, text);
}

/** @type {HTMLElement | undefined} */
let spoken;

/**
 * Shows a short text for some seconds, and has a screen reader say it.
 * @param {string} text
 * @param {'' | 'bad'} [kind]
 */
export function announce(text, kind = '') {
  if (!spoken) {
    spoken = h('div', {class: 'toasts', role: 'status',
      'aria-live': 'polite'});
    document.body.append(spoken);
  }
  const toast = h('div', {class: `toast ${kind}`}, text);
  spoken.append(toast);
  setTimeout(() => toast.remove(), kind ? 8000 : 4000);
}

/**
 * Calls at most once in a while, with the newest arguments.
 * @template {any[]} A
 * @param {number} ms
 * @param {(...args: A) => void} call
 */
export function debounce(ms, call) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  return (/** @type {A} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), ms);
  };
}

/**
 * Is a key meant for what has the focus, and not for the page?
 * @param {KeyboardEvent} event
 */
export function isTyping(event) {
  const target = event.target;

  return event.ctrlKey || event.metaKey || event.altKey ||
    target instanceof HTMLElement &&
    (target.matches('input, textarea, select') ||
    target.isContentEditable || target.closest('dialog') !== null);
}
