// @ts-check
/**
 * How this device tells that something has changed for one's holds while nobody looks: a number
 * before the title of the tab, and a soft sound. Both are choices of this device and say nothing
 * about whom or where.
 */

import { byId } from "./dom.js";

// Before the id of a box, in what this device keeps of its choices.
const CHOICE_KEY = "choice.";
const NOTES_HERTZ = [523, 659];
const NOTE_SECONDS = 0.5;

/** A choice that this device keeps; only what was changed is kept. */
export class Choice {
  /** @param {string} id of the box, and of what is kept @param {boolean} otherwise */
  constructor(id, otherwise) {
    this.id = id;
    this.box = byId(id, HTMLInputElement);
    const kept = localStorage.getItem(CHOICE_KEY + id);
    this.box.checked = kept === null ? otherwise : kept === "yes";
    this.box.addEventListener("change", () => {
      localStorage.setItem(CHOICE_KEY + id, this.box.checked ? "yes" : "no");
    });
  }

  get on() {
    return this.box.checked;
  }
}

export class Signals {
  constructor() {
    this.title = document.title;
    this.unseen = 0;
    this.badge = new Choice("badge-on", true);
    this.sound = new Choice("sound-on", false);
    /** @type {AudioContext|null} */
    this.audio = null;
    document.addEventListener("visibilitychange", () => this.seen());
    // A browser lets a page sound only after somebody has touched it.
    this.sound.box.addEventListener("change", () => this.ring());
    addEventListener("pointerdown", () => this.wake());
    addEventListener("keydown", () => this.wake());
  }

  /** Something changed that was not done on this page. */
  tell() {
    this.ring();
    if (document.visibilityState === "visible" || !this.badge.on) return;
    this.unseen += 1;
    document.title = `(${this.unseen}) ${this.title}`;
  }

  seen() {
    if (document.visibilityState !== "visible" || this.unseen === 0) return;
    this.unseen = 0;
    document.title = this.title;
  }

  wake() {
    if (!this.sound.on || this.audio?.state === "running") return;
    this.audio ??= new AudioContext();
    void this.audio.resume();
  }

  ring() {
    this.wake();
    const { audio } = this;
    const silenced = document.documentElement.dataset.sound === "off";
    if (!this.sound.on || silenced || audio?.state !== "running") return;
    NOTES_HERTZ.forEach((hertz, index) => {
      const start = audio.currentTime + index * 0.22;
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.frequency.value = hertz;
      level.gain.setValueAtTime(0.0001, start);
      level.gain.exponentialRampToValueAtTime(0.12, start + 0.04);
      level.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_SECONDS);
      tone.connect(level).connect(audio.destination);
      tone.start(start);
      tone.stop(start + NOTE_SECONDS);
    });
  }
}
