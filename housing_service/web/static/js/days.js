// @ts-check
/**
 * Days and appointments in words, word for word as `web/pages/days.py` writes them.
 */

import { clockTime } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

/** A day of the wire: "1 Dec 2026". @param {string} text */
export function day(text) {
  const [year, month, of] = text.split("-").map(Number);
  return phrase("day_of_year", { n: of, month: word("months", String(month)), year });
}

/**
 * A moment where the place is: "Thu 3 Dec, 14:00"; in UTC when its zone is not known.
 * @param {string} at
 * @param {string|null} [timeZone]
 */
export function dayTime(at, timeZone) {
  const zone = timeZone ?? "UTC";
  const { year, month, of } = localDay(new Date(at), zone);
  const weekday = new Date(Date.UTC(year, month - 1, of)).getUTCDay() || 7;
  const said = phrase("day", {
    weekday: word("weekdays", String(weekday)),
    n: of,
    month: word("months", String(month)),
  });
  return phrase("day_time", { day: said, time: clockTime(at, zone) });
}

/** @param {Date} at @param {string} timeZone */
function localDay(at, timeZone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const shape = { year: "numeric", month: "numeric", day: "numeric" };
  let parts;
  try {
    parts = new Intl.DateTimeFormat("en-GB", { ...shape, timeZone }).formatToParts(at);
  } catch {
    parts = new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: "UTC" }).formatToParts(at);
  }
  /** @param {string} type */
  const number = (type) => Number(parts.find((part) => part.type === type)?.value);
  return { year: number("year"), month: number("month"), of: number("day") };
}

/** What a pool is called on a card: its name, or when the appointment is. @param {Pool} pool */
export function poolTitle(pool) {
  if (!pool.starts_at) return pool.name ?? "";
  return phrase("appointment_at", { when: dayTime(pool.starts_at, pool.time_zone) });
}
