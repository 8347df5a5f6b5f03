// @ts-check
/**
 * A list whose cards are worked out by the server: read again when a push says that something of it
 * has changed. One reading is under way at a time, and what is told meanwhile is read after it.
 */

import { Refused, send } from "./api.js";
import { byId, keepingFocus, listTexts, patchList } from "./dom.js";

/** @typedef {{id: string} & Record<string, unknown>} Card */

const RETRY_MS = 3000;
// What a card says of ages is as old as its last reading.
const AGES_MS = 60e3;

export class ServerViews {
  /**
   * @param {object} options
   * @param {string} options.address where the cards are read
   * @param {string} options.list
   * @param {string} options.template
   * @param {string[]} [options.slots] lists of texts inside a card
   * @param {(cards: Card[], answer: Record<string, unknown>) => void} [options.after] when they
   *   are drawn; `answer` is all that was read
   */
  constructor({ address, list, template, slots = [], after = () => {} }) {
    this.address = address;
    this.list = byId(list, HTMLElement);
    this.template = byId(template, HTMLTemplateElement);
    this.slots = slots;
    this.after = after;
    this.reading = false;
    this.again = false;
    document.addEventListener("page-unlocked", () => this.changed());
    setInterval(() => {
      if (this.list.childElementCount > 0 && document.visibilityState === "visible") this.changed();
    }, AGES_MS);
  }

  /** Whether a card is shown. @param {string} id */
  has(id) {
    return [...this.list.children].some((row) => row.getAttribute("data-key") === id);
  }

  /** Something of it has changed. While the page is locked nothing may be read of it. */
  changed() {
    if (document.documentElement.dataset.locked) return;
    this.again = true;
    if (!this.reading) void this.read();
  }

  async read() {
    this.reading = true;
    while (this.again) {
      this.again = false;
      try {
        const answer = await send("GET", this.address);
        keepingFocus(() => this.draw(answer));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        setTimeout(() => this.changed(), RETRY_MS);
        break;
      }
    }
    this.reading = false;
  }

  /** @param {{items: Card[]} & Record<string, unknown>} answer */
  draw(answer) {
    const cards = answer.items;
    patchList(this.list, this.template, cards, (row, card) => {
      for (const slot of this.slots) {
        const lines = /** @type {string[]} */ (card[slot] ?? []);
        listTexts(row.querySelector(`[data-slot=${slot}]`), lines);
      }
      for (const form of row.querySelectorAll("form[action]")) address(form, card.id);
    });
    this.after(cards, answer);
  }
}

/** @param {Element} form that was cloned from a card without an id @param {string} id */
function address(form, id) {
  const action = form.getAttribute("action") ?? "";
  if (action.includes("//")) form.setAttribute("action", action.replace("//", `/${id}/`));
}
