// @ts-check
/**
 * The responder's console: the list kept live for what a household needs, a hold in one tap, my
 * holds on top.
 */

import { startAskShelters } from "./ask_shelters.js";
import { AskedBadge } from "./asked_badge.js";
import { Asking } from "./asking.js";
import { bandsFrom } from "./areas.js";
import { byId, fill, listTexts, meta, patchList, setText } from "./dom.js";
import { fitView } from "./fit_view.js";
import { compareFound, rankOf } from "./found_order.js";
import { placeHold, settlePending } from "./hold_actions.js";
import { holdView } from "./hold_view.js";
import { startHoldForms } from "./hold_forms.js";
import { LivePage } from "./live_page.js";
import { madeReady } from "./made_ready.js";
import { startNextServices } from "./next_services.js";
import { poolView } from "./pool_view.js";
import { clearRefusal, problemOf, showRefusal } from "./refusal.js";
import { setLine } from "./set_line.js";
import { StableOrder } from "./stable_order.js";
import { Wanted } from "./wanted.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Frame} Frame */

// As `found_order.js` counts how a place can be had.
const HELD_WHEN_ACCEPTED = 1;

const form = byId("filters", HTMLFormElement);
// Where most of the programs are, for holds whose pool is not in the list or does not say.
const zone = form.dataset.zone ?? "";
const list = byId("pools", HTMLElement);
const order = new StableOrder();
const wanted = new Wanted(form);
/** @type {Set<string>} pools whose hold is on its way */
const busy = new Set();
/** @type {Map<string, Pool>} pools seen before; a hold's pool need not be in the list */
const seen = new Map();

const page = new LivePage({
  filter: { ...wanted.filter(Date.parse(meta("server-time"))) },
  draw,
  onFrame,
});
const asked = new AskedBadge(byId("asked-for", HTMLElement));
const asking = new Asking({ page, form, list, wanted, order });

function draw() {
  wanted.tell();
  drawPools();
  drawHolds();
}

function drawPools() {
  const now = page.clock.now();
  const who = wanted.household;
  const bandOf = bandsFrom(form);
  const views = [...page.board.pools.values()].filter((p) => wanted.shows(p)).map((pool) => {
    const fit = page.board.fits.get(pool.id);
    const rank = rankOf(pool, fit, who, bandOf(pool.region));
    return { ...poolView(pool, who, now), ...fitView(fit), rank };
  });
  const best = [...views].sort(compareFound).map((view) => view.id);
  const { ids, changes } = order.arrange(best);
  const byPool = new Map(views.map((view) => [view.id, view]));
  const shown = ids.flatMap((id) => byPool.get(id) ?? []);
  patchList(list, byId("pool-template", HTMLTemplateElement), shown, (row, view) => {
    const button = row.querySelector(":scope > form button[type=submit]");
    button?.toggleAttribute("disabled", !page.live);
    button?.toggleAttribute("aria-busy", busy.has(view.id));
    listTexts(row.querySelector("[data-slot=sentences]"), view.sentences);
  });
  byId("no-pools", HTMLElement).hidden = shown.length > 0;
  byId("ask-instead", HTMLElement).hidden = shown.length === 0;
  const toHold = shown.some((view) => view.fit === "fits" && view.rank[2] <= HELD_WHEN_ACCEPTED);
  asking.tellFound(
    shown.map((view) => view.fit),
    toHold,
  );
  const resort = byId("re-sort", HTMLButtonElement);
  resort.hidden = changes === 0;
  setText(resort, changes === 1 ? phrase("re_sort_one") : phrase("re_sort", { n: changes }));
}

function drawHolds() {
  const now = page.clock.now();
  const mine = [...page.board.holds.values()]
    .filter((hold) => hold.mine !== false)
    .sort((a, b) => (b.placed_at ?? "").localeCompare(a.placed_at ?? ""))
    .sort((a, b) => Number(isOffer(b)) - Number(isOffer(a)));
  const views = mine.map((hold) => ({
    ...holdView(hold, poolOf(hold), now, false, zone),
    ...setLine(hold, mine),
  }));
  const top = views.filter((view) => view.live || view.recent);
  const ended = views.filter((view) => !view.live && !view.recent);
  const template = byId("hold-template", HTMLTemplateElement);
  patchList(byId("my-holds", HTMLElement), template, top);
  patchList(byId("ended-holds", HTMLElement), byId("ended-template", HTMLTemplateElement), ended);
  byId("no-holds", HTMLElement).hidden = top.length > 0;
  const more = byId("ended", HTMLElement);
  more.hidden = ended.length === 0;
  fill(more, { ended_count: ended.length });
}

/** Whether it waits to be taken, for minutes. @param {Hold} hold */
function isOffer(hold) {
  return hold.state === "active" && Boolean(hold.offered);
}

/** @param {Hold} hold */
function poolOf(hold) {
  return page.board.pools.get(hold.pool_id) ?? seen.get(hold.pool_id);
}

/**
 * @param {import("./board.js").Board} before
 * @param {Frame} frame
 */
function onFrame(before, frame) {
  if (frame.type === "snapshot" || frame.type === "changes") {
    wanted.learn(frame.pools);
    for (const pool of frame.pools) seen.set(pool.id, pool);
  }
  if (frame.type === "snapshot") asking.answered();
  asked.take(frame);
  if (frame.type === "hold") tellOfHold(before, frame.hold);
}

/**
 * Says aloud what became of a hold.
 * @param {{holds: ReadonlyMap<string, Hold>}} before
 * @param {Hold} hold
 */
function tellOfHold(before, hold) {
  const known = before.holds.get(hold.id);
  if (!known && isOffer(hold)) {
    const { place } = holdView(hold, poolOf(hold), page.clock.now(), false, zone);
    page.announcer.say(phrase("an_offer_came", { place }));
  }
  if (!known || known.state === hold.state) return;
  const view = holdView(hold, poolOf(hold), page.clock.now(), false, zone);
  const said = [view.place, view.title, view.code, view.next_step].filter(Boolean).join(". ");
  page.announcer.say(said);
}

/** @param {Hold} hold shows it on top and brings the reader there */
function reveal(hold) {
  page.answer({ hold });
  setTimeout(() => {
    const card = document.querySelector(`#my-holds > [data-key="${hold.id}"]`);
    if (!(card instanceof HTMLElement)) return;
    card.scrollIntoView({ block: "start" });
    card.focus({ preventScroll: true });
  });
}

/** @param {HTMLFormElement} holdForm */
async function hold(holdForm) {
  const poolId = String(new FormData(holdForm).get("pool_id") ?? "");
  const row = holdForm.closest("#pools > li");
  if (busy.has(poolId) || !page.live || !(row instanceof HTMLElement)) return;
  busy.add(poolId);
  clearRefusal(row);
  page.redraw();
  try {
    const more = { needs: madeReady(form), need_id: asking.need.id };
    const placed = await placeHold(poolId, wanted.household, more);
    if (placed.state === "active") asking.need.met();
    reveal(placed);
    page.announcer.say(word("done", placed.state === "active" ? "held" : "asked"));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.pool) page.answer({ pool: problem.pool });
    // Only places that this household asked for, and never a hidden one.
    const others = (problem.alternatives ?? [])
      .filter((pool) => page.board.pools.has(pool.id) && wanted.shows(pool))
      .map((pool) => poolView(pool, wanted.household, page.clock.now()));
    showRefusal(row, problem, others);
  } finally {
    busy.delete(poolId);
    page.redraw();
  }
}

byId("re-sort", HTMLButtonElement).addEventListener("click", () => {
  order.release();
  page.redraw();
  byId("pools-heading", HTMLElement).focus();
});
document.addEventListener("submit", (event) => {
  const sent = event.target;
  if (sent === form) asking.need.putInto(form);
  if (!(sent instanceof HTMLFormElement) || sent.dataset.form !== "hold") return;
  event.preventDefault();
  void hold(sent);
});

startHoldForms(page, (hold) => setLine(hold, page.board.holds.values()).set_said);
startNextServices(form);
startAskShelters(form, wanted, (text) => page.announcer.say(text));
asking.start();
page.start();
void settlePending(reveal);
