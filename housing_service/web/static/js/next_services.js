// @ts-check
/**
 * "What comes next": its forms are sent as plain ones, with the household and needs as they stand
 * in the form of this page now, not as they stood when the page was made.
 */

import { byId } from "./dom.js";

const HOUSEHOLD = ["adults", "children", "infants"];

/** @param {HTMLFormElement} filters */
export function startNextServices(filters) {
  byId("what-next", HTMLElement).addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement) takeOver(form, filters);
  });
}

/** @param {HTMLFormElement} form @param {HTMLFormElement} filters */
function takeOver(form, filters) {
  const all = form.dataset.form === "next";
  form.querySelector("input[name=asked]")?.remove();
  for (const [name, value] of new FormData(filters)) {
    if (name === "csrf" || typeof value !== "string") continue;
    if (!all && !HOUSEHOLD.includes(name)) continue;
    const field = form.elements.namedItem(name) ?? form.appendChild(hidden(name));
    if (field instanceof HTMLInputElement) field.value = value;
  }
}

/** @param {string} name */
function hidden(name) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  return field;
}
