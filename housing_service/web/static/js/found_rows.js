// @ts-check
/**
 * What the list shows of each pool, worked out again only for what has changed: two hundred changes
 * a second must leave a slow phone time for its reader.
 */

import { fitView } from "./fit_view.js";
import { rankOf } from "./found_order.js";
import { poolView } from "./pool_view.js";
import { reserveView } from "./reserve_view.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Fit} Fit */
/** @typedef {import("./wire.js").Household} Household */
/** @typedef {{id: string, pool: Pool, fit: Fit|undefined, rank: number[]}} Found */
/** @typedef {ReturnType<typeof rowView>} RowView */

// Ages are said in minutes, deadlines to the minute: what was worked out serves for so long.
const SERVES_MS = 5000;

/** @param {Found} found @param {Household} who @param {number} nowMs @param {boolean} reserve */
function rowView({ pool, fit, rank }, who, nowMs, reserve) {
  const kept = reserveView(pool, who, reserve);
  return { ...poolView(pool, who, nowMs), ...kept, ...fitView(fit), rank, gone: "" };
}

export class FoundRows {
  /** @param {boolean} reserve whether the caller may ask for what is kept for emergencies */
  constructor(reserve) {
    this.reserve = reserve;
    /** @type {Map<string, {found: Found, asked: string}>} */
    this.ranked = new Map();
    /** @type {WeakMap<Found, {view: RowView, at: number}>} */
    this.views = new WeakMap();
  }

  /**
   * Where this pool stands in the list; the same object while nothing of it changes.
   * @param {Pool} pool
   * @param {Fit|undefined} fit
   * @param {Household} who
   * @param {number} band
   * @returns {Found}
   */
  found(pool, fit, who, band) {
    const asked = `${who.adults} ${who.children} ${who.infants} ${band}`;
    const known = this.ranked.get(pool.id);
    if (known && known.asked === asked && known.found.pool === pool && known.found.fit === fit) {
      return known.found;
    }
    const found = { id: pool.id, pool, fit, rank: rankOf(pool, fit, who, band) };
    this.ranked.set(pool.id, { found, asked });
    return found;
  }

  /**
   * What its row says.
   * @param {Found} found
   * @param {Household} who
   * @param {number} nowMs
   * @returns {RowView}
   */
  view(found, who, nowMs) {
    const at = Math.floor(nowMs / SERVES_MS);
    const known = this.views.get(found);
    if (known?.at === at) return known.view;
    const view = rowView(found, who, nowMs, this.reserve);
    this.views.set(found, { view, at });
    return view;
  }
}
