// @ts-check
/**
 * Sends what staff say is empty. Taps on minus and plus are sent by themselves a moment after the
 * last one, as one report, and also when the page goes away in between. For half a minute the
 * number before can be put back, which is a report as well; and whatever was said of a count that
 * has moved meanwhile is asked about instead of sent over it.
 */

import { newId, send } from "./api.js";
import { fieldOf, part, saidBy, showPart } from "./count_card.js";
import { freeOf, outOf } from "./count_drafts.js";
import { setText } from "./dom.js";
import { clearRefusal, problemOf, showRefusal } from "../components/refusal/refusal.js";
import { phrase } from "./words.js";

/** @typedef {import("./live_page.js").LivePage} LivePage */
/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./count_card.js").Said} Said */
/**
 * @typedef {object} Saved what can be put back
 * @property {string} text
 * @property {Said|null} before null when there is nothing to go back to
 * @property {number} version of the count that was said
 * @property {number} until by the server's clock, milliseconds
 */

const SEND_AFTER_MS = 1200;
const UNDO_FOR_MS = 30e3;

export class CountReports {
  /** @param {LivePage} page @param {import("./count_drafts.js").CountDrafts} drafts */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
    /** @type {Set<string>} pools with a report on its way */
    this.busy = new Set();
    /** @type {Map<string, {card: HTMLElement, timer: ReturnType<typeof setTimeout>}>} */
    this.soon = new Map();
    /** @type {Map<string, Saved>} */
    this.saved = new Map();
    addEventListener("pagehide", () => this.sendLast());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.sendNow();
    });
  }

  /** @param {string} poolId */
  savedOf(poolId) {
    const saved = this.saved.get(poolId);
    if (saved && saved.until > this.page.clock.now()) return saved;
    this.saved.delete(poolId);
    return undefined;
  }

  /** Whether a number is on its way or about to be. @param {string} poolId */
  isSaving(poolId) {
    return this.soon.has(poolId) || this.busy.has(poolId);
  }

  /**
   * A tap has changed the number: it is sent unless another tap follows.
   * @param {HTMLElement} card
   */
  tapped(card) {
    const poolId = card.dataset.key ?? "";
    this.stay(poolId);
    this.saved.delete(poolId);
    const timer = setTimeout(() => this.sendDraft(card), SEND_AFTER_MS);
    this.soon.set(poolId, { card, timer });
  }

  /** It is not sent by itself any more. @param {string} poolId */
  stay(poolId) {
    clearTimeout(this.soon.get(poolId)?.timer);
    this.soon.delete(poolId);
  }

  /** The page may be gone in a moment: nothing that was tapped stays behind. */
  sendNow() {
    for (const { card } of [...this.soon.values()]) this.sendDraft(card);
  }

  /**
   * The page is going, and nobody waits for answers any more. What was tapped while a report is on
   * its way can't be based on that one's count, so it says the number alone: whichever of the two
   * comes first, the number tapped last is what stands.
   */
  sendLast() {
    for (const { card } of [...this.soon.values()]) {
      const pool = this.poolOf(card);
      const draft = pool && this.drafts.get(pool.id);
      const said = pool && saidBy(card, outOf(pool));
      if (pool && draft && said && this.busy.has(pool.id)) {
        this.stay(pool.id);
        const { report_id } = draft;
        const path = `/v1/pools/${pool.id}/reports`;
        void send("POST", path, { report_id, ...said }).catch(() => {});
      } else this.sendDraft(card);
    }
  }

  /** @param {HTMLElement} card */
  sendDraft(card) {
    const pool = this.poolOf(card);
    if (!pool) return;
    // What is tapped while a report is on its way goes after it.
    if (this.busy.has(pool.id)) return this.tapped(card);
    this.stay(pool.id);
    if (this.drafts.get(pool.id)) void this.report(card, pool, saidBy(card, outOf(pool)));
    else this.page.redraw();
  }

  /**
   * @param {HTMLElement} card
   * @param {Pool} pool as it was when they said so
   * @param {Said|{unchanged: true}|null} said
   */
  async report(card, pool, said) {
    this.stay(pool.id);
    if (said === null) fieldOf(card)?.focus();
    if (said === null || this.busy.has(pool.id)) return;
    const draft = this.drafts.get(pool.id);
    const based_on_version = draft?.based_on_version ?? pool.counts_version ?? 0;
    const report_id = draft?.report_id ?? newId();
    await this.sendReport(card, pool, { report_id, based_on_version, ...said }, false);
  }

  /** Puts the number back as it was before the last report. @param {HTMLElement} card */
  async undo(card) {
    const pool = this.poolOf(card);
    const saved = pool && this.savedOf(pool.id);
    if (!pool || !saved?.before || this.busy.has(pool.id)) return;
    this.saved.delete(pool.id);
    const report_id = newId();
    const body = { report_id, based_on_version: saved.version, ...saved.before };
    await this.sendReport(card, pool, body, true);
  }

  /**
   * @param {HTMLElement} card
   * @param {Pool} pool
   * @param {{report_id: string, based_on_version: number} & (Said|{unchanged: true})} body
   * @param {boolean} undone whether it puts a number back
   */
  async sendReport(card, pool, body, undone) {
    this.busy.add(pool.id);
    clearRefusal(card);
    this.page.redraw();
    try {
      const answer = await send("POST", `/v1/pools/${pool.id}/reports`, body);
      this.settle(card, answer.pool, body.report_id);
      this.saved.set(pool.id, this.whatWasSaved(pool, answer.pool, "unchanged" in body, undone));
      this.page.answer(answer);
      this.page.announcer.say(this.saved.get(pool.id)?.text ?? "");
      showPart(card, "[data-slot=out-of-date]", false);
    } catch (error) {
      const problem = problemOf(error);
      this.page.answer({ pool: problem.pool });
      const now = problem.pool ?? this.poolOf(card);
      if (problem.code === "unreachable" && now && (await this.keepForLater(now, body))) return;
      if (problem.code === "report_out_of_date" && now) this.ask(card, now, body);
      else showRefusal(card, problem);
    } finally {
      this.busy.delete(pool.id);
      this.page.redraw();
    }
  }

  /**
   * Without a line a count waits on this device, where it may.
   * @param {Pool} pool
   * @param {{report_id: string, based_on_version: number} & (Said|{unchanged: true})} body
   */
  async keepForLater(pool, body) {
    const kept = await this.page.outbox?.keep(pool, body, this.page.clock.now());
    if (!kept) return false;
    if (this.drafts.get(pool.id)?.report_id === body.report_id) this.drafts.drop(pool.id);
    this.page.announcer.say(phrase("count_kept"));
    return true;
  }

  /**
   * The draft is saved; unless it says something else by now, which then stands on what was saved.
   * @param {HTMLElement} card @param {Pool} now @param {string} report_id
   */
  settle(card, now, report_id) {
    const draft = this.drafts.get(now.id);
    if (!draft || draft.report_id === report_id) {
      this.drafts.drop(now.id);
      return;
    }
    this.drafts.rebase(now.id, now.counts_version ?? 0);
    this.tapped(card);
  }

  /**
   * @param {Pool} before
   * @param {Pool} now
   * @param {boolean} same whether it was said to be still correct
   * @param {boolean} undone
   * @returns {Saved}
   */
  whatWasSaved(before, now, same, undone) {
    const n = freeOf(now);
    const text = phrase(undone ? "put_back" : same ? "saved_same" : "saved", { n });
    const units_free = before.units_free_reported ?? null;
    const changed = units_free !== null && (freeOf(before) !== n || outOf(before) !== outOf(now));
    const out = before.units_out_of_service ?? 0;
    const was = changed && !undone ? { units_free: units_free, units_out_of_service: out } : null;
    const until = this.page.clock.now() + UNDO_FOR_MS;
    return { text, before: was, version: now.counts_version ?? 0, until };
  }

  /**
   * The number has moved: it is asked, once.
   * @param {HTMLElement} card
   * @param {Pool} now
   * @param {object} said
   */
  ask(card, now, said) {
    const known = this.drafts.get(now.id);
    const { units_free, units_out_of_service } = /** @type {Partial<Said>} */ (said);
    const value = known?.value ?? String(units_free ?? freeOf(now));
    const out = known?.out ?? String(units_out_of_service ?? outOf(now));
    this.stay(now.id);
    this.drafts.byPool.set(now.id, {
      value,
      out,
      based_on_version: now.counts_version ?? 0,
      report_id: newId(),
    });
    const text = part(card, "[data-slot=out-of-date-text]");
    setText(text, phrase("out_of_date", { n: freeOf(now) }));
    setText(part(card, "[data-role=save-anyway]"), phrase("save_anyway", { n: value }));
    const field = fieldOf(card);
    if (field) field.value = value;
    showPart(card, "[data-slot=out-of-date]", true);
    text.focus();
  }

  /** @param {HTMLElement} card */
  poolOf(card) {
    return this.page.board.pools.get(card.dataset.key ?? "");
  }
}
