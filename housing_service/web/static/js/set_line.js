// @ts-check
/**
 * What a hold's card says about the others that are kept for the same household, as
 * `web/pages/set_line.py` works it out.
 */

import { isLive } from "./board.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Hold} Hold */

/**
 * @param {Hold} hold
 * @param {Iterable<Hold>} holds
 */
export function setLine(hold, holds) {
  const others = [...holds].filter(
    (one) => hold.set_id && one.set_id === hold.set_id && one.id !== hold.id,
  );
  const said = lineOf(hold, others);
  return { set_said: said, set_href: said ? `/console/together/${hold.set_id}` : "" };
}

/** @param {Hold} hold @param {Hold[]} others */
function lineOf(hold, others) {
  const live = others.filter(isLive).length;
  if (!isLive(hold)) {
    return live ? phrase("set_rest", { n: live }) : "";
  }
  if (others.some((one) => !isLive(one) || one.arrival_said_at)) return phrase("set_still_needed");
  return live ? phrase("set_others", { n: live }) : "";
}
