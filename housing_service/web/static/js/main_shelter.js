// @ts-check
/**
 * The shelter's page: the count in two taps, requests that ring until seen, people on the way.
 */

import { CountForms } from "./count_forms.js";
import { countView, inOrder } from "./count_view.js";
import { byId, patchList, setText } from "./dom.js";
import { startHoldForms } from "./hold_forms.js";
import { holdView } from "./hold_view.js";
import { LivePage } from "./live_page.js";
import { outboxOf } from "./outbox_view.js";
import { household } from "./phrases.js";
import { startRequestForms } from "./request_forms.js";
import { Ring } from "./ring.js";
import { ServerViews } from "./server_views.js";
import { drawServices } from "./service_cards.js";
import { phrase } from "./words.js";

/** @typedef {import("./hold_view.js").HoldView} HoldView */
/** @typedef {import("./wire.js").Frame} Frame */
/** @typedef {import("./wire.js").Hold} Hold */

const page = new LivePage({ filter: { own: true }, draw, onFrame: tellOfRequests });
const counts = byId("counts", HTMLElement);
const forms = new CountForms(page, counts);
const ring = new Ring();
const asks = new ServerViews({
  address: "/shelter/asks/views",
  list: "asks",
  template: "ask-template",
  after: (cards, { on_duty }) => {
    byId("off-duty", HTMLElement).hidden = Boolean(on_duty);
    byId("end-shift", HTMLElement).hidden = !on_duty;
    byId("asks-section", HTMLElement).hidden = cards.length === 0;
    unseenAsks = cards.filter((card) => card.unseen).length;
    page.redraw();
  },
});
const sound = byId("sound", HTMLButtonElement);
let wasAudible = false;
let unseenAsks = document.querySelectorAll('#asks > [data-unseen=true]').length;

function draw() {
  drawCounts();
  drawPeople();
  drawSound();
}

function drawCounts() {
  const now = page.clock.now();
  const pools = [...page.board.pools.values()];
  drawServices(pools, now);
  const views = pools
    .filter((pool) => pool.unit !== "service")
    .map((pool) => countView(pool, now))
    .sort(inOrder);
  const template = byId("count-template", HTMLTemplateElement);
  patchList(counts, template, views, (card) => forms.draw(card));
  byId("no-counts", HTMLElement).hidden = pools.length > 0;
  byId("counts-section", HTMLElement).hidden = views.length === 0 && pools.length > 0;
}

function drawPeople() {
  const now = page.clock.now();
  const views = [...page.board.holds.values()]
    .sort((a, b) => a.expires_at.localeCompare(b.expires_at))
    .map((hold) => holdView(hold, page.board.pools.get(hold.pool_id), now, true));
  const requested = views.filter((view) => view.requested);
  show("requests", "request-template", "requests-section", requested);
  show("arriving", "arriving-template", null, views.filter((view) => view.active));
  byId("no-arriving", HTMLElement).hidden = views.some((view) => view.active);
  lead("to-arriving", "on_the_way", views.filter((view) => view.active).length);
  lead("to-unanswered", "to_answer", views.filter((view) => view.did_they_come).length);
  show(
    "unanswered",
    "unanswered-template",
    "unanswered-section",
    views.filter((view) => view.did_they_come),
  );
  show("undoable", "undo-template", "undo-section", views.filter((view) => view.can_undo));
  ring.ringFor(requested.filter((view) => view.can_see).length + unseenAsks);
}

/**
 * @param {string} list
 * @param {string} template
 * @param {string|null} section hidden while it has nothing in it
 * @param {HoldView[]} views
 */
function show(list, template, section, views) {
  patchList(byId(list, HTMLElement), byId(template, HTMLTemplateElement), views);
  if (section) byId(section, HTMLElement).hidden = views.length === 0;
}

/** The way to a list further down. @param {string} id @param {string} key @param {number} n */
function lead(id, key, n) {
  const link = byId(id, HTMLElement);
  link.hidden = n === 0;
  setText(link, phrase(key, { n }));
}

function drawSound() {
  sound.setAttribute("aria-pressed", String(ring.sound));
  const waiting = ring.sound && !ring.audible;
  const key = !ring.sound ? "sound_off" : waiting ? "tap_for_sound" : "sound_on";
  setText(sound, phrase(key));
}

/**
 * Says aloud that somebody asks.
 * @param {{holds: ReadonlyMap<string, Hold>}} before
 * @param {Frame} frame
 */
function tellOfRequests(before, frame) {
  if (frame.type === "ask" || frame.type === "snapshot") asks.changed();
  // Whether enough is free for them is said beside what they ask.
  if (frame.type === "changes" && asks.list.childElementCount > 0) asks.changed();
  if (frame.type === "ask" && frame.ask.state === "open" && !asks.has(frame.ask.id)) {
    page.announcer.say(phrase("somebody_asks", { who: household(frame.ask.party) }));
  }
  if (frame.type !== "hold" || before.holds.has(frame.hold.id)) return;
  const view = holdView(frame.hold, undefined, page.clock.now(), true);
  const { who, place } = view;
  if (view.requested) page.announcer.say(phrase("a_request_waits", { who, place }));
  else if (view.active) page.announcer.say(phrase("somebody_comes", { who, place }));
}

// The touch itself wakes the sound, so what the button showed is remembered from before it.
for (const touch of ["pointerdown", "keydown"]) {
  sound.addEventListener(touch, () => (wasAudible = ring.audible));
}
sound.addEventListener("click", () => {
  ring.setSound(!wasAudible);
  setTimeout(drawSound, 100);
});
document.addEventListener("pointerdown", () => setTimeout(drawSound, 100), { passive: true });

page.outbox = outboxOf(page);
// A page that came locked from the server has this hidden; who comes is read from now on.
document.addEventListener("page-unlocked", () => {
  byId("arriving-section", HTMLElement).hidden = false;
});

startHoldForms(page);
startRequestForms(page, asks);
page.start();
