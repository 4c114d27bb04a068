// SPDX-License-Identifier: GPL-3.0-or-later
// Hears a recording: its two sides as waveforms, with what is drawn over them.
import WaveSurfer from 'wavesurfer.js/dist/wavesurfer.js';
import {address, callPath, get} from './api.js';
import {fill, h, icon, isTyping} from './dom.js';
import * as format from './format.js';
import {isShort, marksOf, markWords} from './marks.js';
import {Sound} from './sound.js';
import {colour, onTheme} from './theme.js';

/** @typedef {import('./types.js').CallDetail} CallDetail */
/** @typedef {import('./types.js').Recording} Recording */
/** @typedef {import('./types.js').Peaks} Peaks */
/** @typedef {import('./marks.js').Mark} Mark */

const LANE = 72;        // pixels of a side
const CLOSEST = 400;    // pixels a second
const LISTED = 100;     // gaps and marks that are named
const NEAR = 0.3;       // seconds from where it was sought
const TRIES = 3;
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const sides = /** @type {const} */ (['caller', 'callee']);

/** In the waveform's shadow tree, where the page's own sheet does not reach. */
const overlay = new CSSStyleSheet();
overlay.replaceSync(`
  :host .marks { position: absolute; inset: 0; z-index: 3;
    pointer-events: none; font: 11px/14px var(--font); }
  .mark { position: absolute; box-sizing: border-box; min-width: 2px;
    overflow: hidden; white-space: nowrap; pointer-events: auto; }
  .gap { background: repeating-linear-gradient(-45deg,
    var(--gap-stripe) 0 4px, var(--gap-fill) 4px 9px);
    border-inline: 1px solid var(--gap); }
  .gap.small { background: var(--gap); border: 0; opacity: 0.75;
    height: 10px !important; margin-top: 60px; min-width: 1px; }
  .gap.many { background: var(--gap-fill); border-inline-style: dotted; }
  .pause { background: repeating-linear-gradient(90deg,
    var(--pause-stripe) 0 3px, var(--pause-fill) 3px 8px);
    border-inline: 1px solid var(--pause); }
  .hold { background: var(--hold-fill); border-top: 3px solid var(--hold); }
  .key, .event { overflow: visible; width: 0; min-width: 0;
    border-left: 1px solid var(--key); }
  .event { border-left: 1px dashed var(--ink-2); }
  .flag { position: absolute; top: 1px; left: -1px; padding: 0 4px;
    border-radius: 0 3px 3px 0; background: var(--key);
    color: var(--surface); font-weight: 600; }
  .event .flag { top: auto; bottom: 1px; background: var(--ink-2);
    font-weight: 400; }
  .words { padding: 0 5px; color: var(--ink-2); }`);

/** A choice of the keys that players keep: how fast. */
let speed = 1;

export class Player {
  /**
   * @param {CallDetail} call
   * @param {number} index of the recording
   */
  constructor(call, index) {
    this.call = call;
    this.recording = call.recordings[index];
    this.path = callPath(call.id, 'recordings', index + 1);
    this.length = this.recording.duration_ms / 1000;
    this.marks = marksOf(call, this.recording);
    this.pixels = 0; // a second, 0: all of it fits
    /** Where it is on the way to. @type {number | null} */
    this.wanted = null;
    this.tries = 0; // to come there
    this.media = h('audio', {src: address(`${this.path}/audio`),
        preload: 'none'});
    this.sound = new Sound(this.media);
    this.wave = h('div', {class: 'wave'});
    this.axis = h('div', {class: 'axis', 'aria-hidden': 'true'});
    this.clock = h('output', {class: 'clock'});
    this.slider = h('input', {type: 'range', class: 'seek', min: 0,
        max: this.length, step: 0.1, 'aria-label': 'Place in the recording',
        oninput: () => this.seek(Number(this.slider.value)),
        value: 0});
    this.ended = new AbortController();
    this.element = this.build();
    addEventListener('keydown', (event) => this.key(event),
        {signal: this.ended.signal});
    this.forgetTheme = onTheme(() => this.recolour());
  }

  build() {
    this.toggle = h('button', {class: 'round primary',
        onclick: () => this.playPause()});
    this.speed = h('select', {'aria-label': 'Speed', onchange: () =>
        this.setSpeed(Number(this.speed?.value))},
        SPEEDS.map((value) => h('option', {value}, `${value}×`)));
    const choice = h('fieldset', {class: 'segments'},
        h('legend', {class: 'hidden'}, 'What is heard'),
        ['both', 'caller', 'callee'].map((side) => h('label', {},
            h('input', {type: 'radio', name: 'heard', value: side,
                checked: side === 'both', disabled:
                this.recording.channels < 2 && side !== 'both',
                onchange: () => this.hear(side)}),
            h('span', {}, side))));
    this.choice = choice;
    const button = (/** @type {any} */ drawing, /** @type {string} */ words,
        /** @type {() => void} */ onclick) => h('button', {class: 'round',
        title: words, 'aria-label': words, onclick},
        drawing.length > 1 ? icon(drawing) : drawing);
    this.shown(false);
    this.setSpeed(speed);
    this.tick(0);
    return h('section', {class: 'player', 'aria-label': 'Recording'},
        h('div', {class: 'lanes'},
            h('div', {class: 'names', 'aria-hidden': 'true'},
                this.recording.channels < 2 ? h('span', {}, 'both') :
                sides.map((side) => h('span', {class: side}, side))),
            h('div', {class: 'stage'}, this.wave, this.axis)),
        h('div', {class: 'controls'},
            button('back', '5 seconds back', () => this.skip(-5)),
            this.toggle,
            button('forward', '5 seconds on', () => this.skip(5)),
            this.clock, this.slider, choice, this.speed,
            button('−', 'Wider', () => this.zoom(0.5)),
            button('+', 'Closer', () => this.zoom(2))),
        this.list(), this.media);
  }

  /** What is drawn over the waveform, for those who do not see it. */
  list() {
    const item = (/** @type {Mark} */ mark) => h('li', {},
        h('button', {class: 'jump', onclick: () => this.seek(mark.from)},
            h('span', {class: `swatch ${mark.kind}`}),
            h('b', {}, format.place(mark.from)), ' ', markWords(mark),
            mark.to - mark.from >= 0.2 && mark.kind !== 'key' &&
            h('small', {}, ` ${(mark.to - mark.from).toFixed(1)} s`)));

    if (this.marks.length === 0)
      return h('p', {class: 'dim legend'}, 'Without a gap or mark.');
    const long = this.marks.filter((mark) => !isShort(mark));
    return h('ul', {class: 'legend', 'aria-label': 'Gaps and marks'},
        this.shortGaps().map(item), long.slice(0, LISTED).map(item),
        long.length > LISTED && h('li', {class: 'dim'},
            `and ${long.length - LISTED} more`));
  }

  /** Short gaps of one side and cause as one. @returns {Mark[]} */
  shortGaps() {
    /** @type {Map<string, Mark[]>} */
    const groups = new Map();

    for (const mark of this.marks.filter(isShort)) {
      const key = `${mark.side} ${mark.text}`;
      groups.set(key, [...groups.get(key) ?? [], mark]);
    }
    return [...groups.values()].map((marks) => marks.length === 1 ? marks[0] :
      {...marks[0], text: `${marks.length} short gaps from here on, ${(
        marks.reduce((sum, mark) => sum + mark.to - mark.from, 0)).toFixed(1)
      } s in all: ${marks[0].text}`});
  }

  /** Draws the waveform once its peaks have come. */
  async begin() {
    let peaks = null;

    try {
      peaks = /** @type {Peaks} */ (await get(`${this.path}/peaks`,
          {}, this.ended.signal));
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError')
        return;
      this.wave.append(h('p', {class: 'wrong'},
          /** @type {Error} */ (error).message));
      return;
    }
    this.show(peaks);
  }

  /** @param {Peaks} peaks */
  show(peaks) {
    const channels = sides.map((side) => peaks.sides[side])
      .filter((lane) => lane !== undefined)
      .map((lane) => lane.map((value) => value / 127));

    if (channels.length === 0)
      channels.push([0, 0]);
    const wave = this.surfer = WaveSurfer.create({container: this.wave,
        media: this.media, peaks: channels, duration: this.length,
        height: LANE, cursorWidth: 2, cursorColor: colour('--cursor'),
        splitChannels: this.lanes(channels.length), normalize: false,
        barHeight: 1.15, minPxPerSec: this.pixels, dragToSeek: true,
        autoCenter: false});
    const root = /** @type {ShadowRoot} */ (wave.getWrapper()
      .getRootNode());
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, overlay];
    wave.getWrapper().append(this.overlay(channels.length));
    wave.on('timeupdate', (time) => this.tick(this.wanted ?? time));
    wave.on('interaction', (time) => this.want(time));
    wave.on('play', () => this.shown(true));
    wave.on('pause', () => this.shown(false));
    wave.on('finish', () => this.shown(false));
    wave.on('scroll', () => this.drawAxis());
    wave.on('redraw', () => this.drawAxis());
    for (const event of ['loadedmetadata', 'seeked'])
      this.media.addEventListener(event, () => this.arrive());
    this.media.addEventListener('error', () => fill(this.clock,
        'This browser cannot play it: export it as WAV.'));
    this.setSpeed(speed);
    this.element.dataset.ready = 'true';
    this.drawAxis();
  }

  /** @param {number} count */
  lanes(count) {
    return sides.slice(0, count).map((side) => ({
      waveColor: colour(`--${side}`),
      progressColor: colour(`--${side}-played`)}));
  }

  recolour() {
    const count = this.recording.channels < 2 ? 1 : 2;

    this.surfer?.setOptions({cursorColor: colour('--cursor'),
      splitChannels: this.lanes(count)});
  }

  /** @param {number} count of lanes */
  overlay(count) {
    const share = 100 / count;
    const lane = (/** @type {string | null} */ side) => {
      const at = sides.findIndex((name) => name === side);
      return count < 2 || at < 0 ? {top: '0', height: '100%'} :
        {top: `${at * share}%`, height: `${share}%`};
    };

    return h('div', {class: 'marks', part: 'marks'},
        this.marks.map((mark) => h('div', {class: `mark ${mark.kind} ${
          isShort(mark) ? 'small' : (mark.count ?? 1) > 1 ? 'many' : ''}`,
            title: `${format.place(mark.from)} ${markWords(mark)}`, style: {
          ...lane(mark.side),
          left: `${100 * mark.from / this.length}%`,
          ...mark.kind === 'key' || mark.kind === 'event' ? {} :
          {width: `${100 * (Math.min(mark.to, this.length) -
        mark.from) / this.length}%`}}},
        h('span', {class: mark.kind === 'key' || mark.kind === 'event' ?
            'flag' : 'words'}, mark.short))));
  }

  /** Seconds below the waveform, as many as there is room for. */
  drawAxis() {
    const width = this.wave.clientWidth;
    const whole = this.surfer?.getWrapper().clientWidth || width;
    const scroll = this.surfer?.getScroll() ?? 0;
    const perSecond = whole / this.length;
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
      1800, 3600].find((value) => value * perSecond >= 64) ?? 7200;
    const first = Math.ceil(scroll / perSecond / step);
    const last = Math.floor((scroll + width) / perSecond / step);
    const ticks = [];

    for (let i = first; i <= last; i++)
      ticks.push(h('span', {style: {left: `${i * step * perSecond -
        scroll}px`}}, step < 1 ? (i * step).toFixed(1) :
          format.length(i * step * 1000)));
    fill(this.axis, ticks);
  }

  /** @param {number} time in seconds */
  tick(time) {
    fill(this.clock, h('b', {}, format.place(time).slice(0, -2)), ' / ',
        format.length(this.recording.duration_ms));
    this.slider.value = String(time);
    this.slider.setAttribute('aria-valuetext',
        format.lengthWords(time * 1000));
  }

  /** @param {boolean} playing */
  shown(playing) {
    const words = playing ? 'Pause' : 'Play';

    this.toggle?.setAttribute('aria-label', words);
    this.toggle?.setAttribute('title', `${words} (Space)`);
    if (this.toggle)
      fill(this.toggle, icon(playing ? 'pause' : 'play'));
  }

  playPause() {
    this.surfer?.playPause().catch(() => {});
  }

  /** Where it is, or will be. */
  place() {
    return this.wanted ?? this.surfer?.getCurrentTime() ?? 0;
  }

  /** @param {number} time in seconds */
  want(time) {
    this.wanted = time;
    this.tries = 0;
  }

  /** @param {number} time in seconds */
  seek(time) {
    if (!this.surfer)
      return;
    this.want(Math.min(Math.max(time, 0), this.length));
    this.surfer.setTime(this.wanted ?? 0);
  }

  /** The audio is somewhere: but what has not come yet cannot be sought in,
   * and of two places that are wanted at once a browser may keep the first. */
  arrive() {
    const {media, wanted} = this;

    if (wanted === null || media.seeking)
      return;
    if (Math.abs(media.currentTime - Math.min(wanted, media.duration)) < NEAR ||
        this.tries++ >= TRIES)
      this.wanted = null;
    else
      media.currentTime = wanted;
  }

  /** @param {number} seconds */
  skip(seconds) {
    this.seek(this.place() + seconds);
  }

  /** @param {number} value */
  setSpeed(value) {
    speed = value;
    if (this.speed)
      this.speed.value = String(value);
    this.media.playbackRate = value;
    this.surfer?.setPlaybackRate(value, true);
  }

  /** @param {string} side */
  hear(side) {
    const input = this.choice?.querySelector(`[value=${side}]`);

    if (input instanceof HTMLInputElement && !input.disabled) {
      input.checked = true;
      this.sound.hear(side);
    }
  }

  /** @param {number} factor */
  zoom(factor) {
    const fits = this.wave.clientWidth / this.length;
    const wanted = (this.pixels || fits) * factor;

    this.pixels = wanted <= fits ? 0 : Math.min(wanted, CLOSEST);
    this.surfer?.zoom(this.pixels);
  }

  nextMark() {
    const now = this.place() + 0.05;
    const next = this.marks.find((mark) => mark.from > now) ??
      this.marks[0];

    if (next)
      this.seek(next.from);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const at = SPEEDS.indexOf(speed);
    /** @type {Record<string, () => void>} */
    const keys = {ArrowLeft: () => this.skip(-5),
      ArrowRight: () => this.skip(5), Home: () => this.seek(0),
      '[': () => this.setSpeed(SPEEDS[Math.max(at - 1, 0)]),
      ']': () => this.setSpeed(SPEEDS[Math.min(at + 1,
        SPEEDS.length - 1)]),
      b: () => this.hear('both'), r: () => this.hear('caller'),
      e: () => this.hear('callee'), g: () => this.nextMark(),
      '+': () => this.zoom(2), '-': () => this.zoom(0.5)};
    const isOther = isTyping(event) || target.closest?.(
        '[role=tablist], [role=listbox], .ladder');

    if (event.key === ' ' && !isTyping(event) &&
        !target.closest?.('button, a, [role=button], summary')) {
      event.preventDefault();
      this.playPause();
    } else if (!isOther && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  end() {
    this.ended.abort();
    this.forgetTheme();
    this.surfer?.destroy();
    this.media.removeAttribute('src');
    this.media.load();
    this.sound.end();
  }
}
