// @ts-check
/**
 * What can be done when nothing that fits can be held, as `web/pages/steps_view.py` says it.
 */

import { phrase, word } from "./words.js";

/** @typedef {{code: string, pools: number, pools_to_hold: number}} Opens */
/** @typedef {{attribute: string, label: string, pools: number, pools_to_hold: number,
 *   changeable: boolean}} Obstacle */
/**
 * @typedef {object} Step
 * @property {string} code
 * @property {number} [pools]
 * @property {number} [pools_to_hold]
 * @property {string[]} [pool_ids]
 * @property {string} [label]
 * @property {Opens[]} [regions]
 * @property {Opens[]} [kinds]
 * @property {string|null} [line]
 */

const NAMES_MAX = 3;

/**
 * A sentence for each way on.
 * @param {Step[]} steps
 * @param {ReadonlyMap<string, string>} programs names by pool id
 * @param {ReadonlyMap<string, string>} regions labels by code, of those that may be spoken of
 */
export function stepsSaid(steps, programs, regions) {
  return steps.map((step) => said(step, programs, regions)).filter(Boolean);
}

/** What stands in the way and can't be changed. @param {Obstacle[]} obstacles */
export function keptAway(obstacles) {
  return obstacles
    .filter((one) => !one.changeable)
    .map((one) => counted("kept_away", one, { label: one.label }));
}

/**
 * @param {Step} step
 * @param {ReadonlyMap<string, string>} programs
 * @param {ReadonlyMap<string, string>} regions
 */
function said(step, programs, regions) {
  switch (step.code) {
    case "ask_these":
      return phrase("call_and_ask", { names: names(step.pool_ids, programs) });
    case "watch_these":
      return phrase("no_room_yet_at", { names: names(step.pool_ids, programs) });
    case "change_need":
      return counted("left_open", step, { label: step.label ?? "" });
    case "widen_regions": {
      const left = (step.regions ?? []).filter((one) => regions.has(one.code));
      return elsewhere("other_regions", left, (code) => regions.get(code) ?? "");
    }
    case "widen_kinds":
      return elsewhere("other_kinds", step.kinds ?? [], (code) => word("kinds", code));
    case "show_hidden":
      return counted("hidden_open", step);
    default: {
      const key = step.code === "call_operator_line" ? "call_line" : "call_young_line";
      return phrase(key, { line: step.line ? `, ${step.line}` : "" });
    }
  }
}

/** @param {string} key @param {Opens[]} by @param {(code: string) => string} label */
function elsewhere(key, by, label) {
  if (by.length === 0) return "";
  const sums = by.reduce(
    (sum, one) => ({
      pools: sum.pools + one.pools,
      pools_to_hold: sum.pools_to_hold + one.pools_to_hold,
    }),
    { pools: 0, pools_to_hold: 0 },
  );
  return counted(key, sums, { names: by.map((one) => label(one.code)).join(", ") });
}

/**
 * @param {string} key
 * @param {{pools?: number, pools_to_hold?: number}} counts
 * @param {Record<string, string>} [places]
 */
function counted(key, { pools = 0, pools_to_hold = 0 }, places = {}) {
  const text = phrase(key, { n: pools, ...places });
  return pools_to_hold ? `${text} ${phrase("with_room_now", { n: pools_to_hold })}` : text;
}

/** @param {string[]|undefined} poolIds @param {ReadonlyMap<string, string>} programs */
function names(poolIds, programs) {
  const found = (poolIds ?? []).flatMap((id) => programs.get(id) ?? []);
  return [...new Set(found)].slice(0, NAMES_MAX).join(", ");
}
