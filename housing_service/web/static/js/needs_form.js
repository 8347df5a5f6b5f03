// @ts-check
/**
 * From the form of needs to what the service is asked, as `web/pages/needs_form.py` does. It is
 * sent in a body or over the socket only, and kept nowhere.
 */

import { arrivalAt } from "./arrival_time.js";
import { householdFrom } from "./household.js";
import { dataLanguage } from "./words.js";

/**
 * What the service is asked; the meaning of each member is that of `POST /v1/pools/search`.
 * @typedef {object} Wanted
 * @property {import("./wire.js").Household} household
 * @property {string} language of the sentences that are answered
 * @property {string[]} [kinds]
 * @property {string[]} [regions]
 * @property {string[]} [needs]
 * @property {string[]} [not_pool_ids]
 * @property {Record<string, unknown>} [situation]
 */

const LISTS = ["genders", "languages", "pets", "made_for", "avoid"];
const NUMBERS = [
  "oldest_boy_age",
  "youngest_adult_age",
  "oldest_adult_age",
  "pregnancy_weeks",
  "sober_days",
  "nights",
];
const FLAGS = ["detox", "registry", "only_made_for", "transport"];
const CHOICES = ["record", "papers", "proof", "home", "referral_source"];

/**
 * Who they are and what they need; where they can go is `areas.js`.
 * @param {HTMLFormElement} form
 * @param {number} nowMs by the server's clock
 * @returns {Wanted}
 */
export function needsFrom(form, nowMs) {
  const household = householdFrom(form);
  /** @type {Wanted} */
  const wanted = { household, language: dataLanguage() };
  const kind = textOf(form, "kind");
  if (kind) wanted.kinds = [kind];
  const needs = ticked(form, "needs");
  if (needs.length) wanted.needs = needs;
  /** @type {Record<string, unknown>} */
  const situation = {};
  for (const name of LISTS) {
    const codes = ticked(form, name);
    if (codes.length) situation[name] = codes;
  }
  // Who asks for a program made for them belongs to whom it is for.
  if (situation.made_for) situation.populations = situation.made_for;
  for (const name of NUMBERS) {
    const number = numberOf(form, name);
    if (number !== null) situation[name] = number;
  }
  if (household.children === 0) delete situation.oldest_boy_age;
  for (const name of FLAGS) {
    if (textOf(form, name)) situation[name] = true;
  }
  // For nobody else than whom?
  if (!situation.made_for) delete situation.only_made_for;
  for (const name of CHOICES) {
    const code = textOf(form, name);
    if (code) situation[name] = code;
  }
  const arrival = arrivalAt(
    textOf(form, "arrival"),
    textOf(form, "arrival_time"),
    form.dataset.zone ?? "",
    nowMs,
  );
  if (arrival !== null) situation.arrival_at = new Date(arrival).toISOString();
  if (Object.keys(situation).length) wanted.situation = situation;
  return wanted;
}

/**
 * The choices of one question that are ticked, in their order.
 * @param {HTMLFormElement} form
 * @param {string} question
 */
export function ticked(form, question) {
  return boxes(form)
    .filter((box) => box.checked && box.name.startsWith(`${question}.`))
    .map((box) => box.name.slice(question.length + 1));
}

/** How many questions about needs are answered. @param {HTMLFormElement} form */
export function chosenCount(form) {
  const asked = form.querySelectorAll("#needs input, #needs select");
  return [...asked].filter(
    (field) =>
      (field instanceof HTMLSelectElement && field.value !== "") ||
      (field instanceof HTMLInputElement &&
        field.type !== "time" &&
        (field.type === "checkbox" ? field.checked : field.value !== "")),
  ).length;
}

/** What a field says; empty for a box that is not ticked. @param {HTMLFormElement} form
 * @param {string} name */
export function textOf(form, name) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement && field.type === "checkbox" && !field.checked) return "";
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement
    ? field.value.trim()
    : "";
}

/** @param {HTMLFormElement} form @param {string} name */
function numberOf(form, name) {
  const field = form.elements.namedItem(name);
  if (!(field instanceof HTMLInputElement) || !/^[0-9]{1,4}$/.test(field.value.trim())) return null;
  return Math.min(Math.max(Number(field.value), Number(field.min)), Number(field.max));
}

/** @param {HTMLFormElement} form */
function boxes(form) {
  return [...form.elements].filter(
    /** @returns {field is HTMLInputElement} */
    (field) => field instanceof HTMLInputElement && field.type === "checkbox",
  );
}
