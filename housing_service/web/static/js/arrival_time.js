// @ts-check
/**
 * When they arrive: about now, or the next time clocks there show what was typed.
 */

// As exact as "now" has to be; nothing new is asked for until it is over.
const NOW_MS = 15 * 60e3;
// A time that has just passed is today's; one long past is tomorrow's.
const JUST_PASSED_MS = 2 * 3600e3;
const DAY_MS = 24 * 3600e3;

/**
 * @param {string} when `now`, `at` or nothing
 * @param {string} clock "23:40", for `at`
 * @param {string} zone IANA name; UTC when empty
 * @param {number} nowMs
 * @returns {number|null} milliseconds since 1970, null when nothing is said
 */
export function arrivalAt(when, clock, zone, nowMs) {
  if (when === "now") return Math.floor(nowMs / NOW_MS) * NOW_MS;
  const typed = /^([0-9]{2}):([0-9]{2})/.exec(clock);
  if (when !== "at" || !typed) return null;
  const earliest = nowMs - JUST_PASSED_MS;
  const wall = wallClock(earliest, zone);
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  let wanted = midnight + Number(typed[1]) * 3600e3 + Number(typed[2]) * 60e3;
  if (wanted < wall) wanted += DAY_MS;
  const first = wanted - (wall - earliest);
  if (wallClock(first, zone) === wanted) return first;
  // Clocks are put forward or back in between. A time they never show stays the first guess.
  const second = wanted - (wallClock(first, zone) - first);
  return wallClock(second, zone) === wanted ? second : first;
}

/** What clocks show there, as if it were UTC. @param {number} ms @param {string} zone */
function wallClock(ms, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone || "UTC",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return (
    Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) +
    (((ms % 1000) + 1000) % 1000)
  );
}
