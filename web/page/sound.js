// SPDX-License-Identifier: GPL-3.0-or-later
// Lets one side of a stereo recording be heard alone, in both ears.

export class Sound {
  /** @param {HTMLMediaElement} media */
  constructor(media) {
    this.media = media;
    /** @type {AudioContext | null} */
    this.context = null;
    /** Of a side to an ear. @type {GainNode[][]} */
    this.gains = [];
  }

  /** Puts the sides apart and together again; once, when first needed. */
  connect() {
    const context = this.context = new AudioContext();
    const apart = context.createChannelSplitter(2);
    const together = context.createChannelMerger(2);

    context.createMediaElementSource(this.media).connect(apart);
    this.gains = [0, 1].map((side) => [0, 1].map((ear) => {
      const gain = context.createGain();
      apart.connect(gain, side);
      gain.connect(together, 0, ear);
      return gain;
    }));
    together.connect(context.destination);
  }

  /** @param {string} who "both": each in an ear; "caller", "callee" */
  hear(who) {
    if (!this.context) {
      if (who === 'both')
        return;
      this.connect();
    }
    this.context?.resume();
    const heard = who === 'both' ? null : who === 'caller' ? 0 : 1;
    this.gains.forEach((ears, side) => ears.forEach((gain, ear) => {
      gain.gain.value = Number(heard === null ? side === ear :
        side === heard);
    }));
  }

  end() {
    this.context?.close();
  }
}
