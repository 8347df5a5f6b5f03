// @ts-check
/**
 * The responder's console: the list kept live for what a household needs, a hold in one tap, my
 * holds on top.
 */

import { startAskShelters } from "./ask_shelters.js";
import { AskedBadge } from "./asked_badge.js";
import { Asking } from "./asking.js";
import { bandsFrom } from "./areas.js";
import { AvoidMap } from "./avoid_map.js";
import { ConsoleKeys } from "./console_keys.js";
import { byId, listTexts, meta, patchList, setText } from "./dom.js";
import { compareFound } from "./found_order.js";
import { FoundRows } from "./found_rows.js";
import { settlePending } from "./hold_actions.js";
import { startHoldForms } from "./hold_forms.js";
import { peopleIn } from "./household.js";
import { keepOverReload } from "./kept_typing.js";
import { LivePage } from "./live_page.js";
import { MoreRows } from "./more_rows.js";
import { MyHolds } from "./my_holds.js";
import { startNextServices } from "./next_services.js";
import { clockTime, household } from "./phrases.js";
import { Placing } from "./placing.js";
import { poolView } from "./pool_view.js";
import { setLine } from "./set_line.js";
import { Signals } from "./signals.js";
import { StableOrder } from "./stable_order.js";
import { Toast } from "./toast.js";
import { Wanted } from "./wanted.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Frame} Frame */

// As `found_order.js` counts how a place can be had.
const HELD_WHEN_ACCEPTED = 1;
// What fell through names the next few, without the one it was for.
const NEXT_PLACES_LOOKED_AT = 8;

const form = byId("filters", HTMLFormElement);
// Where most of the programs are, for holds whose pool is not in the list or does not say.
const zone = form.dataset.zone ?? "";
const list = byId("pools", HTMLElement);
const order = new StableOrder();
const wanted = new Wanted(form);
const rows = new FoundRows(form.dataset.reserve === "yes");
const more = new MoreRows(byId("more-places", HTMLButtonElement), () => page.redraw());
/** @type {Map<string, Pool>} pools seen before; a hold's pool need not be in the list */
const seen = new Map();

const page = new LivePage({
  filter: { ...wanted.filter(Date.parse(meta("server-time"))) },
  draw,
  onFrame,
});
const asked = new AskedBadge(byId("asked-for", HTMLElement));
const asking = new Asking({ page, form, list, wanted, order });
const toast = new Toast(page);
const signals = new Signals();
const holds = new MyHolds({ page, wanted, signals, poolOf, zone });
const placing = new Placing({ page, form, wanted, need: asking.need, toast, viewOf });
const map = new AvoidMap(form);

function draw() {
  wanted.tell();
  holds.draw(drawPools());
}

/** Draws the list; tells the first rows that can be held, in the order on screen. */
function drawPools() {
  const who = wanted.household;
  const bandOf = bandsFrom(form);
  const now = page.clock.now();
  const found = [...page.board.pools.values()]
    .filter(wanted.shown())
    .map((pool) => rows.found(pool, page.board.fits.get(pool.id), who, bandOf(pool.region)));
  const best = [...found].sort(compareFound).map(({ id }) => id);
  const { ids, changes } = order.arrange(best, leaves);
  const byPool = new Map(found.map((one) => [one.id, one]));
  const shown = ids.flatMap((id) => byPool.get(id) ?? []);
  /** @param {import("./found_rows.js").Found} one */
  const view = (one) => rows.view(one, who, now);
  const drawn = more.first(ids).flatMap((id) => {
    const one = byPool.get(id);
    return (one ? view(one) : goneView(id)) ?? [];
  });
  patchList(list, byId("pool-template", HTMLTemplateElement), drawn, (row, view) => {
    const button = row.querySelector(":scope > form button[type=submit]");
    button?.toggleAttribute("disabled", !page.live);
    button?.toggleAttribute("aria-busy", placing.busy.has(view.id));
    listTexts(row.querySelector("[data-slot=sentences]"), view.sentences);
  });
  tellList(shown, changes);
  const canHold = shown.filter(({ rank }) => rank[2] <= HELD_WHEN_ACCEPTED);
  map.tell(canHold.map(({ pool }) => pool.region));
  return canHold.slice(0, NEXT_PLACES_LOOKED_AT).map(view);
}

/** @param {readonly import("./found_rows.js").Found[]} shown @param {number} changes */
function tellList(shown, changes) {
  byId("no-pools", HTMLElement).hidden = shown.length > 0;
  byId("ask-instead", HTMLElement).hidden = shown.length === 0;
  const fits = shown.map(({ fit }) => fit?.fit ?? "");
  const toHold = shown.some(({ rank }, at) => fits[at] === "fits" && rank[2] <= HELD_WHEN_ACCEPTED);
  asking.tellFound(fits, toHold);
  const resort = byId("re-sort", HTMLButtonElement);
  resort.hidden = changes === 0;
  setText(resort, phrase("re_sort", { n: changes }));
  setText(byId("as-of", HTMLElement), phrase("as_of", { time: clockTime(page.clock.now(), zone) }));
  byId("keep-together", HTMLElement).hidden = peopleIn(wanted.household) < 2;
  setText(byId("bar-people", HTMLElement), household(wanted.household));
  setText(byId("bar-places", HTMLElement), String(shown.length));
}

/** @param {Pool} pool */
function viewOf(pool) {
  return poolView(pool, wanted.household, page.clock.now());
}

/** Whether a row that is no longer in the list stands where it is until another order is asked
 * for: it went by itself, and not because somebody here wants it away. @param {string} id */
function leaves(id) {
  const pool = seen.get(id);
  return pool !== undefined && !page.board.pools.has(id) && wanted.shows(pool);
}

/** What stands in its place; of what it was before, only its name. @param {string} id */
function goneView(id) {
  const pool = seen.get(id);
  if (!pool) return undefined;
  const { program, program_id, pool: name } = viewOf(pool);
  const what = phrase("no_longer_listed");
  /** @type {string[]} */
  const sentences = [];
  const gone = { count: "–", tone: "word", gone: "yes", sentences };
  return { id, program, program_id, pool: name, what, ...gone };
}

/** @param {Hold} hold */
function poolOf(hold) {
  return page.board.pools.get(hold.pool_id) ?? seen.get(hold.pool_id);
}

/**
 * Says until when shelters are asked before anything is kept, and whom to call meanwhile.
 * @param {string|undefined} until
 */
function showAskedFirst(until) {
  const said = byId("asked-first", HTMLElement);
  const time = until ? clockTime(Date.parse(until), zone) : "";
  setText(said, until ? phrase("asked_first", { time, line: said.dataset.line ?? "" }) : "");
  if (until && said.hidden) page.announcer.say(said.textContent ?? "");
  said.hidden = !until;
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
  if (frame.type === "snapshot") {
    asking.answered();
    showAskedFirst(frame.asked_first_until);
  }
  asked.take(frame);
  if (frame.type === "hold") holds.tell(before, frame.hold);
}

byId("re-sort", HTMLButtonElement).addEventListener("click", () => {
  order.release();
  page.redraw();
  byId("pools-heading", HTMLElement).focus();
});
byId("print-list", HTMLButtonElement).addEventListener("click", () => print());
document.addEventListener("submit", (event) => {
  if (event.target === form) asking.need.putInto(form);
});

startHoldForms(
  page,
  (hold) => setLine(hold, page.board.holds.values()).set_said,
  (action, hold) => action === "release" && placing.released(hold),
);
startNextServices(form);
startAskShelters(form, wanted, (text) => page.announcer.say(text));
new ConsoleKeys(toast);
asking.start();
page.start();
keepOverReload(
  () => wanted.known,
  (known) => void (wanted.known = known),
);
void settlePending((hold) => placing.reveal(hold));
