// @ts-check
/**
 * What a shelter is asked to make ready, from what was ticked, as `web/pages/made_ready.py` does.
 */

import { ticked } from "./needs_form.js";

/** @type {[string, string[]][]} what is made ready, and the needs that ask for it */
const FROM_NEEDS = [
  ["crib", ["crib", "newborn"]],
  ["step_free", ["step_free", "wheelchair"]],
  ["language", ["interpreter"]],
  ["medicine_storage", ["medicine_storage", "insulin"]],
  ["animal", ["service_animals"]],
];
// The language of this page, which needs nothing made ready.
const SPOKEN_HERE = "en";

/** @param {HTMLFormElement} form @returns {string[]} codes in the order of the list */
export function madeReady(form) {
  const needs = ticked(form, "needs");
  const languages = ticked(form, "languages");
  const foreign = languages.length > 0 && !languages.includes(SPOKEN_HERE);
  const pets = ticked(form, "pets").length > 0;
  return FROM_NEEDS.filter(
    ([code, asked]) =>
      asked.some((need) => needs.includes(need)) ||
      (code === "language" && foreign) ||
      (code === "animal" && pets),
  ).map(([code]) => code);
}
