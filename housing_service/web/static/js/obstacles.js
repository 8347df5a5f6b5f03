// @ts-check
/**
 * When nothing fits: what stands in the way, and what would open more programs.
 */

import { Refused, send } from "./api.js";
import { byId } from "./dom.js";
import { obstacleSaid } from "./fit_view.js";

/** What was asked last; an answer to anything older is late and is dropped. */
let asked = "";

/** @param {Record<string, unknown>} filter */
export async function showObstacles(filter) {
  const text = JSON.stringify(filter);
  asked = text;
  try {
    const found = await send("POST", "/v1/pools/search", { ...filter, limit: 1 });
    if (asked === text) show(found.obstacles.map(obstacleSaid));
  } catch (error) {
    // The list itself still says that nothing fits and whom to call.
    if (!(error instanceof Refused)) throw error;
    if (asked === text) show([]);
  }
}

export function hideObstacles() {
  asked = "";
  show([]);
}

/** @param {string[]} lines */
function show(lines) {
  const part = byId("obstacles", HTMLElement);
  part.hidden = lines.length === 0;
  part.querySelector("[data-slot=obstacles]")?.replaceChildren(
    ...lines.map((said) => {
      const item = document.createElement("li");
      item.textContent = said;
      return item;
    }),
  );
}
