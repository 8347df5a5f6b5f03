// @ts-check
/**
 * What a row says about fit, as `web/pages/fit_view.py` says it.
 */

import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Fit} Fit */

/** @param {Fit|undefined} fit */
export function fitView(fit) {
  if (!fit) return { fit: "", fit_said: "", sentences: [] };
  return { fit: fit.fit, fit_said: badge(fit), sentences: fit.words };
}

/** @param {Fit} fit */
function badge({ fit, questions }) {
  if (fit !== "ask") return word("fit", fit);
  return phrase("to_ask", { n: questions });
}
