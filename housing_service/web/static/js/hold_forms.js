// @ts-check
/**
 * Sends every form that does something to a hold over the API instead of leaving the page. The
 * form itself names the action and carries its fields, so with and without modules the same is
 * asked for.
 */

import { act } from "./hold_actions.js";
import { clearRefusal, problemOf, showRefusal } from "../components/refusal/refusal.js";
import { word } from "./words.js";

/** @typedef {import("./live_page.js").LivePage} LivePage */

/** @type {Set<string>} holds with an action on its way */
const busy = new Set();

/**
 * @param {LivePage} page
 * @param {(hold: import("./wire.js").Hold) => string} [rest] what to say beside what was done
 * @param {(action: string, hold: import("./wire.js").Hold) => void} [after] what this page does
 *   then
 */
export function startHoldForms(page, rest = () => "", after = () => {}) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.form !== "hold-action") return;
    event.preventDefault();
    void submit(page, form, event.submitter, rest).then((done) => done && after(...done));
  });
}

/**
 * @param {LivePage} page
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} submitter
 * @param {(hold: import("./wire.js").Hold) => string} rest
 * @returns {Promise<[string, import("./wire.js").Hold]|undefined>} what was done, and to what
 */
async function submit(page, form, submitter, rest) {
  const card = form.closest("li[data-key]");
  const holdId = card instanceof HTMLElement ? (card.dataset.key ?? "") : "";
  if (!(card instanceof HTMLElement) || busy.has(holdId)) return undefined;
  const action = form.dataset.action ?? "";
  const question = card.querySelector("[data-slot=question]");
  if (mustAsk(form, submitter) && question instanceof HTMLElement) {
    question.hidden = false;
    question.querySelector("p")?.focus();
    return undefined;
  }
  busy.add(holdId);
  clearRefusal(card);
  try {
    const hold = await act(holdId, action, bodyOf(form, submitter));
    page.answer({ hold });
    page.announcer.say([word("done", action), rest(hold)].filter(Boolean).join(" "));
    if (question instanceof HTMLElement) question.hidden = true;
    return [action, hold];
  } catch (error) {
    const problem = problemOf(error);
    page.answer(problem);
    showRefusal(card, problem);
    return undefined;
  } finally {
    busy.delete(holdId);
  }
}

/**
 * Whether staff must first say if the person was already in the number they counted since.
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} submitter
 */
function mustAsk(form, submitter) {
  const answered = submitter instanceof HTMLButtonElement && submitter.name === "already_counted";
  return form.dataset.action === "arrive" && form.dataset.counted === "true" && !answered;
}

/**
 * The fields of the form as the API takes them; empty ones are left out.
 * @param {HTMLFormElement} form
 * @param {HTMLElement|null} submitter
 * @returns {Record<string, unknown>}
 */
function bodyOf(form, submitter) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value !== "string" || value === "" || name === "csrf") continue;
    if (value === "true" || value === "false") body[name] = value === "true";
    else body[name] = /^[0-9]+$/.test(value) ? Number(value) : value;
  }
  return body;
}
