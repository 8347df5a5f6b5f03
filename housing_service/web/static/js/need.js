// @ts-check
/**
 * A need, so that one for which there is nothing is counted once. Its id is made here, lives in
 * this page only, and says nothing: the household it is for is in no way part of it.
 */

import { Refused, newId, send } from "./api.js";

/** @typedef {import("./wire.js").Household} Household */

// What is still being entered is not yet asked for.
const STANDS_AFTER_MS = 10e3;
// After so long it is somebody else who asks.
const FORGOTTEN_AFTER_MS = 30 * 60e3;

export class Need {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.list the places on screen
   * @param {() => Household} parts.household
   * @param {() => Record<string, unknown>} parts.filter
   */
  constructor({ list, household, filter }) {
    this.list = list;
    this.household = household;
    this.filter = filter;
    this.madeFor = "";
    this.madeAt = 0;
    this.made = newId();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** @returns {string} of this household's need; another household's is another one */
  get id() {
    const now = Date.now();
    const household = JSON.stringify(this.household());
    if (household !== this.madeFor || now - this.madeAt > FORGOTTEN_AFTER_MS) {
      this.madeFor = household;
      this.made = newId();
    }
    this.madeAt = now;
    return this.made;
  }

  /**
   * The page that the form leads to goes on with this need.
   * @param {HTMLFormElement} form
   */
  putInto(form) {
    const [id, of] = ["need_id", "need_of"].map((name) => form.elements.namedItem(name));
    if (id instanceof HTMLInputElement) id.value = this.id;
    // For whom the server made its own is no longer said.
    if (of instanceof HTMLInputElement) of.disabled = true;
  }

  /** A place is kept: who asks next has a need of their own. */
  met() {
    clearTimeout(this.timer);
    this.madeFor = "";
  }

  /** The form says something else; what stands for a while is asked for. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), STANDS_AFTER_MS);
  }

  async tell() {
    if (this.list.querySelector(":scope > li > form[data-form=hold]:not([hidden])")) return;
    try {
      await send("POST", "/v1/pools/search", { ...this.filter(), need_id: this.id, limit: 1 });
    } catch (error) {
      // Whoever looks for a place is not to be told that something could not be counted.
      if (!(error instanceof Refused)) throw error;
    }
  }
}
