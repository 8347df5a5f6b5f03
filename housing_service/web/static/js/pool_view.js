// @ts-check
/**
 * What a console row says about one pool, as `web/pages/pool_view.py` works it out.
 */

import { capacitySaid } from "./capacity_view.js";
import { poolTitle } from "./days.js";
import { clockTime, freshness, people, units } from "./phrases.js";
import { expectedSaid } from "./lock_view.js";
import { peopleIn, unitsNeeded } from "./household.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Household} Household */
/** @typedef {ReturnType<typeof poolView>} PoolView */

/**
 * @param {Pool} pool
 * @param {Household} who
 * @param {number} nowMs by the server's clock
 */
export function poolView(pool, who, nowMs) {
  const { count, label, tone } = bigCount(pool);
  const noHold = whyNoHold(pool, who);
  const asks = pool.hold_policy_effective === "confirm";
  return {
    id: pool.id,
    program_id: pool.program_id ?? "",
    program: pool.program_name,
    pool: poolTitle(pool),
    what: what(pool),
    count,
    count_label: label,
    tone,
    freshness: freshness(pool, nowMs),
    band: pool.freshness,
    note: note(pool),
    capacity: capacitySaid(pool),
    hold_label: noHold === null ? holdLabel(pool, who, asks) : "",
    hold_at: pool.program_name,
    can_hold: noHold === null,
    no_hold: noHold ?? "",
    expected: expectedSaid(pool),
    // Only kinds of programs that keep places for weeks expect any.
    homes_at: pool.expected ? `/console/homes/${pool.id}` : "",
  };
}

/** Whether nothing new can be held here for now, whoever asks. @param {Pool} pool */
export function closedTonight(pool) {
  if (pool.availability !== undefined) return pool.availability === "closed";
  return (
    ["closed", "paused", "over_held"].includes(pool.state ?? "") ||
    pool.hold_policy_effective === "closed"
  );
}

/** @param {Pool} pool */
function what(pool) {
  // Elsewhere the count itself names the unit.
  const unit = pool.availability === undefined ? "" : word("unit_many", pool.unit);
  const parts = [word("kinds", pool.kind), unit, pool.region_label];
  return parts.filter(Boolean).join(" · ");
}

/** @param {Pool} pool */
function bigCount(pool) {
  if (pool.availability !== undefined) {
    return { count: word("availability", pool.availability), label: "", tone: "word" };
  }
  if (["closed", "paused", "unknown"].includes(pool.state ?? "")) {
    return { count: word("pool_badges", pool.state), label: "", tone: "word" };
  }
  const available = pool.units_available ?? 0;
  const label = word("units_free", pool.unit, { n: available });
  const tone = pool.state === "stale" ? "old" : available > 0 ? "many" : "none";
  return { count: String(available), label, tone };
}

/** @param {Pool} pool */
function note(pool) {
  if (pool.availability !== undefined) return phrase("shelter_decides");
  if (pool.stopped_by) return phrase(`stopped_by_${pool.stopped_by}`);
  let said = pool.state === "open" ? "" : word("pool_states", pool.state);
  if (pool.state === "paused" && pool.paused_until) {
    said += ` ${phrase("paused_until", { time: clockTime(pool.paused_until, pool.time_zone) })}`;
  }
  if (pool.state === "all_held" && pool.next_expiry_at && !pool.lock_milestones) {
    const time = clockTime(pool.next_expiry_at, pool.time_zone);
    said += `, ${phrase("free_up_at", { time })}`;
  }
  if (pool.unconfirmed_arrival) said += (said ? "; " : "") + phrase("unconfirmed_arrival");
  return said;
}

/**
 * Null when a hold may be asked for; else what stands in place of the button.
 * @param {Pool} pool
 * @param {Household} who
 * @returns {string|null}
 */
function whyNoHold(pool, who) {
  if (closedTonight(pool)) return "";
  if (pool.hold_policy_effective === "call_only") return phrase("call_first");
  if (pool.availability !== undefined) return null;
  const needed = unitsNeeded(pool, who);
  const available = pool.units_available ?? 0;
  if (available >= needed) return null;
  if (available === 0) return "";
  return phrase("not_enough", {
    needed: units(needed, pool.unit),
    people: people(peopleIn(who)),
  });
}

/** @param {Pool} pool @param {Household} who @param {boolean} asks */
function holdLabel(pool, who, asks) {
  const group = people(peopleIn(who));
  if (pool.availability !== undefined) return phrase("ask_confidential", { people: group });
  const needed = units(unitsNeeded(pool, who), pool.unit);
  return phrase(asks ? "ask" : "hold", { units: needed, people: group });
}
