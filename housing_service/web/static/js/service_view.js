// @ts-check
/**
 * What the staff's card says about one of their services, as `web/pages/service_view.py` does.
 */

import { day } from "./days.js";
import { freshness } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

const FROM = {
  taking: "from_taking",
  waitlist: "from_waitlist",
  closed: "from_closed",
  ask: "from_ask",
};

/**
 * @param {Pool} pool own, so with its word
 * @param {number} nowMs by the server's clock
 */
export function serviceView(pool, nowMs) {
  const intake = pool.intake ?? "";
  /** @param {string} code */
  const pressed = (code) => String(code === intake);
  return {
    id: pool.id,
    program_id: pool.program_id,
    pool: pool.name ?? "",
    program: pool.program_name,
    state: pool.state ?? "",
    intake,
    said: said(pool),
    since: since(pool, nowMs),
    intake_from: pool.intake_from ?? "",
    freshness: intake ? freshness(pool, nowMs) : "",
    band: pool.freshness,
    attention: pool.freshness === "stale" ? phrase("word_is_old") : "",
    based_on_version: String(pool.counts_version ?? 0),
    day_id: `from-${pool.id}`,
    can_confirm: intake !== "",
    can_make_slots: !pool.confidential,
    is_taking: pressed("taking"),
    is_waitlist: pressed("waitlist"),
    is_closed: pressed("closed"),
    is_ask: pressed("ask"),
    eligibility_at: `/shelter/pools/${pool.id}/eligibility`,
    intake_at: `/shelter/pools/${pool.id}/intake`,
    slots_at: `/shelter/programs/${pool.program_id}/slots`,
  };
}

/** @param {Pool} pool */
function said(pool) {
  if (pool.hold_policy_effective === "closed") {
    return word("pool_badges", pool.state === "closed" ? "closed" : "paused");
  }
  return word("intake", pool.intake ?? "unknown");
}

/** @param {Pool} pool @param {number} nowMs */
function since(pool, nowMs) {
  if (!pool.intake_from) return "";
  const zone = pool.time_zone ?? "UTC";
  // The Swedish way to write a day is that of the wire.
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(nowMs));
  if (pool.intake_from <= today) return "";
  return phrase(FROM[pool.intake ?? "ask"], { day: day(pool.intake_from) });
}
