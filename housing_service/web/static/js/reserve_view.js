// @ts-check
/**
 * What a row offers of the places that are kept for emergencies, as `web/pages/reserve_view.py`
 * works it out.
 */

import { unitsNeeded } from "./household.js";
import { units } from "./phrases.js";
import { closedTonight } from "./pool_view.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

/**
 * @param {Pool} pool
 * @param {import("./wire.js").Household} who
 * @param {boolean} allowed whether the operator lets this organization ask for them
 */
export function reserveView(pool, who, allowed) {
  const keeps = allowed && ((pool.reserve_units ?? 0) > 0 || pool.capacity_kind === "reserve");
  const canAsk = keeps && isLeft(pool, who);
  const needed = canAsk ? units(unitsNeeded(pool, who), pool.unit) : "";
  return {
    keeps_reserve: keeps,
    can_ask_reserve: canAsk,
    reserve_label: canAsk ? phrase("hold_emergency", { units: needed }) : "",
  };
}

/** @param {Pool} pool @param {import("./wire.js").Household} who */
function isLeft(pool, who) {
  if (pool.availability !== undefined || closedTonight(pool)) return false;
  if (pool.hold_policy_effective === "call_only") return false;
  const needed = unitsNeeded(pool, who);
  const open = pool.units_available ?? 0;
  return open < needed && needed <= open + (pool.units_reserved ?? 0);
}
