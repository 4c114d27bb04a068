// SPDX-License-Identifier: GPL-3.0-or-later
// Dark, light, or as the system has it.

const KEY = 'spanview-theme';
const themes = ['system', 'light', 'dark'];

export function theme() {
  const kept = localStorage.getItem(KEY) ?? '';

  return themes.includes(kept) ? kept : 'system';
}

/** Has the page drawn in the theme that was chosen. */
export function applyTheme() {
  document.documentElement.dataset.theme = theme();
  dispatchEvent(new Event('themechange'));
}

export function nextTheme() {
  const next = themes[(themes.indexOf(theme()) + 1) % themes.length];

  localStorage.setItem(KEY, next);
  applyTheme();
  return next;
}

/**
 * A colour of the style sheet, for what is drawn on a canvas.
 * @param {string} name such as "--caller"
 */
export function colour(name) {
  const probe = document.createElement('i');

  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/**
 * Calls when colours change, until what it gives is called.
 * @param {() => void} call
 */
export function onTheme(call) {
  const media = matchMedia('(prefers-color-scheme: dark)');

  addEventListener('themechange', call);
  media.addEventListener('change', call);
  return () => {
    removeEventListener('themechange', call);
    media.removeEventListener('change', call);
  };
}
