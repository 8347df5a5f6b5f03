// @ts-check
/**
 * What a row says about fit, as `web/pages/fit_view.py` says it.
 */

import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Fit} Fit */

// Of a household's own size nothing can be left open.
const OF_THE_HOUSEHOLD = ["households", "people_max", "children_max", "unaccompanied_minors"];

/** @param {Fit|undefined} fit */
export function fitView(fit) {
  if (!fit) return { fit: "", fit_said: "", sentences: [] };
  return { fit: fit.fit, fit_said: badge(fit), sentences: fit.words };
}

/** @param {Fit} fit */
function badge({ fit, questions }) {
  if (fit !== "ask") return word("fit", fit);
  return questions === 1 ? phrase("to_ask_one") : phrase("to_ask", { n: questions });
}

/** @param {{attribute: string, label: string, pools: number, pools_to_hold: number}} obstacle */
export function obstacleSaid({ attribute, label, pools, pools_to_hold }) {
  const household = OF_THE_HOUSEHOLD.includes(attribute);
  const one = household ? "kept_away_one" : "left_open_one";
  const many = household ? "kept_away" : "left_open";
  const said = phrase(pools === 1 ? one : many, { n: pools, label });
  return pools_to_hold ? `${said} ${phrase("with_room_now", { n: pools_to_hold })}` : said;
}
