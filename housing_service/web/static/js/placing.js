// @ts-check
/**
 * A hold in one tap, from a row of the list or from a card whose hold fell through; with an undo
 * for half a minute.
 */

import { act, placeHold } from "./hold_actions.js";
import { undoUntil } from "./holder_view.js";
import { madeReady } from "./made_ready.js";
import { clearRefusal, problemOf, showRefusal } from "../components/refusal/refusal.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */

export class Placing {
  /**
   * @param {object} parts
   * @param {import("./live_page.js").LivePage} parts.page
   * @param {HTMLFormElement} parts.form
   * @param {import("./wanted.js").Wanted} parts.wanted
   * @param {import("./need.js").Need} parts.need
   * @param {import("./toast.js").Toast} parts.toast
   * @param {(pool: Pool) => {id: string}} parts.viewOf
   */
  constructor({ page, form, wanted, need, toast, viewOf }) {
    this.page = page;
    this.form = form;
    this.wanted = wanted;
    this.need = need;
    this.toast = toast;
    this.viewOf = viewOf;
    /** @type {Set<string>} pools whose hold is on its way */
    this.busy = new Set();
    document.addEventListener("submit", (event) => {
      const sent = event.target;
      if (!(sent instanceof HTMLFormElement) || sent.dataset.form !== "hold") return;
      event.preventDefault();
      void this.place(sent);
    });
  }

  /** @param {HTMLFormElement} holdForm */
  async place(holdForm) {
    const fields = new FormData(holdForm);
    const poolId = String(fields.get("pool_id") ?? "");
    const row = holdForm.closest("#pools > li, #my-holds > li");
    if (this.busy.has(poolId) || !this.page.live || !(row instanceof HTMLElement)) return;
    this.busy.add(poolId);
    clearRefusal(row);
    this.page.redraw();
    try {
      const more = { needs: madeReady(this.form), need_id: this.need.id };
      const asked = fields.has("emergency") ? { ...more, emergency: true } : more;
      this.placed(await placeHold(poolId, this.wanted.household, asked));
      holdForm.reset();
    } catch (error) {
      this.refused(row, problemOf(error));
    } finally {
      this.busy.delete(poolId);
      this.page.redraw();
    }
  }

  /** @param {Hold} hold */
  placed(hold) {
    const kept = hold.state === "active";
    if (kept) this.need.met();
    this.reveal(hold);
    this.page.announcer.say(word("done", kept ? "held" : "asked"));
    const said = phrase(kept ? "held_at" : "asked_at", { place: hold.program_name ?? "" });
    this.toast.show(said, undoUntil(hold), async () => {
      this.page.answer({ hold: await act(hold.id, "release") });
      this.page.announcer.say(word("done", "release"));
    });
  }

  /** @param {Hold} hold shows it on top and brings the reader there */
  reveal(hold) {
    this.page.answer({ hold });
    this.page.redraw(() => {
      const card = document.querySelector(`#my-holds > [data-key="${hold.id}"]`);
      if (!(card instanceof HTMLElement)) return;
      card.scrollIntoView({ block: "start" });
      card.focus({ preventScroll: true });
    });
  }

  /** A hold was let go of, which can be undone for half a minute. @param {Hold} hold */
  released(hold) {
    const until = Date.parse(hold.undo_until ?? "");
    if (Number.isNaN(until)) return;
    const said = phrase("let_go_of", { place: hold.program_name ?? "" });
    this.toast.show(said, until, async () => {
      this.page.answer({ hold: await act(hold.id, "undo") });
      this.page.announcer.say(word("done", "undo"));
    });
  }

  /** @param {HTMLElement} row @param {import("./wire.js").Problem} problem */
  refused(row, problem) {
    if (problem.pool) this.page.answer({ pool: problem.pool });
    // Only places that this household asked for, and never a hidden one.
    const others = (problem.alternatives ?? [])
      .filter((pool) => this.page.board.pools.has(pool.id) && this.wanted.shows(pool))
      .map(this.viewOf);
    showRefusal(row, problem, others);
  }
}
