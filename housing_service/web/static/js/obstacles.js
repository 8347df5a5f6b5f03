// @ts-check
/**
 * When nothing that fits can be held: what can be done, and what stands in the way.
 */

import { Refused, send } from "./api.js";
import { byId } from "./dom.js";
import { keptAway, stepsSaid } from "./steps_view.js";

/** What was asked last; an answer to anything older is late and is dropped. */
let asked = "";

/**
 * @param {Record<string, unknown>} filter
 * @param {ReadonlyMap<string, string>} programs names by pool id
 * @param {ReadonlyMap<string, string>} regions those that may be spoken of, with their labels
 */
export async function showWaysOn(filter, programs, regions) {
  const text = JSON.stringify(filter);
  asked = text;
  try {
    const found = await send("POST", "/v1/pools/search", { ...filter, limit: 1 });
    if (asked !== text) return;
    // For somebody young alone the notice above the list says whom to call.
    show("ways-on", found.for_young_people ? [] : stepsSaid(found.next_steps, programs, regions));
    show("obstacles", found.next_steps.length ? keptAway(found.obstacles) : []);
  } catch (error) {
    // The list itself still says that nothing fits and whom to call.
    if (!(error instanceof Refused)) throw error;
    if (asked === text) hideWaysOn();
  }
}

export function hideWaysOn() {
  asked = "";
  show("ways-on", []);
  show("obstacles", []);
}

/** @param {string} id of a part with a list @param {string[]} lines */
function show(id, lines) {
  const part = byId(id, HTMLElement);
  part.hidden = lines.length === 0;
  part.querySelector("ul")?.replaceChildren(
    ...lines.map((said) => {
      const item = document.createElement("li");
      item.textContent = said;
      return item;
    }),
  );
}
