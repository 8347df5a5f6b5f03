// @ts-check
/**
 * Passkeys: asks the browser to make one or to show one, and takes its answer to the service. What
 * is marked `data-passkey` stays hidden where the browser has none; all else works without.
 */

import { Refused, send } from "./api.js";
import { byId, setText } from "./dom.js";

/** @typedef {{location?: string, codes?: string[]}} Done */

/** @param {HTMLElement} part @param {string} mark @returns {HTMLElement} */
function within(part, mark) {
  const found = part.querySelector(`[${mark}]`);
  if (!(found instanceof HTMLElement)) throw new Error(mark);
  return found;
}

/** @param {HTMLElement} part @returns {Promise<Done>} */
async function ask(part) {
  const { passkey, options = "", answer = "", next = "" } = part.dataset;
  const asked = await send("POST", options);
  const made =
    passkey === "create"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked),
        });
  const given = /** @type {PublicKeyCredential} */ (made).toJSON();
  // Proving oneself anew takes exactly one proof.
  const more = answer.startsWith("/v1/") ? {} : { next };
  const done = await send("POST", answer, { passkey: given, ...more });
  return { location: next, ...done };
}

/** @param {string[]} codes shown once, before anything else */
function show(codes) {
  const section = byId("new-codes", HTMLElement);
  const list = within(section, "data-codes");
  for (const code of codes) {
    const item = document.createElement("li");
    const text = document.createElement("code");
    text.textContent = code;
    item.append(text);
    list.append(item);
  }
  section.hidden = false;
  byId("codes-heading", HTMLElement).focus();
}

/** @param {HTMLElement} part */
function start(part) {
  const button = /** @type {HTMLButtonElement} */ (part.querySelector("button"));
  const problem = within(part, "data-problem");
  const failed = within(part, "data-failed");
  part.hidden = false;
  button.addEventListener("click", async () => {
    if (button.disabled) return;
    button.disabled = true;
    problem.hidden = true;
    failed.hidden = true;
    try {
      const { location: path = "/", codes = [] } = await ask(part);
      if (codes.length) {
        part.hidden = true;
        show(codes);
      } else location.assign(path || "/");
    } catch (error) {
      if (error instanceof Refused) {
        problem.hidden = false;
        const { detail, next_step } = error.problem;
        setText(problem, [detail, next_step].filter(Boolean).join(" "));
      } else failed.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

// Browsers that can't read the service's options as they are keep the other ways in.
if ("parseCreationOptionsFromJSON" in (globalThis.PublicKeyCredential ?? {})) {
  for (const part of document.querySelectorAll("[data-passkey]")) {
    if (part instanceof HTMLElement) start(part);
  }
}
