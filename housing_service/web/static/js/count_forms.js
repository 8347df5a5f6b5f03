// @ts-check
/**
 * The shelter's count cards: save, "still correct", the question after a change in between,
 * pause and resume, and "someone is on the way".
 */

import { newId, send } from "./api.js";
import { CountDrafts } from "./count_drafts.js";
import { placeHold } from "./hold_actions.js";
import { setText } from "./dom.js";
import { householdFrom } from "./household.js";
import { clearRefusal, problemOf, showRefusal } from "./refusal.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./live_page.js").LivePage} LivePage */
/** @typedef {import("./wire.js").Pool} Pool */

export class CountForms {
  /** @param {LivePage} page @param {Element} list */
  constructor(page, list) {
    this.page = page;
    this.drafts = new CountDrafts();
    /** @type {Set<string>} pools with a report on its way */
    this.busy = new Set();
    list.addEventListener("input", (event) => this.edited(event));
    list.addEventListener("submit", (event) => {
      if (event instanceof SubmitEvent) this.submitted(event);
    });
    list.addEventListener("click", (event) => this.clicked(event));
  }

  /** Brings the parts of a card that depend on a draft in step. @param {HTMLElement} card */
  draw(card) {
    const pool = this.poolOf(card);
    const field = fieldOf(card);
    if (!pool || !field) return;
    const draft = this.drafts.get(pool.id);
    const value = draft?.value ?? String(pool.units_free_reported ?? "");
    if (field.value !== value) field.value = value;
    const unknown = pool.units_free_reported === null;
    const save = part(card, "[data-role=save]");
    const unchanged = part(card, "[data-role=unchanged]");
    save.hidden = !draft && !unknown;
    unchanged.hidden = Boolean(draft) || unknown;
    for (const button of [save, unchanged]) {
      button.toggleAttribute("disabled", this.busy.has(pool.id));
    }
    const moved = draft !== undefined && draft.based_on_version !== pool.counts_version;
    const meanwhile = part(card, "[data-slot=meanwhile]");
    meanwhile.hidden = !moved;
    setText(meanwhile, moved ? phrase("meanwhile", { n: pool.units_free_reported ?? "" }) : "");
  }

  /** @param {Event} event */
  edited(event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.name !== "units_free") return;
    const card = cardOf(field);
    const pool = card && this.poolOf(card);
    if (!card || !pool) return;
    this.drafts.edit(pool, field.value);
    part(card, "[data-slot=out-of-date]").hidden = true;
    this.draw(card);
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const card = cardOf(form);
    const pool = card && this.poolOf(card);
    if (!card || !pool) return;
    const what = form.dataset.form;
    if (what === "report") {
      event.preventDefault();
      const unchanged = event.submitter?.dataset.role === "unchanged";
      void this.report(card, pool, unchanged ? { unchanged: true } : numberOf(card));
    } else if (what === "pause" || what === "resume") {
      event.preventDefault();
      void this.intake(card, pool, what, form);
    } else if (what === "keep") {
      event.preventDefault();
      void this.keep(card, pool, form);
    }
  }

  /** @param {Event} event */
  clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-role]") : null;
    const card = button && cardOf(button);
    const pool = card && this.poolOf(card);
    if (!(button instanceof HTMLElement) || !card || !pool) return;
    if (button.dataset.role === "save-anyway") {
      this.drafts.rebase(pool.id, pool.counts_version ?? 0);
      void this.report(card, pool, numberOf(card));
    } else if (button.dataset.role === "count-again") {
      this.drafts.drop(pool.id);
      part(card, "[data-slot=out-of-date]").hidden = true;
      this.draw(card);
      fieldOf(card)?.focus();
    }
  }

  /**
   * @param {HTMLElement} card
   * @param {Pool} pool
   * @param {Record<string, unknown>|null} said
   */
  async report(card, pool, said) {
    if (said === null || this.busy.has(pool.id)) {
      if (said === null) fieldOf(card)?.focus();
      return;
    }
    const based_on_version = this.drafts.get(pool.id)?.based_on_version ?? pool.counts_version;
    this.busy.add(pool.id);
    clearRefusal(card);
    this.draw(card);
    try {
      const body = { report_id: newId(), based_on_version, ...said };
      const answer = await send("POST", `/v1/pools/${pool.id}/reports`, body);
      this.drafts.drop(pool.id);
      part(card, "[data-slot=out-of-date]").hidden = true;
      this.page.answer(answer);
      this.page.announcer.say(word("done", "reported"));
    } catch (error) {
      const problem = problemOf(error);
      this.page.answer({ pool: problem.pool });
      const now = problem.pool ?? this.poolOf(card);
      if (problem.code === "report_out_of_date" && now) this.askOnce(card, now, said);
      else showRefusal(card, problem);
    } finally {
      this.busy.delete(pool.id);
      this.draw(card);
    }
  }

  /** @param {HTMLElement} card @param {Pool} now @param {Record<string, unknown>} said */
  askOnce(card, now, said) {
    const question = part(card, "[data-slot=out-of-date]");
    const free = now.units_free_reported ?? "";
    const number = said.units_free ?? free;
    const text = part(card, "[data-slot=out-of-date-text]");
    setText(text, phrase("out_of_date", { n: free }));
    setText(part(card, "[data-role=save-anyway]"), phrase("save_anyway", { n: String(number) }));
    const field = fieldOf(card);
    if (field) field.value = String(number);
    this.drafts.byPool.set(now.id, {
      value: String(number),
      based_on_version: now.counts_version ?? 0,
    });
    question.hidden = false;
    text.focus();
  }

  /**
   * @param {HTMLElement} card
   * @param {Pool} pool
   * @param {"pause"|"resume"} action
   * @param {HTMLFormElement} form
   */
  async intake(card, pool, action, form) {
    const fields = new FormData(form);
    /** @type {Record<string, unknown>} */
    const body = {};
    const reason = fields.get("reason");
    const hours = Number(fields.get("hours") ?? 0);
    if (reason) body.reason = reason;
    if (hours > 0) body.until = new Date(this.page.clock.now() + hours * 3600e3).toISOString();
    clearRefusal(card);
    try {
      const answer = await send("POST", `/v1/pools/${pool.id}/${action}`, body);
      this.page.answer({ pool: answer.pool ?? answer });
      this.page.announcer.say(word("done", action === "pause" ? "paused" : "resumed"));
    } catch (error) {
      showRefusal(card, problemOf(error));
    }
  }

  /** @param {HTMLElement} card @param {Pool} pool @param {HTMLFormElement} form */
  async keep(card, pool, form) {
    const key = `keep ${pool.id}`;
    if (this.busy.has(key)) return;
    this.busy.add(key);
    clearRefusal(card);
    try {
      const minutes = Number(new FormData(form).get("minutes") ?? 60);
      // An appointment is kept until it begins.
      const more = pool.starts_at ? {} : { minutes };
      const hold = await placeHold(pool.id, householdFrom(form), more);
      this.page.answer({ hold });
      this.page.announcer.say(word("done", "kept"));
      form.reset();
      const details = form.closest("details");
      if (details) details.open = false;
    } catch (error) {
      const problem = problemOf(error);
      this.page.answer({ pool: problem.pool });
      showRefusal(card, problem);
    } finally {
      this.busy.delete(key);
    }
  }

  /** @param {HTMLElement} card */
  poolOf(card) {
    return this.page.board.pools.get(card.dataset.key ?? "");
  }
}

/** @param {Element} inside @returns {HTMLElement|null} */
function cardOf(inside) {
  return inside.closest("li[data-key]");
}

/** @param {HTMLElement} card @returns {HTMLInputElement|null} */
function fieldOf(card) {
  return card.querySelector("input[name=units_free]");
}

/** @param {HTMLElement} card @param {string} selector @returns {HTMLElement} */
function part(card, selector) {
  const found = card.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new TypeError(`${selector} is missing from a card`);
  return found;
}

/** @param {HTMLElement} card @returns {{units_free: number}|null} null when it is no number */
function numberOf(card) {
  const text = fieldOf(card)?.value.trim() ?? "";
  return /^[0-9]{1,5}$/.test(text) ? { units_free: Number(text) } : null;
}
