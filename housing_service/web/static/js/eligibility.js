// @ts-check
/**
 * The page "Whom we take", which works without this: keeps the figures of what is answered up to
 * date, lets a tick that stands for a whole answer stand alone, and finds questions by their words.
 */

import { startAlone } from "./eligibility_alone.js";
import { startFind } from "./eligibility_find.js";
import { byId, setText } from "./dom.js";
import { filled } from "./messages.js";

const form = byId("answers", HTMLFormElement);
let changed = false;

/** @param {Element} question @returns {boolean} whether anything is answered in it */
function isAnswered(question) {
  return [...question.querySelectorAll("input")].some((input) =>
    input.type === "radio" || input.type === "checkbox"
      ? input.checked && input.value !== ""
      : input.value.trim() !== "",
  );
}

/** @param {Element|null} place @param {Element} within */
function showAnswered(place, within) {
  const questions = [...within.querySelectorAll("fieldset")];
  const n = questions.filter(isAnswered).length;
  const message = JSON.parse(place?.getAttribute("data-answered") ?? '""');
  if (place) setText(place, filled(message, { n, of: questions.length }));
}

function draw() {
  for (const group of form.querySelectorAll("details")) {
    showAnswered(group.querySelector("summary [data-answered]"), group);
  }
  showAnswered(document.getElementById("all-answered"), form);
}

startAlone(form);
startFind(form);
form.addEventListener("input", () => {
  changed = true;
  draw();
});
form.addEventListener("submit", () => (changed = false));
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
document.getElementById("look")?.focus();
document.documentElement.dataset.questions = "ready";
