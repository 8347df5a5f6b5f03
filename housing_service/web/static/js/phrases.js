// @ts-check
/**
 * Turns numbers, times and codes into phrases, word for word as `web/pages/phrases.py` does.
 */

import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Party} Party */

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * The wall-clock time, 24 h, where the place is.
 * @param {string|number|null|undefined} at
 * @param {string|null} [timeZone] the device's when it is not known
 */
export function clockTime(at, timeZone) {
  if (at === null || at === undefined || at === "") return "";
  return format(timeZone ?? "").format(new Date(at));
}

/** @param {string} timeZone @returns {Intl.DateTimeFormat} */
function format(timeZone) {
  const known = formats.get(timeZone);
  if (known) return known;
  /** @type {Intl.DateTimeFormatOptions} */
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  let made;
  try {
    made = new Intl.DateTimeFormat("en-GB", timeZone ? { ...shape, timeZone } : shape);
  } catch {
    made = new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: "UTC" });
  }
  formats.set(timeZone, made);
  return made;
}

/** "Wed 25 Nov" for a day of the calendar. @param {string} text "2026-11-25" */
export function day(text) {
  const at = new Date(`${text}T00:00:00Z`);
  return phrase("day", {
    weekday: word("weekdays", String(at.getUTCDay() || 7)),
    n: at.getUTCDate(),
    month: word("months", String(at.getUTCMonth() + 1)),
  });
}

/**
 * "Wed 25 Nov, 17:00" where the place is.
 * @param {string|null|undefined} at
 * @param {string|null} [timeZone] the device's when it is not known
 */
export function dayTime(at, timeZone) {
  if (!at) return "";
  /** @type {Intl.DateTimeFormatOptions} */
  const shape = { year: "numeric", month: "2-digit", day: "2-digit" };
  let local;
  try {
    local = new Intl.DateTimeFormat("en-CA", timeZone ? { ...shape, timeZone } : shape);
  } catch {
    local = new Intl.DateTimeFormat("en-CA", { ...shape, timeZone: "UTC" });
  }
  const parts = local.formatToParts(new Date(at));
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.value;
  const said = day(`${part("year")}-${part("month")}-${part("day")}`);
  return phrase("day_time", { day: said, time: clockTime(at, timeZone) });
}

/** How long ago, as people say it. @param {number} ageSeconds */
export function ago(ageSeconds) {
  const minutes = Math.floor(Math.max(0, ageSeconds) / 60);
  if (minutes < 1) return phrase("just_now");
  if (minutes < 120) return phrase("minutes_ago", { n: minutes });
  if (minutes < 48 * 60) return phrase("hours_ago", { n: Math.floor(minutes / 60) });
  return phrase("days_ago", { n: Math.floor(minutes / 1440) });
}

/** How long a hold still runs, as a sentence. @param {number} leftSeconds */
export function timeLeft(leftSeconds) {
  if (leftSeconds <= 0) return phrase("checking");
  const minutes = Math.floor(leftSeconds / 60);
  if (minutes < 1) return phrase("less_than_a_minute_left");
  if (minutes < 120) return phrase("minutes_left", { n: minutes });
  if (minutes >= 48 * 60) return phrase("days_left", { n: Math.floor(minutes / 1440) });
  return phrase("hours_left", { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/** The ticking form, "24:59" or "2 h 05 min". @param {number} leftSeconds */
export function countdown(leftSeconds) {
  if (leftSeconds <= 0) return phrase("checking");
  const whole = Math.floor(leftSeconds);
  const minutes = Math.floor(whole / 60);
  if (minutes >= 120) return timeLeft(leftSeconds);
  return `${minutes}:${String(whole % 60).padStart(2, "0")}`;
}

/** "1 room", "3 beds". @param {number} count @param {string} unit */
export function units(count, unit) {
  return word("units", unit, { n: count });
}

/** "1 person", "3 people". @param {number} count */
export function people(count) {
  return phrase("people", { n: count });
}

/** "1 adult, 2 children (1 under two)". @param {Party|null|undefined} party */
export function household(party) {
  const { adults = 0, children = 0, infants = 0 } = party ?? {};
  const parts = [];
  if (adults) parts.push(phrase("adults", { n: adults }));
  if (children) {
    const said = phrase("children", { n: children });
    parts.push(infants ? `${said} (${phrase("under_two", { n: infants })})` : said);
  }
  return parts.join(", ") || phrase("household_unknown");
}

/**
 * Who said the number and how long ago; outsiders of a confidential program read a band.
 * @param {Pool} pool
 * @param {number} nowMs
 */
export function freshness(pool, nowMs) {
  if (!pool.reported_at) return word("freshness", pool.freshness);
  const said = ago((nowMs - Date.parse(pool.reported_at)) / 1000);
  if (!pool.reported_by_role) return phrase("said", { ago: said });
  return phrase("said_by", { ago: said, who: word("reporters", pool.reported_by_role) });
}
