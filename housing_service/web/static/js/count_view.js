// @ts-check
/**
 * What the shelter's card says about one of its pools, as `web/pages/count_view.py` works it out.
 */

import { capacitySaid, isResting } from "./capacity_view.js";
import { poolTitle } from "./days.js";
import { expectedSaid } from "./lock_view.js";
import { clockTime, freshness } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

/**
 * @param {Pool} pool own, so with all its counts
 * @param {number} nowMs by the server's clock
 */
export function countView(pool, nowMs) {
  const free = pool.units_free_reported ?? null;
  const short = pool.units_short ?? 0;
  const state = pool.state ?? "unknown";
  const out = pool.units_out_of_service ?? 0;
  return {
    id: pool.id,
    pool: poolTitle(pool),
    program: pool.program_name,
    state,
    badge: word("pool_badges", state),
    count_id: `count-${pool.id}`,
    count_label: phrase("empty_now", { units: word("unit_many", pool.unit) }),
    units_free: free === null ? "" : String(free),
    counted: free !== null,
    kept: String(pool.units_held ?? 0),
    shown: shown(pool, state),
    freshness: freshness(pool, nowMs),
    band: pool.freshness,
    over_held: short > 0 ? phrase("over_held", { n: short }) : "",
    attention: attention(pool, state),
    form_id: `report-${pool.id}`,
    out_id: `out-${pool.id}`,
    out: String(out),
    out_said: out ? phrase("out_said", { n: out }) : "",
    confidential: String(Boolean(pool.confidential)),
    settings_at: `/shelter/pools/${pool.id}/settings`,
    based_on_version: String(pool.counts_version ?? 0),
    can_pause: state !== "paused" && state !== "closed",
    can_resume: (state === "paused" || state === "closed") && !isResting(pool),
    eligibility_at: `/shelter/pools/${pool.id}/eligibility`,
    capacity: capacitySaid(pool),
    reserve: String(pool.reserve_units ?? 0),
    reserve_at: `/shelter/pools/${pool.id}/reserve`,
    reserve_id: `reserve-${pool.id}`,
    starts_at: pool.starts_at ?? "",
    by_minutes: !pool.starts_at,
    homes_at: pool.expected ? `/shelter/pools/${pool.id}/homes` : "",
    expected: expectedSaid(pool),
  };
}

/**
 * By program, appointments by their time, then by name.
 * @param {ReturnType<typeof countView>} a
 * @param {ReturnType<typeof countView>} b
 */
export function inOrder(a, b) {
  return (
    a.program.localeCompare(b.program) ||
    a.starts_at.localeCompare(b.starts_at) ||
    a.pool.localeCompare(b.pool)
  );
}

/** @param {Pool} pool @param {string} state */
function shown(pool, state) {
  if (state === "closed" || state === "paused") return word("pool_badges", state);
  return String(pool.units_available ?? 0);
}

/** @param {Pool} pool @param {string} state */
function attention(pool, state) {
  if (state === "stale") return phrase("count_is_old");
  if (state !== "paused") return "";
  const until = pool.paused_until
    ? phrase("paused_until", { time: clockTime(pool.paused_until, pool.time_zone) })
    : "";
  const reason = pool.pause_reason ? `(${word("pause_reasons", pool.pause_reason)})` : "";
  return [phrase("paused_by_you"), until, reason].filter(Boolean).join(" ");
}
