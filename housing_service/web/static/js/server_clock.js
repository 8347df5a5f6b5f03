// @ts-check
/**
 * The server's clock as this page knows it. The device's own clock is never trusted: a phone
 * that is ten minutes off would otherwise count a hold down to a wrong end.
 */

const SAMPLES_MAX = 10;

export class ServerClock {
  /** @param {() => number} monotonic milliseconds that never jump */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    /** @type {number[]} server time minus monotonic time, milliseconds, newest last */
    this.offsets = [];
    /** The last offset known before `reset`; good until a first message. @type {number|null} */
    this.before = null;
  }

  /**
   * Takes in a time the server has just said. A message can only arrive late, never early, so
   * the largest recent offset is the one least delayed.
   * @param {string} text RFC 3339
   */
  observe(text) {
    const said = Date.parse(text);
    if (Number.isNaN(said)) return;
    this.offsets.push(said - this.monotonic());
    if (this.offsets.length > SAMPLES_MAX) this.offsets.shift();
  }

  /** Forgets what was learned: the device may have slept, or the server's clock has stepped. */
  reset() {
    this.before = this.offset();
    this.offsets = [];
  }

  /** The monotonic clock stood still this long while time went on. @param {number} ms */
  slept(ms) {
    this.offsets = this.offsets.map((offset) => offset + ms);
    if (this.before !== null) this.before += ms;
  }

  /** @returns {number|null} */
  offset() {
    return this.offsets.length === 0 ? this.before : Math.max(...this.offsets);
  }

  /** Milliseconds since the epoch by the server's clock; the device's until a first message. */
  now() {
    const offset = this.offset();
    return offset === null ? Date.now() : offset + this.monotonic();
  }
}
