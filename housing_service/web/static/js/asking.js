// @ts-check
/**
 * Asks for another list when the form says something else: a moment after the last change, one
 * question at a time, and what came before it says so once.
 */

import { regionsToName } from "./areas.js";
import { byId, setText } from "./dom.js";
import { Need } from "./need.js";
import { hideWaysOn, showWaysOn } from "./obstacles.js";
import { phrase } from "./words.js";
import { renewWhy, startWhy } from "./why.js";

const AFTER_CHANGE_MS = 250;
// "Now" goes on; a quarter of an hour later the question is another one.
const NOW_GOES_ON_MS = 60e3;

export class Asking {
  /**
   * @param {object} parts
   * @param {import("./live_page.js").LivePage} parts.page
   * @param {HTMLFormElement} parts.form
   * @param {HTMLElement} parts.list
   * @param {import("./wanted.js").Wanted} parts.wanted
   * @param {import("./stable_order.js").StableOrder} parts.order
   */
  constructor({ page, form, list, wanted, order }) {
    this.page = page;
    this.form = form;
    this.list = list;
    this.wanted = wanted;
    this.order = order;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** The question whose answer is on screen. */
    this.shown = /** @type {string|null} */ (JSON.stringify(page.connection.filter));
    this.fresh = false;
    /** Whether something on screen fits and can be held; unknown before the first list. */
    this.toHold = /** @type {boolean|null} */ (null);
    this.need = new Need({ list, household: () => wanted.household, filter: () => this.filter() });
  }

  start() {
    this.wanted.tell();
    this.form.addEventListener("input", () => this.soon());
    document.addEventListener("submit", (event) => {
      if (event.target !== this.form) return;
      event.preventDefault();
      if (event.submitter instanceof HTMLButtonElement) this.hide(event.submitter);
      this.soon();
    });
    startWhy(this.list, () => this.answeredFilter());
    setInterval(() => this.page.want(this.filter()), NOW_GOES_ON_MS);
  }

  filter() {
    return { ...this.wanted.filter(this.page.clock.now()) };
  }

  /** What the list on screen answers, so that a badge and its reasons speak of the same. */
  answeredFilter() {
    return JSON.parse(this.shown ?? "{}");
  }

  soon() {
    // What this page can tell alone is shown at once; rows are put in order when all is known.
    this.page.redraw();
    this.need.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.page.want(this.filter());
      // A change and its undoing ask nothing new, but distance is counted on this page.
      if (this.page.connection.isAnswered()) this.take();
    }, AFTER_CHANGE_MS);
  }

  /** @param {HTMLButtonElement} button that hides a program, or shows the hidden ones again */
  hide(button) {
    if (button.name === "hide") {
      this.wanted.hidden.add(button.value);
      byId("pools-heading", HTMLElement).focus({ preventScroll: true });
    }
    if (button.name === "show_hidden") {
      this.wanted.hidden.clear();
      byId("filters-heading", HTMLElement).focus({ preventScroll: true });
    }
  }

  /** A whole list has come. After a lost connection it is the same question's. */
  answered() {
    const { asked } = this.page.connection;
    if (asked === this.shown) return;
    this.shown = asked;
    this.take();
  }

  take() {
    this.order.release();
    this.fresh = true;
    this.page.redraw();
    renewWhy(this.list, this.answeredFilter());
  }

  /**
   * @param {string[]} fits of the rows on screen
   * @param {boolean} toHold whether something that fits can be held
   */
  tellFound(fits, toHold) {
    const counts = {
      fits: fits.filter((fit) => fit === "fits").length,
      asks: fits.filter((fit) => fit === "ask").length,
    };
    const said = phrase("found", counts);
    setText(byId("found", HTMLElement), said);
    if (!this.fresh && toHold === this.toHold) return;
    if (this.fresh) this.page.announcer.say(said);
    this.fresh = false;
    this.toHold = toHold;
    if (toHold) hideWaysOn();
    else void showWaysOn(this.answeredFilter(), this.wanted.names, regionsToName(this.form));
  }
}
