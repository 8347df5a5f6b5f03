// @ts-check
/**
 * What else a shelter's card sends: pause, open again, and a place kept for a caller.
 */

import { send } from "./api.js";
import { placeHold } from "./hold_actions.js";
import { householdFrom } from "./household.js";
import { clearRefusal, problemOf, showRefusal } from "../components/refusal/refusal.js";
import { word } from "./words.js";

/** @typedef {import("./live_page.js").LivePage} LivePage */
/** @typedef {import("./wire.js").Pool} Pool */

/** @type {Set<string>} pools for which a place is being kept */
const keeping = new Set();

/**
 * @param {LivePage} page
 * @param {HTMLElement} card
 * @param {Pool} pool
 * @param {"pause"|"resume"} action
 * @param {HTMLFormElement} form
 */
export async function sendIntake(page, card, pool, action, form) {
  const fields = new FormData(form);
  /** @type {Record<string, unknown>} */
  const body = {};
  const reason = fields.get("reason");
  const hours = Number(fields.get("hours") ?? 0);
  if (reason) body.reason = reason;
  if (hours > 0) body.until = new Date(page.clock.now() + hours * 3600e3).toISOString();
  clearRefusal(card);
  try {
    const answer = await send("POST", `/v1/pools/${pool.id}/${action}`, body);
    page.answer({ pool: answer.pool ?? answer });
    page.announcer.say(word("done", action === "pause" ? "paused" : "resumed"));
  } catch (error) {
    showRefusal(card, problemOf(error));
  }
}

/**
 * @param {LivePage} page
 * @param {HTMLElement} card
 * @param {Pool} pool
 * @param {HTMLFormElement} form
 */
export async function sendKeep(page, card, pool, form) {
  if (keeping.has(pool.id)) return;
  keeping.add(pool.id);
  clearRefusal(card);
  try {
    const minutes = Number(new FormData(form).get("minutes") ?? 60);
    // An appointment is kept until it begins.
    const more = pool.starts_at ? {} : { minutes };
    const hold = await placeHold(pool.id, householdFrom(form), more);
    page.answer({ hold });
    page.announcer.say(word("done", "kept"));
    form.reset();
    const details = form.closest("details");
    if (details) details.open = false;
  } catch (error) {
    const problem = problemOf(error);
    page.answer({ pool: problem.pool });
    showRefusal(card, problem);
  } finally {
    keeping.delete(pool.id);
  }
}
