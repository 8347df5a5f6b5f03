// @ts-check
/**
 * The strip of figures about the process that answers, as `web/pages/health_view.py` says them.
 */

import { fill } from "./dom.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Health} Health */

const PUSH_SECONDS_MAX = 1;
const EXPIRY_SECONDS_MAX = 5;
const DATABASE_SECONDS_MAX = 5;

/** @param {Health} health */
export function showHealth(health) {
  const strip = document.getElementById("health");
  if (strip) fill(strip, healthView(health));
}

/** @param {Health} health */
export function healthView(health) {
  const live = health.live && health.listening;
  const seen = secondsSince(health.database_seen_at, health.at);
  return {
    feed: phrase(live ? "feed_live" : "feed_not_live"),
    feed_tone: live ? "good" : "warn",
    push: lag(health.push_seconds),
    push_tone: tone(health.push_seconds, PUSH_SECONDS_MAX),
    expiry: health.expiry_written ? lag(health.expiry_seconds) : phrase("written_elsewhere"),
    expiry_tone: tone(health.expiry_seconds, EXPIRY_SECONDS_MAX),
    connections: String(health.connections),
    seen: lag(seen),
    seen_tone: tone(seen, DATABASE_SECONDS_MAX),
    process: health.process,
  };
}

/** @param {string|null} at @param {string} now whole seconds in between, rounded up */
function secondsSince(at, now) {
  return at === null ? null : Math.ceil((Date.parse(now) - Date.parse(at)) / 1000);
}

/** @param {number|null} seconds */
function lag(seconds) {
  return seconds === null ? phrase("lag_nothing") : phrase("lag_under", { seconds });
}

/** @param {number|null} seconds @param {number} most */
function tone(seconds, most) {
  return seconds !== null && seconds > most ? "warn" : "calm";
}
