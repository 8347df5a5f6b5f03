// @ts-check
/**
 * My holds: the cards on top with what to do next, what has ended below, and the soonest deadline
 * in the bar that never scrolls away.
 */

import { CodeSheet } from "./code_sheet.js";
import { byId, fill, patchList, setText } from "./dom.js";
import { holdView } from "./hold_view.js";
import { holderView, nextPlaces } from "./holder_view.js";
import { countdown } from "./phrases.js";
import { setLine } from "./set_line.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./pool_view.js").PoolView} PoolView */

export class MyHolds {
  /**
   * @param {object} parts
   * @param {import("./live_page.js").LivePage} parts.page
   * @param {import("./wanted.js").Wanted} parts.wanted
   * @param {import("./signals.js").Signals} parts.signals
   * @param {(hold: Hold) => Pool|undefined} parts.poolOf
   * @param {string} parts.zone
   */
  constructor({ page, wanted, signals, poolOf, zone }) {
    this.page = page;
    this.wanted = wanted;
    this.signals = signals;
    this.poolOf = poolOf;
    this.zone = zone;
    this.list = byId("my-holds", HTMLElement);
    this.sheet = new CodeSheet();
    this.sheet.asked = () => page.redraw();
    this.list.addEventListener("submit", (event) => this.lookAgain(event));
  }

  /** @param {readonly PoolView[]} places on screen */
  draw(places) {
    const now = this.page.clock.now();
    const mine = [...this.page.board.holds.values()]
      .filter((hold) => hold.mine !== false)
      .sort((a, b) => (b.placed_at ?? "").localeCompare(a.placed_at ?? ""))
      .sort((a, b) => Number(isOffer(b)) - Number(isOffer(a)));
    const views = mine.map((hold) => ({
      ...holdView(hold, this.poolOf(hold), now, false, this.zone),
      ...holderView(hold, now),
      ...setLine(hold, mine),
      next: nextPlaces(hold, this.wanted.household, places),
    }));
    const top = views.filter((view) => view.live || view.recent);
    const ended = views.filter((view) => !view.live && !view.recent);
    const other = byId("alternative-template", HTMLTemplateElement);
    patchList(this.list, byId("hold-template", HTMLTemplateElement), top, (card, view) => {
      const slot = card.querySelector("[data-slot=next]");
      if (slot) patchList(slot, other, view.fell_through ? view.next : []);
    });
    patchList(byId("ended-holds", HTMLElement), byId("ended-template", HTMLTemplateElement), ended);
    byId("no-holds", HTMLElement).hidden = top.length > 0;
    const more = byId("ended", HTMLElement);
    more.hidden = ended.length === 0;
    fill(more, { ended_count: ended.length });
    byId("holds-pane", HTMLElement).dataset.quiet = top.length > 0 ? "no" : "yes";
    this.sheet.draw(top);
    this.drawBar(top.filter((view) => view.live));
  }

  /** @param {readonly {expires_at: string, id: string}[]} live */
  drawBar(live) {
    setText(byId("bar-holds", HTMLElement), String(live.length));
    const soonest = live.map((view) => view.expires_at).sort()[0] ?? "";
    const left = byId("bar-left", HTMLElement);
    left.hidden = soonest === "";
    left.dataset.expires = soonest;
    const seconds = (Date.parse(soonest) - this.page.clock.now()) / 1000;
    setText(left, soonest ? countdown(seconds) : "");
    const bar = left.closest("nav");
    if (bar) bar.dataset.holds = String(live.length);
  }

  /**
   * Says aloud what became of a hold.
   * @param {{holds: ReadonlyMap<string, Hold>}} before
   * @param {Hold} hold
   */
  tell(before, hold) {
    const known = before.holds.get(hold.id);
    const view = holdView(hold, this.poolOf(hold), this.page.clock.now(), false, this.zone);
    if (!known && isOffer(hold)) {
      this.page.announcer.say(phrase("an_offer_came", { place: view.place }));
      this.signals.tell();
    }
    if (!known || known.state === hold.state) return;
    const said = [view.place, view.title, view.code, view.next_step].filter(Boolean).join(". ");
    this.page.announcer.say(said);
    this.signals.tell();
  }

  /** Puts the people of a hold that fell through into the form again. @param {SubmitEvent} event */
  lookAgain(event) {
    const sent = event.target;
    if (!(sent instanceof HTMLFormElement) || sent.dataset.form !== "look-again") return;
    event.preventDefault();
    const fields = new FormData(sent);
    for (const name of ["adults", "children", "infants"]) {
      const field = this.wanted.form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = String(fields.get(name) ?? "0");
    }
    this.wanted.form.dispatchEvent(new Event("input"));
    byId("pools-heading", HTMLElement).focus();
    byId("pools-heading", HTMLElement).scrollIntoView({ block: "start" });
  }
}

/** Whether it waits to be taken, for minutes. @param {Hold} hold */
function isOffer(hold) {
  return hold.state === "active" && Boolean(hold.offered);
}
