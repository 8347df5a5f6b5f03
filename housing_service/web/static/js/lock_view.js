// @ts-check
/**
 * What a card says about the steps of a lock, and a row about places that are expected, as
 * `web/pages/lock_view.py` works it out.
 */

import { day, dayTime, units } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").LockStep} LockStep */

/** @param {Hold} hold @param {string|undefined} zone @param {boolean} staff */
export function lockView(hold, zone, staff) {
  const { state } = hold;
  const steps = hold.milestones ?? [];
  const lock = steps.length > 0;
  const live = state === "requested" || state === "active";
  const ahead = live ? next(steps) : undefined;
  const more = live && (staff || (hold.extensions_left ?? 0) > 0);
  const said = steps.map((one) => step(one, zone));
  return {
    lock,
    step_1: said[0] ?? "",
    step_2: said[1] ?? "",
    step_3: said[2] ?? "",
    step_4: said[3] ?? "",
    next_milestone: ahead?.milestone ?? "",
    next_label: ahead ? word("milestone_buttons", ahead.milestone) : "",
    // Moving in is the card's own "arrived".
    can_step: staff && ahead !== undefined && ahead.milestone !== "move_in",
    can_accept: state === "requested" && !lock,
    can_say_seen: state === "requested" && !lock && !hold.seen_at,
    can_keep_longer: state === "active" && !lock && more,
    can_extend_lock: lock && more,
    expected: live ? expectedPlace(hold) : "",
  };
}

/**
 * Until when, in a word that says what is due; empty when the hold is no lock.
 * @param {Hold} hold
 * @param {string|undefined} zone
 */
export function lockDeadline(hold, zone) {
  if (!hold.milestones?.length) return "";
  const live = hold.state === "requested" || hold.state === "active";
  const ahead = live ? next(hold.milestones) : undefined;
  if (!ahead) return phrase("ended_at", { time: dayTime(hold.ended_at, zone) });
  const name = word("milestones", ahead.milestone);
  return phrase("step_due", { step: name, when: dayTime(hold.expires_at, zone) });
}

/** Whether the place is only expected so far. @param {Hold} hold */
export function waitsForVacancy(hold) {
  return Boolean(hold.expected) && hold.expected?.state !== "vacant";
}

/** What is expected in a pool, the three earliest; empty when nothing is. @param {Pool} pool */
export function expectedSaid(pool) {
  const said = (pool.expected ?? []).slice(0, 3).map((one) =>
    phrase("expected_place", {
      units: units(one.units, pool.unit),
      confidence: word("confidences", one.confidence),
      day: day(one.expected_from),
    }),
  );
  return said.join("; ");
}

/** @param {LockStep[]} steps */
function next(steps) {
  return steps.find((one) => !one.reached_at);
}

/** @param {LockStep} one @param {string|undefined} zone */
function step(one, zone) {
  const name = word("milestones", one.milestone);
  if (one.reached_at) {
    return phrase("step_reached", { step: name, when: dayTime(one.reached_at, zone) });
  }
  const said = phrase("step_due", { step: name, when: dayTime(one.due_at, zone) });
  if (!one.extended_for) return said;
  const reason = word("extension_reasons", one.extended_for);
  return `${said} ${phrase("more_time_for", { reason })}`;
}

/** @param {Hold} hold */
function expectedPlace(hold) {
  if (!waitsForVacancy(hold)) return "";
  return phrase("not_vacant_yet", { day: day(hold.expected?.promised_from ?? "") });
}
