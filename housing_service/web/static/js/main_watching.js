// @ts-check
/**
 * The list of watched programs, kept live: when a place opens in one, it is said at once, and the
 * list can be read anew. What the server has shown is the state before.
 */

import { byId } from "./dom.js";
import { LivePage } from "./live_page.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

const list = byId("watched", HTMLElement);
const told = byId("changed", HTMLElement);
/** @type {Map<string, HTMLElement>} */
const rows = new Map();
for (const row of list.querySelectorAll("li[data-key]")) {
  if (row instanceof HTMLElement) rows.set(row.dataset.key ?? "", row);
}

const page = new LivePage({ filter: { pool_ids: [...rows.keys()] }, draw });

/** Whether what a watch waits for has come, as the service says it. @param {Pool} pool */
function isOpen(pool) {
  if (pool.state === "open" && (pool.units_available ?? 0) > 0) return true;
  return (pool.expected ?? []).some((one) => {
    return one.confidence === "confirmed" && one.units > one.units_held;
  });
}

function draw() {
  for (const pool of page.board.pools.values()) {
    const row = rows.get(pool.id);
    if (!row) continue;
    const open = isOpen(pool);
    if (open && row.dataset.open === "false") {
      const said = phrase("opened", { place: pool.program_name });
      page.announcer.say(said);
      told.textContent = said;
      told.hidden = false;
    }
    row.dataset.open = String(open);
    const word = row.querySelector("strong");
    if (word) word.textContent = phrase(open ? "can_be_held" : "nothing_to_hold");
  }
}

if (rows.size > 0) page.start();
