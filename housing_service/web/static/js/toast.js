// @ts-check
/**
 * The last thing done, with its undo for half a minute. What it offers stands on the card too, so
 * nothing is lost when it goes.
 */

import { problemOf } from "../components/refusal/refusal.js";
import { byId, setText } from "./dom.js";

export class Toast {
  /** @param {import("./live_page.js").LivePage} page */
  constructor(page) {
    this.page = page;
    this.part = byId("toast", HTMLElement);
    this.button = byId("toast-undo", HTMLButtonElement);
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {() => Promise<void>} */
    this.undo = async () => {};
    this.button.addEventListener("click", () => void this.press());
  }

  /** Whether there is something to undo. */
  get open() {
    return !this.part.hidden;
  }

  /**
   * @param {string} said
   * @param {number} untilMs by the server's clock
   * @param {() => Promise<void>} undo
   */
  show(said, untilMs, undo) {
    const left = untilMs - this.page.clock.now();
    if (left <= 0) return;
    clearTimeout(this.timer);
    this.undo = undo;
    const slot = this.part.querySelector("[data-slot=said]");
    if (slot) setText(slot, said);
    this.button.disabled = false;
    this.part.hidden = false;
    this.timer = setTimeout(() => this.hide(), left);
  }

  hide() {
    clearTimeout(this.timer);
    if (this.part.contains(document.activeElement)) {
      byId("holds-heading", HTMLElement).focus({ preventScroll: true });
    }
    this.part.hidden = true;
  }

  async press() {
    this.button.disabled = true;
    try {
      await this.undo();
    } catch (error) {
      const problem = problemOf(error);
      this.page.announcer.say([problem.detail, problem.next_step].filter(Boolean).join(" "));
    }
    this.hide();
  }
}
