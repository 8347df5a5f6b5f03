// @ts-check
/**
 * The operator's page: what needs a call, from the live board; how the service is, from
 * `/v1/operations`, asked every few seconds while the page is looked at.
 */

import { Refused, send } from "./api.js";
import { byId, fill, patchList, setText } from "./dom.js";
import { LivePage } from "./live_page.js";
import { concerns, healthView, operatorRow } from "./operator_view.js";
import { startRequestForms } from "./request_forms.js";
import { ServerViews } from "./server_views.js";

/** @typedef {import("./wire.js").Frame} Frame */

const ASK_EVERY_MS = 4000;
const MINUTE_MS = 60000;

const page = new LivePage({ filter: {}, draw, onFrame: countChanges });
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
/** @type {{at: number, pools: number}[]} changes of the last minute, oldest first */
let recent = [];

function draw() {
  const now = page.clock.now();
  const pools = [...page.board.pools.values()].map((pool) => ({
    ...operatorRow(pool, now),
    ...concerns(pool),
  }));
  pools.sort((a, b) => a.program.localeCompare(b.program) || a.pool.localeCompare(b.pool));
  table("stale", pools.filter((pool) => pool.stale));
  table("over-held", pools.filter((pool) => pool.over_held));
  table("unknown", pools.filter((pool) => pool.unknown));
}

/** @param {string} id @param {{id: string}[]} rows */
function table(id, rows) {
  patchList(byId(id, HTMLElement), byId("row-template", HTMLTemplateElement), rows);
  byId(`${id}-table`, HTMLElement).hidden = rows.length === 0;
  byId(`${id}-none`, HTMLElement).hidden = rows.length > 0;
  setText(byId(`${id}-count`, HTMLElement), String(rows.length));
}

/** @param {unknown} _before @param {Frame} frame */
function countChanges(_before, frame) {
  const now = performance.now();
  if (frame.type === "request" || frame.type === "snapshot") requests.changed();
  if (frame.type === "changes") recent.push({ at: now, pools: frame.pools.length });
  recent = recent.filter((change) => now - change.at < MINUTE_MS);
}

async function ask() {
  if (document.visibilityState === "visible") {
    try {
      const facts = await send("GET", "/v1/operations");
      const changes = recent.reduce((sum, change) => sum + change.pools, 0);
      const view = healthView(facts, String(changes));
      fill(byId("health", HTMLElement), view);
      fill(byId("states", HTMLElement), view);
    } catch (error) {
      // The banner tells of a lost service; the last figures stand until it is back.
      if (!(error instanceof Refused)) throw error;
    }
  }
  setTimeout(ask, ASK_EVERY_MS);
}

startRequestForms(page, requests);
page.start();
void ask();
