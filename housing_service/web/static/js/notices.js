// @ts-check
/**
 * What the operator tells whoever is at work: announcements, and to a shelter that its count is
 * asked for. Each frame replaces all that was shown before.
 */

import { listTexts } from "./dom.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Announcement} Announcement */
/** @typedef {import("./wire.js").Nudge} Nudge */
/** @typedef {import("./wire.js").AlertNotice} AlertNotice */

/**
 * @param {{announcements?: Announcement[], nudges?: Nudge[], alerts?: AlertNotice[]}} told
 * @returns {string} what is new in it, to be read out; empty when nothing is
 */
export function showNotices({ announcements = [], nudges = [], alerts = [] }) {
  const box = document.getElementById("notices");
  if (!box) return "";
  const before = box.textContent ?? "";
  const texts = announcements.map((one) =>
    one.region_label ? `${one.region_label}: ${one.text}` : one.text,
  );
  const asked = nudges.map(() => phrase("nudge_said"));
  if (alerts.length > 0) asked.push(phrase("alerts_said", { n: alerts.length }));
  showAlerts(document.getElementById("alert-line"), alerts);
  listTexts(document.getElementById("announcement-list"), texts);
  showNudges(document.getElementById("nudge-list"), nudges);
  for (const item of box.querySelectorAll("li")) item.className = "notice";
  box.hidden = texts.length + nudges.length + alerts.length === 0;
  const hasNew = [...texts, ...asked].filter((text) => !before.includes(text));
  return hasNew.join(" ");
}

/** To operators alone: how much waits to be looked at. @param {HTMLElement|null} line
 *  @param {AlertNotice[]} alerts */
function showAlerts(line, alerts) {
  const link = line?.querySelector("a");
  if (!line || !link) return;
  line.hidden = alerts.length === 0;
  link.textContent = phrase("alerts_said", { n: alerts.length });
}

/** @param {HTMLElement|null} list @param {Nudge[]} nudges */
function showNudges(list, nudges) {
  list?.replaceChildren(
    ...nudges.map((nudge) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#count-${nudge.pool_id}`;
      link.textContent = phrase("nudge_said");
      item.append(link);
      return item;
    }),
  );
}
