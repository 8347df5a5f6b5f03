// @ts-check
/**
 * Everything on the console by single keys, and the sheet that names them. They can be switched
 * off, never act while somebody types, and never together with Ctrl, Alt or Meta.
 */

import { byId } from "./dom.js";
import { Choice } from "./signals.js";

const SEQUENCE_MS = 1500;
const ROWS = "#pools > li:not([data-gone=yes])";
const CARDS = "#my-holds > li";

export class ConsoleKeys {
  /** @param {import("./toast.js").Toast} toast */
  constructor(toast) {
    this.toast = toast;
    this.sheet = byId("keys-sheet", HTMLDialogElement);
    this.choice = new Choice("keys-on", true);
    /** When "g" was pressed, by the page's own clock. */
    this.wentAt = -SEQUENCE_MS;
    byId("open-keys", HTMLButtonElement).addEventListener("click", () => this.sheet.showModal());
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.defaultPrevented || !this.choice.on || isField(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const went = performance.now() - this.wentAt < SEQUENCE_MS;
    this.wentAt = -SEQUENCE_MS;
    const action = went ? GO[event.key] : (this.own(event.key) ?? ACTIONS[event.key]);
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** @param {string} key @returns {(() => void)|undefined} */
  own(key) {
    if (key === "?") return () => this.sheet.showModal();
    if (key === "g") return () => void (this.wentAt = performance.now());
    if (key === "u") return () => this.undo();
    return undefined;
  }

  undo() {
    if (this.toast.open) void this.toast.press();
    else press(document.querySelector(`${CARDS} form[data-action=undo]:not([hidden]) button`));
  }
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  h: () => press(marked(ROWS)?.querySelector(":scope > form:not([hidden]) button[type=submit]")),
  w: () => press(marked(ROWS)?.querySelector(".why > summary")),
  s: () => press(document.getElementById("re-sort")),
  e: () => press(onCard("form[data-action=extend]:not([hidden]) > button")),
  a: () => press(onCard("form[data-action=arrive]:not([hidden]) > button")),
  c: () => press(onCard("[data-role=enlarge]")),
  "/": () => focus(document.getElementById("adults")),
};

/** @type {Record<string, () => void>} after "g" */
const GO = {
  p: () => focus(document.getElementById("pools-heading")),
  m: () => focus(document.getElementById("holds-heading")),
  r: () => press(document.getElementById("asked-for")),
};

/** @param {EventTarget|null} target */
function isField(target) {
  return target instanceof Element && target.matches("input, select, textarea, [contenteditable]");
}

/** The row or card the focus is in. @param {string} which @returns {HTMLElement|null} */
function marked(which) {
  return document.activeElement?.closest(which) ?? null;
}

/** In the marked card, or in the only one. @param {string} selector */
function onCard(selector) {
  const cards = document.querySelectorAll(CARDS);
  const card = marked(CARDS) ?? (cards.length === 1 ? cards[0] : null);
  return card?.querySelector(selector);
}

/** Marks the next row, or the first. @param {number} by */
function step(by) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(ROWS)]);
  const current = marked(ROWS);
  const at = current ? rows.indexOf(current) + by : 0;
  focus(rows[Math.min(Math.max(at, 0), rows.length - 1)]);
}

/** @param {Element|null|undefined} element */
function focus(element) {
  if (!(element instanceof HTMLElement)) return;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/** @param {Element|null|undefined} element */
function press(element) {
  if (element instanceof HTMLElement && element.checkVisibility()) element.click();
}
