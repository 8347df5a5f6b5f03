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
    this.offsets = [];
  }

  /** Milliseconds since the epoch by the server's clock; the device's until a first message. */
  now() {
    if (this.offsets.length === 0) return Date.now();
    return Math.max(...this.offsets) + this.monotonic();
  }
}
