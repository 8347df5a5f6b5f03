// @ts-check
/**
 * The order of the service's search: fit, open questions, how a place can be had, how fresh its
 * count is, distance as wished, and last the id, so that equal rows stand alike everywhere.
 */

import { unitsNeeded } from "./household.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Fit} Fit */
/** @typedef {import("./wire.js").Household} Household */

const FITS = ["fits", "ask", "does_not_fit"];
const FRESHNESS = ["fresh", "aging", "stale", "unknown"];
// Open questions are counted up to three.
const QUESTIONS_MAX = 3;

/**
 * @param {Pool} pool
 * @param {Fit|undefined} fit
 * @param {Household} who
 * @param {number} band
 * @returns {number[]} what counts first comes first
 */
export function rankOf(pool, fit, who, band) {
  return [
    fit ? FITS.indexOf(fit.fit) : 0,
    Math.min(fit?.questions ?? 0, QUESTIONS_MAX),
    howHad(pool, who),
    FRESHNESS.indexOf(pool.freshness),
    band,
  ];
}

/**
 * @param {{id: string, rank: number[]}} a
 * @param {{id: string, rank: number[]}} b
 */
export function compareFound(a, b) {
  const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
  if (at >= 0) return a.rank[at] - b.rank[at];
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

/**
 * 0 at once, 1 when its staff agree, 2 by a call, 3 not now.
 * @param {Pool} pool
 * @param {Household} who
 */
function howHad(pool, who) {
  const had = ["instant", "confirm", "call_only"].indexOf(pool.hold_policy_effective);
  return had >= 0 && hasRoom(pool, who) ? had : 3;
}

/** @param {Pool} pool @param {Household} who */
function hasRoom(pool, who) {
  if (pool.availability !== undefined) return pool.availability === "may_have_room";
  const promised = !pool.units_short && ["open", "stale"].includes(pool.state ?? "");
  return promised && (pool.units_available ?? 0) >= unitsNeeded(pool, who);
}
