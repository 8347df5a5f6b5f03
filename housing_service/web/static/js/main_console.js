// @ts-check
/**
 * The responder's console: the list kept live, a hold in one tap, my holds on top.
 */

import { placeHold, settlePending } from "./hold_actions.js";
import { byId, fill, patchList, setText } from "./dom.js";
import { canServe, householdFrom } from "./household.js";
import { holdView } from "./hold_view.js";
import { startHoldForms } from "./hold_forms.js";
import { LivePage } from "./live_page.js";
import { compareViews, poolView } from "./pool_view.js";
import { clearRefusal, problemOf, showRefusal } from "./refusal.js";
import { StableOrder } from "./stable_order.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Frame} Frame */

const filters = byId("filters", HTMLFormElement);
const list = byId("pools", HTMLElement);
const order = new StableOrder();
/** @type {Set<string>} pools whose hold is on its way */
const busy = new Set();

const page = new LivePage({ filter: {}, draw, onFrame: tellOfHolds });

/** @param {string} name */
function chosen(name) {
  const field = filters.elements.namedItem(name);
  return field instanceof HTMLSelectElement ? field.value : "";
}

/** @param {Pool} pool */
function matches(pool) {
  const kind = chosen("kind");
  const region = chosen("region");
  return (
    (kind === "" || pool.kind === kind) &&
    (region === "" || pool.region === region) &&
    canServe(pool, householdFrom(filters))
  );
}

function draw() {
  byId("infants", HTMLInputElement).closest(".field")?.toggleAttribute(
    "hidden",
    householdFrom(filters).children === 0,
  );
  drawPools();
  drawHolds();
}

function drawPools() {
  const now = page.clock.now();
  const who = householdFrom(filters);
  const views = [...page.board.pools.values()].filter(matches).map((p) => poolView(p, who, now));
  const wanted = [...views].sort(compareViews).map((view) => view.id);
  const { ids, changes } = order.arrange(wanted);
  const byPool = new Map(views.map((view) => [view.id, view]));
  const shown = ids.flatMap((id) => byPool.get(id) ?? []);
  patchList(list, byId("pool-template", HTMLTemplateElement), shown, (row, view) => {
    const button = row.querySelector(":scope > form button[type=submit]");
    button?.toggleAttribute("disabled", !page.live);
    button?.toggleAttribute("aria-busy", busy.has(view.id));
  });
  byId("no-pools", HTMLElement).hidden = shown.length > 0;
  const resort = byId("re-sort", HTMLButtonElement);
  resort.hidden = changes === 0;
  setText(resort, changes === 1 ? phrase("re_sort_one") : phrase("re_sort", { n: changes }));
}

function drawHolds() {
  const now = page.clock.now();
  const mine = [...page.board.holds.values()]
    .filter((hold) => hold.mine !== false)
    .sort((a, b) => (b.placed_at ?? "").localeCompare(a.placed_at ?? ""));
  const views = mine.map((hold) => holdView(hold, page.board.pools.get(hold.pool_id), now, false));
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

/**
 * Says aloud what became of a hold.
 * @param {{holds: ReadonlyMap<string, Hold>}} before
 * @param {Frame} frame
 */
function tellOfHolds(before, frame) {
  if (frame.type !== "hold") return;
  const { hold } = frame;
  const known = before.holds.get(hold.id);
  if (!known || known.state === hold.state) return;
  const view = holdView(hold, page.board.pools.get(hold.pool_id), page.clock.now(), false);
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

/** @param {HTMLFormElement} form */
async function hold(form) {
  const poolId = String(new FormData(form).get("pool_id") ?? "");
  const row = form.closest("#pools > li");
  if (busy.has(poolId) || !page.live || !(row instanceof HTMLElement)) return;
  busy.add(poolId);
  clearRefusal(row);
  page.redraw();
  try {
    const placed = await placeHold(poolId, householdFrom(filters));
    reveal(placed);
    page.announcer.say(word("done", placed.state === "active" ? "held" : "asked"));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.pool) page.answer({ pool: problem.pool });
    const others = (problem.alternatives ?? []).map((pool) =>
      poolView(pool, householdFrom(filters), page.clock.now()),
    );
    showRefusal(row, problem, others);
  } finally {
    busy.delete(poolId);
    page.redraw();
  }
}

filters.addEventListener("input", () => {
  order.release();
  page.redraw();
});
filters.addEventListener("submit", (event) => {
  event.preventDefault();
  order.release();
  page.redraw();
});
byId("re-sort", HTMLButtonElement).addEventListener("click", () => {
  order.release();
  page.redraw();
  byId("pools-heading", HTMLElement).focus();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.form !== "hold") return;
  event.preventDefault();
  void hold(form);
});

startHoldForms(page);
page.start();
void settlePending(reveal);
