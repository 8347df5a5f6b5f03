// @ts-check
/**
 * The link to what has been asked of shelters, with how many of those requests are open.
 */

import { setText } from "./dom.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Frame} Frame */

export class AskedBadge {
  /** @param {HTMLElement} link */
  constructor(link) {
    this.link = link;
    /** @type {Set<string>} */
    this.open = new Set();
  }

  /** @param {Frame} frame */
  take(frame) {
    if (frame.type === "snapshot") this.open.clear();
    const told = frame.type === "snapshot" ? (frame.requests ?? []) : [];
    if (frame.type === "request") told.push(frame.request);
    for (const { id, state } of told) {
      if (state === "asking" || state === "waiting") this.open.add(id);
      else this.open.delete(id);
    }
    if (frame.type === "snapshot" || frame.type === "request") this.draw();
  }

  draw() {
    const n = this.open.size;
    setText(this.link, phrase("asked_for", { n }));
    this.link.dataset.open = String(n);
    const bar = document.getElementById("bar-asked");
    if (bar) setText(bar, String(n));
  }
}
