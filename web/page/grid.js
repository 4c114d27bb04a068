// SPDX-License-Identifier: GPL-3.0-or-later
// A table of any length: only the rows that are seen are elements. It is read
// from the top, and asks for more when its end comes near.
import {h} from './dom.js';

const BEYOND = 12; // rows that are drawn above and below what is seen
const NEAR = 40;   // rows to the end at which more is asked for

/**
 * @template T
 * @typedef {object} Column
 * @property {string} name class of its cells
 * @property {string} title
 * @property {(row: T) => (Node | string)[]} cell
 */

/** @template T */
export class Grid {
  /**
   * @param {object} options
   * @param {string} options.label for screen readers
   * @param {Column<T>[]} options.columns
   * @param {(row: T, index: number) => void} options.open
   * @param {(row: T) => string} options.link the address of a row
   * @param {() => void} options.more the end is near
   */
  constructor({label, columns, open, link, more}) {
    this.columns = columns;
    this.open = open;
    this.link = link;
    this.more = more;
    /** @type {T[]} */
    this.rows = [];
    this.active = 0;
    this.height = 0; // of a row
    /** @type {Map<number, HTMLElement>} */
    this.shown = new Map();
    this.whole = false;
    this.body = h('div', {class: 'grid-rows', role: 'rowgroup'});
    this.element = h('div', {class: 'grid', role: 'grid',
        'aria-label': label, 'aria-colcount': columns.length,
        tabindex: '-1'},
        h('div', {class: 'grid-head', role: 'rowgroup'},
            h('div', {role: 'row', 'aria-rowindex': '1', class: 'row'},
                columns.map((column) => h('div', {role: 'columnheader',
                    class: column.name}, column.title)))), this.body);
    this.element.addEventListener('scroll', () => this.draw(),
        {passive: true});
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('click', (event) => this.click(event));
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.element);
  }

  end() {
    this.observer.disconnect();
  }

  /**
   * @param {T[]} rows all of them
   * @param {boolean} whole there are no more
   */
  set(rows, whole) {
    const grown = rows.length >= this.rows.length &&
      this.rows[0] === rows[0];

    this.rows = rows;
    this.whole = whole;
    this.element.setAttribute('aria-rowcount',
        String(whole ? rows.length + 1 : -1));
    if (!grown) {
      this.active = 0;
      this.element.scrollTop = 0;
      this.clear();
    }
    this.measure();
  }

  clear() {
    this.body.replaceChildren();
    this.shown.clear();
  }

  /** Reads the height of a row off the style, which knows the screen. */
  measure() {
    const height = parseFloat(getComputedStyle(this.element)
      .getPropertyValue('--row')) || 34;

    if (height !== this.height)
      this.clear();
    this.height = height;
    this.body.style.height = `${this.rows.length * height}px`;
    this.draw();
  }

  draw() {
    const height = this.height || 34;
    const top = this.element.scrollTop;
    const first = Math.max(0, Math.floor(top / height) - BEYOND);
    const last = Math.min(this.rows.length, BEYOND +
      Math.ceil((top + this.element.clientHeight) / height));

    for (const [index, element] of this.shown)
      if (index < first || index >= last) {
        // What has the focus stays, or the focus is lost.
        if (index === this.active &&
            element === document.activeElement)
          continue;
        element.remove();
        this.shown.delete(index);
      }
    const fresh = [];
    for (let index = first; index < last; index++)
      if (!this.shown.has(index))
        fresh.push(this.make(index, height));
    this.body.append(...fresh);
    if (!this.whole && last > this.rows.length - NEAR)
      this.more();
  }

  /**
   * @param {number} index
   * @param {number} height
   */
  make(index, height) {
    const row = this.rows[index];
    const element = h('div', {role: 'row', class: 'row',
        'aria-rowindex': index + 2, 'data-index': index,
        tabindex: index === this.active ? '0' : '-1'},
        this.columns.map(({name, cell}) => h('div', {role: 'gridcell',
            class: name}, cell(row))));

    element.style.transform = `translateY(${index * height}px)`;
    this.shown.set(index, element);
    return element;
  }

  /** @param {number} index */
  focus(index) {
    const last = this.rows.length - 1;
    const height = this.height || 34;
    const head = /** @type {HTMLElement} */ (this.element.firstChild)
      .offsetHeight;

    if (last < 0)
      return;
    this.shown.get(this.active)?.setAttribute('tabindex', '-1');
    this.active = Math.min(Math.max(index, 0), last);
    const top = this.active * height;
    const room = this.element.clientHeight - head;
    if (top < this.element.scrollTop)
      this.element.scrollTop = top;
    else if (top + height > this.element.scrollTop + room)
      this.element.scrollTop = top + height - room;
    this.draw();
    const element = this.shown.get(this.active);
    element?.setAttribute('tabindex', '0');
    element?.focus({preventScroll: true});
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const page = Math.floor(this.element.clientHeight /
      (this.height || 34)) - 2;
    const steps = /** @type {Record<string, number>} */ ({ArrowDown: 1,
      ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity,
      End: Infinity});

    if (event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key in steps) {
      event.preventDefault();
      this.focus(this.active + steps[event.key]);
    } else if (event.key === 'Enter' && this.rows[this.active]) {
      event.preventDefault();
      this.open(this.rows[this.active], this.active);
    }
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = /** @type {Element} */ (event.target);
    const row = target.closest('.grid-rows [data-index]');

    if (!row || getSelection()?.toString())
      return;
    const index = Number(/** @type {HTMLElement} */ (row).dataset.index);
    if (event.ctrlKey || event.metaKey) {
      open(this.link(this.rows[index]), '_blank', 'noopener');
      return;
    }
    this.active = index;
    this.open(this.rows[index], index);
  }
}
