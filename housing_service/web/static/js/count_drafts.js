// @ts-check
/**
 * Numbers that staff have typed or tapped and not saved yet. A draft remembers which count it
 * was made on, so that a change in between is asked about once instead of overwritten, and keeps
 * one report's id for as long as it says the same, so that sending it twice counts once.
 */

import { newId } from "./api.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {{value: string, out: string, based_on_version: number, report_id: string}} Draft */

export class CountDrafts {
  constructor() {
    /** @type {Map<string, Draft>} */
    this.byPool = new Map();
  }

  /** @param {string} poolId */
  get(poolId) {
    return this.byPool.get(poolId);
  }

  /**
   * Takes in what the fields hold now; back at the known number the draft is gone.
   * @param {Pool} pool as known when a field changed
   * @param {string} value
   * @param {string} out how many can't be used
   * @param {boolean} moving whether a report is on its way that changes the number
   */
  edit(pool, value, out, moving) {
    const known = this.byPool.get(pool.id);
    const version = pool.counts_version ?? 0;
    const same = value === freeOf(pool) && out === outOf(pool);
    if (same && !moving && (!known || known.based_on_version === version)) {
      this.byPool.delete(pool.id);
      return;
    }
    const based_on_version = known?.based_on_version ?? version;
    this.byPool.set(pool.id, { value, out, based_on_version, report_id: newId() });
  }

  /**
   * The draft stands on this count from now on, and is another report.
   * @param {string} poolId
   * @param {number} version
   */
  rebase(poolId, version) {
    const known = this.byPool.get(poolId);
    if (!known) return;
    this.byPool.set(poolId, { ...known, based_on_version: version, report_id: newId() });
  }

  /** @param {string} poolId */
  drop(poolId) {
    this.byPool.delete(poolId);
  }
}

/** @param {Pool} pool */
export function freeOf(pool) {
  return String(pool.units_free_reported ?? "");
}

/** @param {Pool} pool */
export function outOf(pool) {
  return String(pool.units_out_of_service ?? 0);
}
