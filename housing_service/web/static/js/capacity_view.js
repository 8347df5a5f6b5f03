// @ts-check
/**
 * What a card says about capacity that is not there every night, as
 * `web/pages/capacity_view.py` works it out.
 */

import { clockTime } from "./phrases.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

/** @param {Pool} pool */
export function capacitySaid(pool) {
  const parts = [kindSaid(pool)];
  const reserved = pool.units_reserved ?? 0;
  if (reserved > 0 && pool.state !== "closed") {
    parts.push(phrase("kept_for_emergencies", { n: reserved }));
  }
  return parts.filter(Boolean).join(" · ");
}

/** Whether it is closed only until its season, or until it is needed. @param {Pool} pool */
export function isResting(pool) {
  return Boolean(pool.opening) && !pool.opening?.is_open;
}

/** @param {Pool} pool */
function kindSaid(pool) {
  const opening = pool.opening;
  if (pool.capacity_kind === "reserve") return phrase("for_emergencies_only");
  if (pool.capacity_kind === "seasonal") {
    const first = day(opening?.season_from ?? "");
    return phrase("season", { first, last: day(opening?.season_until ?? "") });
  }
  if (pool.capacity_kind !== "surge") return "";
  if (!opening?.opens_at) return phrase("extra_when_needed");
  const reason = word("surge_labels", opening.surge_label);
  if (opening.is_open) return phrase("extra_tonight", { reason });
  return phrase("extra_from", { reason, time: dayAndTime(opening.opens_at, pool.time_zone) });
}

/** @param {string} text month and day */
function day(text) {
  const [month, number] = text.split("-");
  return phrase("month_day", { month: word("months", String(Number(month))), day: Number(number) });
}

/** @param {string} text @param {string} [timeZone] */
function dayAndTime(text, timeZone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: timeZone || "UTC",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(new Date(text));
  /** @param {string} type */
  const part = (type) => parts.find((one) => one.type === type)?.value ?? "";
  return `${day(`${part("month")}-${part("day")}`)}, ${clockTime(text, timeZone)}`;
}
