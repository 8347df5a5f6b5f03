// @ts-check
/**
 * Paper has no clock: what is printed says of when it is, and whether it was live.
 */

import { byId, setText } from "./dom.js";
import { dayTime } from "./phrases.js";
import { phrase } from "./words.js";

/** @param {{live: boolean, liveAt: number}} page */
export function startPrinting(page) {
  addEventListener("beforeprint", () => {
    const time = dayTime(new Date(page.liveAt).toISOString());
    const key = page.live ? "printed_at" : "printed_not_live";
    setText(byId("printed", HTMLElement), phrase(key, { time }));
  });
}
