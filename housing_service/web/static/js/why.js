// @ts-check
/**
 * "Why?" under a program: every reason for and against it, asked for when somebody wants to know
 * and again when what is asked for has changed. The request travels in a body.
 */

import { Refused, send } from "./api.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Reason} Reason */

/** @type {WeakMap<Element, string>} what the reasons on screen answer */
const answered = new WeakMap();

/**
 * @param {HTMLElement} list whose rows have such a part
 * @param {() => Record<string, unknown>} filter what is asked for now
 */
export function startWhy(list, filter) {
  // This event does not bubble.
  list.addEventListener("toggle", (event) => showOpen(event.target, filter()), true);
}

/**
 * Asks anew for what stands open.
 * @param {HTMLElement} list
 * @param {Record<string, unknown>} filter
 */
export function renewWhy(list, filter) {
  for (const part of list.querySelectorAll("details.why[open]")) showOpen(part, filter);
}

/** @param {EventTarget|null} part @param {Record<string, unknown>} filter */
function showOpen(part, filter) {
  if (!(part instanceof HTMLDetailsElement) || !part.matches(".why[open]")) return;
  const id = part.closest("li[data-key]")?.getAttribute("data-key");
  const slot = part.querySelector("[data-slot=reasons]");
  if (id && slot) void show(slot, { ...filter, not_pool_ids: [], pool_ids: [id] });
}

/** @param {Element} slot @param {Record<string, unknown>} question */
async function show(slot, question) {
  const text = JSON.stringify(question);
  if (answered.get(slot) === text) return;
  answered.set(slot, text);
  if (slot.childElementCount === 0) slot.replaceChildren(line("", phrase("loading_reasons")));
  let lines;
  try {
    const found = await send("POST", "/v1/pools/search", { ...question, show_all: true, limit: 1 });
    lines = reasonLines(found.items[0]?.reasons ?? []);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    lines = [line("", error.problem.detail)];
    if (answered.get(slot) === text) answered.delete(slot);
  }
  // Meanwhile something else may have been asked.
  if ((answered.get(slot) ?? text) === text) slot.replaceChildren(...lines);
}

/** @param {Reason[]} reasons */
function reasonLines(reasons) {
  if (reasons.length === 0) return [line("", phrase("no_reasons"))];
  return reasons.map((reason) => line(reason.fit, reason.words));
}

/** @param {string} fit @param {string} text */
function line(fit, text) {
  const item = document.createElement("li");
  if (fit) {
    item.dataset.fit = fit;
    const weighs = document.createElement("span");
    weighs.className = "visually-hidden";
    weighs.textContent = `${word("fit", fit)}: `;
    item.append(weighs);
  }
  item.append(text);
  return item;
}
