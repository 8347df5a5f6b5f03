// @ts-check
/**
 * Shows why something could not be done, what to do next, and other places that would work,
 * right where it was asked for.
 */

import { Refused } from "../../js/api.js";
import { byId, clone, fill, patchList } from "../../js/dom.js";

/** @typedef {import("../../js/wire.js").Problem} Problem */

/** @param {unknown} error @returns {Problem} what to show; a bug of ours is thrown on */
export function problemOf(error) {
  if (error instanceof Refused) return error.problem;
  throw error;
}

/**
 * @param {HTMLElement} row with a place for it (`data-slot="refusal"`)
 * @param {Problem} problem
 * @param {readonly {id: string}[]} [alternatives] views of the other places
 */
export function showRefusal(row, problem, alternatives = []) {
  const slot = row.querySelector("[data-slot=refusal]");
  if (!slot) return;
  const panel = clone(byId("refusal-template", HTMLTemplateElement));
  fill(panel, {
    detail: problem.detail,
    next_step: problem.next_step ?? "",
    has_alternatives: alternatives.length > 0,
  });
  const list = panel.querySelector("[data-slot=alternatives]");
  const template = document.getElementById("alternative-template");
  if (list && template instanceof HTMLTemplateElement) patchList(list, template, alternatives);
  slot.replaceChildren(panel);
  panel.focus();
}

/** @param {HTMLElement} row */
export function clearRefusal(row) {
  row.querySelector("[data-slot=refusal]")?.replaceChildren();
}
