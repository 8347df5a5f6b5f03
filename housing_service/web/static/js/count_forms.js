// @ts-check
/**
 * The shelter's count cards: what is tapped, typed and pressed in one, and what it shows of a
 * number that is not saved yet, is being saved, or was saved a moment ago.
 */

import { cardOf, fieldOf, outFieldOf, part, saidBy, showPart } from "./count_card.js";
import { CountDrafts, freeOf, outOf } from "./count_drafts.js";
import { CountReports } from "./count_reports.js";
import { setText } from "./dom.js";
import { sendIntake, sendKeep } from "./pool_forms.js";
import { phrase } from "./words.js";

/** @typedef {import("./live_page.js").LivePage} LivePage */
/** @typedef {import("./wire.js").Pool} Pool */

export class CountForms {
  /** @param {LivePage} page @param {Element} list */
  constructor(page, list) {
    this.page = page;
    this.drafts = new CountDrafts();
    this.reports = new CountReports(page, this.drafts);
    list.addEventListener("input", (event) => this.edited(event));
    list.addEventListener("submit", (event) => {
      if (event instanceof SubmitEvent) this.submitted(event);
    });
    list.addEventListener("click", (event) => this.clicked(event));
  }

  /** Brings the parts of a card that depend on a draft in step. @param {HTMLElement} card */
  draw(card) {
    const pool = this.poolOf(card);
    const [field, out] = [fieldOf(card), outFieldOf(card)];
    if (!pool || !field || !out) return;
    const draft = this.drafts.get(pool.id);
    show(field, draft?.value ?? freeOf(pool));
    show(out, draft?.out ?? outOf(pool));
    const saving = this.reports.isSaving(pool.id);
    const saved = draft || saving ? undefined : this.reports.savedOf(pool.id);
    const unknown = pool.units_free_reported === null;
    const said = saving ? phrase("saving", { n: field.value }) : (saved?.text ?? "");
    setText(part(card, "[data-slot=saved]"), said);
    showPart(card, "[data-slot=saved]", said !== "");
    const undo = part(card, "[data-role=undo-report]");
    setText(undo, saved?.before ? phrase("undo_to", { n: saved.before.units_free }) : "");
    undo.hidden = !saved?.before;
    showPart(card, "[data-role=save]", (Boolean(draft) || unknown) && !saving);
    showPart(card, "[data-role=unchanged]", !draft && !unknown && !saving && !saved?.before);
    const moved = draft !== undefined && draft.based_on_version !== pool.counts_version;
    showPart(card, "[data-slot=meanwhile]", moved);
    const text = moved ? phrase("meanwhile", { n: freeOf(pool) }) : "";
    setText(part(card, "[data-slot=meanwhile]"), text);
  }

  /** @param {Event} event */
  edited(event) {
    const field = event.target;
    const card = field instanceof HTMLInputElement ? cardOf(field) : null;
    const pool = card && this.poolOf(card);
    if (!card || !pool) return;
    const [free, out] = [fieldOf(card), outFieldOf(card)];
    if (!free || !out || (field !== free && field !== out)) return;
    this.drafts.edit(pool, free.value, out.value, this.reports.busy.has(pool.id));
    showPart(card, "[data-slot=out-of-date]", false);
    // A tap says a whole number. Of what is typed the next digit may still be to come.
    if (event instanceof CustomEvent && this.drafts.get(pool.id)) this.reports.tapped(card);
    else this.reports.stay(pool.id);
    this.draw(card);
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    const form = event.target;
    const card = form instanceof HTMLFormElement ? cardOf(form) : null;
    const pool = card && this.poolOf(card);
    if (!(form instanceof HTMLFormElement) || !card || !pool) return;
    const what = form.dataset.form;
    if (what === "report") {
      event.preventDefault();
      const correct = event.submitter?.dataset.role === "unchanged";
      if (correct) void this.reports.report(card, pool, { unchanged: true });
      else void this.reports.report(card, pool, saidBy(card, outOf(pool)));
    } else if (what === "pause" || what === "resume") {
      event.preventDefault();
      void sendIntake(this.page, card, pool, what, form);
    } else if (what === "keep") {
      event.preventDefault();
      void sendKeep(this.page, card, pool, form);
    }
  }

  /** @param {Event} event */
  clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-role]") : null;
    const card = button && cardOf(button);
    const pool = card && this.poolOf(card);
    if (!(button instanceof HTMLElement) || !card || !pool) return;
    if (button.dataset.role === "undo-report") void this.reports.undo(card);
    if (button.dataset.role === "save-anyway") {
      this.drafts.rebase(pool.id, pool.counts_version ?? 0);
      void this.reports.report(card, pool, saidBy(card, outOf(pool)));
    } else if (button.dataset.role === "count-again") {
      this.drafts.drop(pool.id);
      showPart(card, "[data-slot=out-of-date]", false);
      this.draw(card);
      fieldOf(card)?.focus();
    }
  }

  /** @param {HTMLElement} card */
  poolOf(card) {
    return this.page.board.pools.get(card.dataset.key ?? "");
  }
}

/** @param {HTMLInputElement} field @param {string} value */
function show(field, value) {
  if (field.value !== value) field.value = value;
}
