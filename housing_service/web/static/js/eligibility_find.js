// @ts-check
/**
 * Shows only the questions that have all the words looked for, in any order; opens and closes the
 * groups. What is hidden keeps what was entered and is saved with the rest.
 */

import { byId, setText } from "./dom.js";
import { filled } from "./messages.js";

/** @param {string} text @returns {string} without accents, in lower case */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {HTMLFormElement} form */
export function startFind(form) {
  const field = byId("find-text", HTMLInputElement);
  const found = byId("found", HTMLElement);
  const toggle = byId("open-all", HTMLButtonElement);
  const groups = [...form.querySelectorAll("details")];
  const openWords = toggle.textContent ?? "";
  const texts = new Map(
    [...form.querySelectorAll("fieldset")].map((question) => [
      question,
      plain(`${question.dataset.find} ${question.textContent}`),
    ]),
  );
  /** @type {boolean[] | null} which groups were open before the search */
  let before = null;

  function find() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const [question, text] of texts) {
      question.hidden = !words.every((word) => text.includes(word));
      if (!question.hidden) n += 1;
    }
    if (words.length > 0) before ??= groups.map((group) => group.open);
    groups.forEach((group, index) => {
      group.hidden = !group.querySelector("fieldset:not([hidden])");
      if (words.length > 0) group.open = true;
      else if (before) group.open = before[index] ?? false;
    });
    if (words.length === 0) before = null;
    setText(found, words.length > 0 ? filled(JSON.parse(found.dataset.said ?? '""'), { n }) : "");
  }

  function drawToggle() {
    const allOpen = groups.every((group) => group.open);
    setText(toggle, (allOpen ? toggle.dataset.close : openWords) ?? "");
  }

  field.addEventListener("input", (event) => {
    // Looking for something changes no answer.
    event.stopPropagation();
    find();
  });
  // Enter in a search field would save the form.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  toggle.addEventListener("click", () => {
    const open = !groups.every((group) => group.open);
    for (const group of groups) group.open = open;
  });
  for (const group of groups) group.addEventListener("toggle", drawToggle);
  byId("find", HTMLElement).hidden = false;
  drawToggle();
}
