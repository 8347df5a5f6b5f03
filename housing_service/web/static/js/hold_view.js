// @ts-check
/**
 * What a card says about one hold, as `web/pages/hold_view.py` works it out.
 */

import { isLive } from "./board.js";
import { poolTitle } from "./days.js";
import { lockDeadline, lockView, waitsForVacancy } from "./lock_view.js";
import { clockTime, household, timeLeft, units } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {ReturnType<typeof holdView>} HoldView */

const RECENT_SECONDS = 15 * 60;
const REINSTATE_SECONDS = 10 * 60;
const TOLD_NEXT = ["declined", "timed_out", "expired", "revoked"];

/**
 * @param {Hold} hold
 * @param {Pool|undefined} pool
 * @param {number} nowMs by the server's clock
 * @param {boolean} staff whether the shelter reads it
 * @param {string} [elsewhere] the time zone of a pool that does not say where it is
 */
export function holdView(hold, pool, nowMs, staff, elsewhere) {
  const { state } = hold;
  const live = isLive(hold);
  const offered = state === "active" && Boolean(hold.offered);
  const zone = pool?.time_zone || elsewhere;
  const sinceEnd = hold.ended_at ? (nowMs - Date.parse(hold.ended_at)) / 1000 : 0;
  const undoUntil = hold.undo_until ? Date.parse(hold.undo_until) : 0;
  return {
    id: hold.id,
    pool_id: hold.pool_id,
    state,
    title: offered ? phrase("offered") : word("hold_states", state),
    place: place(hold, pool, staff),
    who: household(hold.party),
    needs: (hold.needs ?? []).map((code) => word("needs", code)).join(", "),
    code: showsCode(state) && !offered ? (hold.arrival_code ?? "") : "",
    deadline: lockDeadline(hold, zone) || deadline(hold, zone),
    expires_at: live ? hold.expires_at : "",
    left: live ? timeLeft((Date.parse(hold.expires_at) - nowMs) / 1000) : "",
    note: note(hold, zone, staff),
    next_step: staff ? "" : nextStep(hold),
    warning: warning(hold, pool, staff),
    extension_number: String((hold.extensions ?? 0) + 1),
    units: String(hold.units ?? 1),
    counted_since: countedSince(hold, pool),
    many: (hold.units ?? 1) > 1,
    live,
    active: state === "active" && (staff || !offered),
    requested: state === "requested",
    can_extend:
      state === "active" &&
      !hold.milestones &&
      (staff || (!offered && (hold.extensions_left ?? 0) > 0)),
    can_say_arrived: state === "active" && !offered && !hold.arrival_said_at,
    can_see: state === "requested" && !hold.seen_at,
    offered,
    can_arrive: state === "active" && !offered,
    can_reinstate:
      state === "expired" &&
      !hold.reinstated &&
      !hold.offered &&
      (staff || sinceEnd < REINSTATE_SECONDS),
    can_undo: undoUntil > nowMs,
    did_they_come: Boolean(hold.did_they_come),
    recent: sinceEnd < RECENT_SECONDS,
    ...lockView(hold, zone, staff),
  };
}

/** @param {string} state */
function showsCode(state) {
  return state === "active" || state === "expired";
}

/**
 * Whether somebody counted since this hold began. A count changes the pool and not the hold, so
 * the pool's own word is newer than what the hold said when it was last sent.
 * @param {Hold} hold
 * @param {Pool|undefined} pool
 */
function countedSince(hold, pool) {
  const began = Date.parse(hold.accepted_at ?? hold.placed_at ?? "");
  const reported = Date.parse(pool?.reported_at ?? "");
  return Boolean(hold.counted_since) || reported > began;
}

/** @param {Hold} hold why it was declined, as far as the program lets others know, and what now */
function nextStep({ state, reason_group: group }) {
  if (!TOLD_NEXT.includes(state)) return "";
  const why = state === "declined" && group ? `${word("reason_groups", group)} ` : "";
  return why + word("hold_next_steps", state);
}

/** @param {Hold} hold @param {Pool|undefined} pool @param {boolean} staff */
function place(hold, pool, staff) {
  if (pool?.starts_at) {
    return [staff ? "" : hold.program_name, poolTitle(pool)].filter(Boolean).join(" · ");
  }
  const parts = [staff ? "" : hold.program_name, hold.pool_name];
  if (hold.unit) parts.push(units(hold.units ?? 1, hold.unit));
  return parts.filter(Boolean).join(" · ");
}

/** @param {Hold} hold @param {string|undefined} zone */
function deadline(hold, zone) {
  if (hold.state === "requested") {
    return phrase("answer_by", { time: clockTime(hold.expires_at, zone) });
  }
  if (hold.state === "active") {
    return phrase("kept_until", { time: clockTime(hold.expires_at, zone) });
  }
  return phrase("ended_at", { time: clockTime(hold.ended_at, zone) });
}

/** @param {Hold} hold @param {string|undefined} zone @param {boolean} staff */
function note(hold, zone, staff) {
  const said = [];
  if (staff && hold.kept_by === "shelter") said.push(phrase("kept_by_us"));
  else if (staff && hold.responder_organization_name) {
    said.push(phrase("from_organization", { name: hold.responder_organization_name }));
  }
  if (staff && hold.state === "active" && hold.offered) said.push(phrase("offer_waits"));
  if (staff && hold.state === "active" && hold.call_back) {
    said.push(phrase("call_back", { line: hold.call_back }));
  }
  if (hold.arrival_said_at && hold.state === "active") {
    const time = clockTime(hold.arrival_said_at, zone);
    said.push(phrase(staff ? "they_said_arrived" : "said_arrived", { time }));
  }
  if (staff && hold.state === "requested" && hold.seen_at) {
    said.push(phrase("seen", { time: clockTime(hold.seen_at, zone) }));
  }
  if (hold.reinstated && hold.state === "active") said.push(phrase("reinstated"));
  return said.join("; ");
}

/** @param {Hold} hold @param {Pool|undefined} pool @param {boolean} staff */
function warning(hold, pool, staff) {
  if (!isLive(hold)) return "";
  if (staff && hold.call_before_admitting) return phrase("call_before_admitting");
  if (waitsForVacancy(hold)) return hold.at_risk ? phrase("promise_changed") : "";
  if (staff && hold.units_backed === false) return phrase("no_room_yet");
  if (!hold.at_risk || staff) return "";
  return phrase(pool?.stopped_by === "organization" ? "shelter_stopped" : "at_risk");
}
