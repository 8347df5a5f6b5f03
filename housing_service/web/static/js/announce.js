// @ts-check
/**
 * The page's one polite live region. Messages are spoken one after the other; when too many
 * wait, the oldest give way, because late news about beds is wrong news.
 */

const GAP_MS = 1200;
const WAITING_MAX = 4;

export class Announcer {
  /** @param {Element} region with role status */
  constructor(region) {
    this.region = region;
    /** @type {string[]} */
    this.waiting = [];
    this.speaking = false;
  }

  /** @param {string} text */
  say(text) {
    if (this.waiting.at(-1) === text) return;
    this.waiting.push(text);
    if (this.waiting.length > WAITING_MAX) this.waiting.shift();
    if (!this.speaking) this.next();
  }

  next() {
    const text = this.waiting.shift();
    this.speaking = text !== undefined;
    if (text === undefined) return;
    // The same words twice are spoken only if the region was empty in between.
    this.region.textContent = "";
    setTimeout(() => {
      this.region.textContent = text;
    }, 50);
    setTimeout(() => this.next(), GAP_MS);
  }
}
