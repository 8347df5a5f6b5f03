// @ts-check
/**
 * Lets every countdown on the page run, by the server's clock. The digits are hidden from screen
 * readers, who hear 20 minutes, 5 minutes and the end. At zero a countdown says "checking": that
 * a hold has ended is for the server to say.
 */

import { countdown } from "../../js/phrases.js";
import { setText } from "../../js/dom.js";
import { phrase } from "../../js/words.js";

const SPOKEN_AT_MINUTES = [20, 5, 0];

/** @typedef {import("../../js/server_clock.js").ServerClock} ServerClock */
/** @typedef {import("../../js/announce.js").Announcer} Announcer */

/**
 * @param {ServerClock} clock
 * @param {Announcer} announcer
 * @returns {() => void} shows all of them at once, for rows that have just been drawn
 */
export function startCountdowns(clock, announcer) {
  /** @type {Map<string, number>} minutes left at the last look, by hold and deadline */
  const seen = new Map();
  const showAll = () => {
    for (const element of document.querySelectorAll("[data-expires]")) {
      if (element instanceof HTMLElement && element.dataset.expires) show(element);
    }
  };
  const tick = () => {
    showAll();
    setTimeout(tick, 1000 - (clock.now() % 1000));
  };
  /** @param {HTMLElement} element */
  const show = (element) => {
    const left = (Date.parse(element.dataset.expires ?? "") - clock.now()) / 1000;
    setText(element, countdown(left));
    element.toggleAttribute("data-soon", left <= 300);
    speak(element, left / 60);
  };
  /** @param {HTMLElement} element @param {number} minutes */
  const speak = (element, minutes) => {
    const deadline = `${element.dataset.hold} ${element.dataset.expires}`;
    const before = seen.get(deadline);
    seen.set(deadline, minutes);
    if (before === undefined) return;
    const due = SPOKEN_AT_MINUTES.find((mark) => before > mark && minutes <= mark);
    if (due === undefined) return;
    const place = element.dataset.place ?? "";
    const key = due === 0 ? "time_is_up" : "twenty_or_five_left";
    announcer.say(phrase(key, { place, n: due }));
  };
  tick();
  return showAll;
}
