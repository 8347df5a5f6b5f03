// @ts-check
/**
 * The wall of the staff room, kept live. What is confidential is left out here as well, should it
 * become so while the page is open; who is on the way is never drawn.
 */

import { countView, inOrder } from "./count_view.js";
import { byId, patchList } from "./dom.js";
import { LivePage } from "./live_page.js";

const page = new LivePage({ filter: { own: true }, draw });

function draw() {
  const now = page.clock.now();
  const views = [...page.board.pools.values()]
    .filter((pool) => pool.confidential === false)
    .filter((pool) => pool.unit !== "service" && pool.unit !== "slot")
    .map((pool) => countView(pool, now))
    .sort(inOrder);
  patchList(byId("wall", HTMLElement), byId("wall-template", HTMLTemplateElement), views);
  byId("wall-empty", HTMLElement).hidden = views.length > 0;
}

page.start();
