// @ts-check
/**
 * What a responder has asked shelters for: answers and offers as they come, one taken in one tap.
 */

import { byId, patchList } from "./dom.js";
import { startHoldForms } from "./hold_forms.js";
import { holdView } from "./hold_view.js";
import { LivePage } from "./live_page.js";
import { startRequestForms } from "./request_forms.js";
import { ServerViews } from "./server_views.js";
import { phrase } from "./words.js";

// Where most of the programs are; this page knows no pools.
const zone = byId("asked-for", HTMLElement).dataset.zone ?? "";
const page = new LivePage({ filter: { pool_ids: [] }, draw, onFrame });
const cards = new ServerViews({
  address: "/console/requests/views",
  list: "requests",
  template: "request-template",
  slots: ["asked", "steps"],
  after: (shown) => (byId("no-requests", HTMLElement).hidden = shown.length > 0),
});

function draw() {
  const now = page.clock.now();
  const offers = [...page.board.holds.values()]
    .map((hold) => holdView(hold, undefined, now, false, zone))
    .filter((view) => view.offered && view.live);
  const template = byId("offer-template", HTMLTemplateElement);
  patchList(byId("offers", HTMLElement), template, offers);
  byId("offers-section", HTMLElement).hidden = offers.length === 0;
}

/**
 * @param {import("./board.js").Board} before
 * @param {import("./wire.js").Frame} frame
 */
function onFrame(before, frame) {
  if (frame.type === "request" || frame.type === "snapshot") cards.changed();
  if (frame.type !== "hold" || before.holds.has(frame.hold.id) || !frame.hold.offered) return;
  const { place } = holdView(frame.hold, undefined, page.clock.now(), false);
  page.announcer.say(phrase("an_offer_came", { place }));
}

startHoldForms(page, () => "", (action) => {
  // What is to be said at the door is there, and so is the place.
  if (action === "take") location.assign("/console?done=take");
});
startRequestForms(page, cards);
page.start();
