// @ts-check
/**
 * How much of a long list is on the page. A phone takes seconds to lay out five hundred rows, and
 * nobody reads them: the first ones are drawn, and more as their end comes near.
 */

import { setText } from "./dom.js";
import { phrase } from "./words.js";

// As many as the server writes (`pages/console.py`), and as many again each time.
export const ROWS_FIRST = 20;
const ROWS_MORE = 60;
const BEFORE_ITS_END = "800px";

export class MoreRows {
  /**
   * @param {HTMLButtonElement} button after the list, which works alone as well
   * @param {() => void} redraw
   */
  constructor(button, redraw) {
    this.button = button;
    this.redraw = redraw;
    this.most = ROWS_FIRST;
    // Without modules it asks the service for the whole list.
    button.type = "button";
    button.addEventListener("click", () => this.more());
    const nearing = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) this.more();
      },
      { rootMargin: BEFORE_ITS_END },
    );
    nearing.observe(button);
  }

  more() {
    this.most += ROWS_MORE;
    this.redraw();
  }

  /**
   * The first ones; says how many are left.
   * @template V
   * @param {readonly V[]} all
   * @returns {readonly V[]}
   */
  first(all) {
    const left = Math.max(0, all.length - this.most);
    this.button.hidden = left === 0;
    if (left > 0) setText(this.button, phrase("more_places", { n: left }));
    return all.slice(0, this.most);
  }
}
