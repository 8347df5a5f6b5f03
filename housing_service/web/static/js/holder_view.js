// @ts-check
/**
 * What a hold's card says to the one who holds it alone, as `web/pages/holder_view.py` works it
 * out: how to get there, how to take it back, and what to do when it fell through.
 */

import { isLive } from "./board.js";
import { household } from "./phrases.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Household} Household */

// Letting go so soon after counts as if nothing had been asked.
export const UNDO_MS = 30e3;
const NEXT_PLACES_MAX = 3;
const RECENT_MS = 15 * 60e3;
const FELL_THROUGH = ["declined", "timed_out", "expired", "revoked"];

/** @param {Hold} hold @param {number} nowMs by the server's clock */
export function holderView(hold, nowMs) {
  const { party, state } = hold;
  const recent = Boolean(hold.ended_at) && nowMs - Date.parse(hold.ended_at ?? "") < RECENT_MS;
  const fellThrough = FELL_THROUGH.includes(state) && Boolean(party) && recent;
  const hidden = state === "active" && !hold.offered && !hold.pool_name;
  return {
    release_label: phrase(nowMs < undoUntil(hold) ? "undo_hold" : "let_go"),
    arrival: hidden ? phrase("shelter_calls") : "",
    where_href: hidden ? `/console/where/${hold.id}` : "",
    pass_on_href: isLive(hold) && !hold.offered ? `/console/pass-on/hold/${hold.id}` : "",
    fell_through: fellThrough,
    look_label: fellThrough ? phrase("look_again_for", { who: household(party) }) : "",
    adults: String(party?.adults ?? 0),
    children: String(party?.children ?? 0),
    infants: String(party?.infants ?? 0),
  };
}

/**
 * Until when a hold that was asked for here can be taken back; 0 for any other.
 * @param {Hold & {request_id?: string|null}} hold
 */
export function undoUntil(hold) {
  const own = isLive(hold) && !hold.request_id && hold.placed_at;
  return own ? Date.parse(hold.placed_at ?? "") + UNDO_MS : 0;
}

/**
 * The best rows of the list that can be held, when the list is for the people of this hold.
 * @template {{id: string, can_hold: boolean}} V
 * @param {Hold} hold
 * @param {Household} who
 * @param {readonly V[]} rows
 * @returns {V[]}
 */
export function nextPlaces(hold, who, rows) {
  const { adults = 0, children = 0 } = hold.party ?? {};
  if (adults !== who.adults || children !== who.children) return [];
  return rows.filter((row) => row.can_hold && row.id !== hold.pool_id).slice(0, NEXT_PLACES_MAX);
}
