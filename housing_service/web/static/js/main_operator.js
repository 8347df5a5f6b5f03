// @ts-check
/**
 * The operator's page: whom to call and how each region stands, as the server works it out, read
 * again when a push says that something has changed; and how the process is, as it tells itself.
 */

import { byId, fill, setText } from "./dom.js";
import { showHealth } from "./health_strip.js";
import { LivePage } from "./live_page.js";
import { startRequestForms } from "./request_forms.js";
import { ServerViews } from "./server_views.js";

/** @typedef {import("./wire.js").Frame} Frame */
/** @typedef {{id: string} & Record<string, unknown>} Region */

// Many changes in a moment are one reading.
const TOGETHER_MS = 1500;
// Nothing here is drawn from pools: which of them concern the operator is the server's to say.
const page = new LivePage({ filter: {}, draw: () => {}, onFrame });
const calls = new ServerViews({
  address: `/operator/calls/views${location.search}`,
  list: "calls",
  template: "call-template",
  slots: ["reasons"],
  after: (cards, answer) => {
    byId("calls-none", HTMLElement).hidden = cards.length > 0;
    setText(byId("calls-count", HTMLElement), String(cards.length));
    for (const region of /** @type {Region[]} */ (answer.regions)) showRegion(region);
    lookAgain(Number(answer.again_in_seconds));
  },
});
const requests = new ServerViews({
  address: "/operator/requests/views",
  list: "asking",
  template: "request-template",
  after: (rows) => {
    byId("asking-table", HTMLElement).hidden = rows.length === 0;
    byId("asking-none", HTMLElement).hidden = rows.length > 0;
    setText(byId("asking-count", HTMLElement), String(rows.length));
  },
});
/** @type {ReturnType<typeof setTimeout>|undefined} */
let soon;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let later;

/** @param {Region} region */
function showRegion(region) {
  for (const shown of document.querySelectorAll(`[data-region="${CSS.escape(region.id)}"]`)) {
    fill(shown, region);
  }
}

/** The clock alone changes the list then. @param {number} seconds */
function lookAgain(seconds) {
  clearTimeout(later);
  later = setTimeout(() => calls.changed(), seconds * 1000);
}

/** @param {unknown} _before @param {Frame} frame */
function onFrame(_before, frame) {
  if (frame.type === "health") showHealth(frame.health);
  if (frame.type === "request" || frame.type === "snapshot") requests.changed();
  if (frame.type === "health" || frame.type === "tick" || frame.type === "error") return;
  soon ??= setTimeout(() => {
    soon = undefined;
    calls.changed();
  }, TOGETHER_MS);
}

startRequestForms(page, requests);
page.start();
