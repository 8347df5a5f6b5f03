// @ts-check
/**
 * What the operator's page says: one line per pool that needs a look, and how the service is,
 * as `web/pages/operator_view.py` works it out.
 */

import { freshness, units } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Operations} Operations */

/** @param {Pool} pool @param {number} nowMs */
export function operatorRow(pool, nowMs) {
  return {
    id: pool.id,
    program: pool.program_name,
    pool: pool.name ?? "",
    region: pool.region_label ?? "",
    numbers: numbers(pool),
    freshness: freshness(pool, nowMs),
  };
}

/** @param {Pool} pool */
function numbers(pool) {
  if (pool.availability !== undefined) return word("availability", pool.availability);
  const free = pool.units_free_reported ?? null;
  if (free === null) return word("pool_badges", "unknown");
  return phrase("empty_and_kept", { units: units(free, pool.unit), kept: pool.units_held ?? 0 });
}

/**
 * Which tables a pool belongs in. Of a confidential program only its freshness is known here.
 * @param {Pool} pool
 */
export function concerns(pool) {
  return {
    stale: pool.freshness === "stale",
    over_held: (pool.units_short ?? 0) > 0,
    unknown: pool.freshness === "unknown",
  };
}

/** @param {Operations} facts @param {string} changes */
export function healthView(facts, changes) {
  const healthy = facts.feed.live !== false;
  const lag = Number(facts.sweeper.last_lag_seconds ?? 0);
  return {
    feed: phrase(healthy ? "feed_live" : "feed_not_live"),
    feed_tone: healthy ? "good" : "warn",
    connections: String(facts.live_connections),
    sweeper: phrase("seconds", { n: lag.toFixed(1) }),
    requested: String(facts.holds_by_state?.requested ?? 0),
    active: String(facts.holds_by_state?.active ?? 0),
    changes,
    states: Object.entries(facts.pools_by_state ?? {})
      .map(([state, pools]) => `${word("pool_badges", state)} ${pools}`)
      .join(" · "),
  };
}
