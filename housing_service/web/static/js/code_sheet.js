// @ts-check
/**
 * The arrival code over the whole screen, to be read aloud or shown through a door. It closes by
 * itself when there is nothing left to say at the door.
 */

import { byId, setText } from "./dom.js";

/** @typedef {{id: string, active: boolean, code: string, deadline: string}} CodeView */

export class CodeSheet {
  constructor() {
    this.sheet = byId("code-sheet", HTMLDialogElement);
    this.holdId = "";
    byId("my-holds", HTMLElement).addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button?.dataset.role !== "enlarge") return;
      this.holdId = button.closest("li")?.dataset.key ?? "";
      this.sheet.showModal();
      this.asked();
    });
    // Asks the page for what stands on the card now.
    this.asked = () => {};
  }

  /** @param {readonly CodeView[]} views of the holds on screen */
  draw(views) {
    if (!this.sheet.open) return;
    const view = views.find((one) => one.id === this.holdId);
    if (!view?.active) {
      this.sheet.close();
      return;
    }
    this.put("code", view.code);
    this.put("deadline", view.deadline);
  }

  /** @param {string} name @param {string} text */
  put(name, text) {
    const slot = this.sheet.querySelector(`[data-slot=${name}]`);
    if (slot) setText(slot, text);
  }
}
