// @ts-check
/**
 * Rings while a request waits that nobody has seen: a soft two-note tone, a number and a neutral
 * word in the page's title, a short buzz. A browser allows sound only after somebody touched the
 * page; of several open pages one rings.
 */

import { phrase } from "./words.js";

const RING_EVERY_MS = 4000;
const SOUND_KEY = "ring-sound";
const BELL = "ring-bell";

export class Ring {
  constructor() {
    this.title = document.title;
    this.waiting = 0;
    /** @type {AudioContext|null} */
    this.audio = null;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.timer = undefined;
    this.sound = localStorage.getItem(SOUND_KEY) !== "off";
    /** Whether this page is the one that rings; where nothing tells pages apart, each is. */
    this.hasBell = !navigator.locks;
    this.reaches = false;
    const wake = () => this.wake();
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
    addEventListener("storage", (event) => {
      if (event.key === SOUND_KEY) this.sound = event.newValue !== "off";
    });
  }

  /** Whether a ring could be heard now. */
  get audible() {
    return this.sound && this.audio?.state === "running";
  }

  /** @param {boolean} on */
  setSound(on) {
    this.sound = on;
    localStorage.setItem(SOUND_KEY, on ? "on" : "off");
    if (on) this.wake();
  }

  wake() {
    if (!this.sound || this.audible) return;
    this.audio ??= new AudioContext();
    void this.audio.resume().then(() => this.reachForBell());
  }

  /** Only a page that can be heard waits for the bell, and it keeps it until it is closed. */
  reachForBell() {
    if (this.hasBell || this.reaches) return;
    this.reaches = true;
    void navigator.locks.request(BELL, () => {
      this.hasBell = true;
      return new Promise(() => {});
    });
  }

  /** Rings for this many unseen requests; none is silence. @param {number} count */
  ringFor(count) {
    const rose = count > this.waiting;
    this.waiting = count;
    document.title = count > 0 ? `(${count}) ${phrase("ring")}` : this.title;
    document.documentElement.toggleAttribute("data-ringing", count > 0);
    if (count === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    if (rose) this.once();
    this.timer ??= setInterval(() => this.once(), RING_EVERY_MS);
  }

  once() {
    if (!this.sound) return;
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([180, 120, 180]);
    if (!this.hasBell || !this.audio || this.audio.state !== "running") return;
    this.note(this.audio, 659, 0);
    this.note(this.audio, 880, 0.28);
  }

  /** @param {AudioContext} audio @param {number} hertz @param {number} delaySeconds */
  note(audio, hertz, delaySeconds) {
    const start = audio.currentTime + delaySeconds;
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.frequency.value = hertz;
    level.gain.setValueAtTime(0.0001, start);
    level.gain.exponentialRampToValueAtTime(0.25, start + 0.03);
    level.gain.exponentialRampToValueAtTime(0.0001, start + 0.6);
    tone.connect(level).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.65);
  }
}
