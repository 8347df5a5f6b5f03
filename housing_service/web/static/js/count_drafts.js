// @ts-check
/**
 * Numbers that staff have typed or tapped and not saved yet. A draft remembers which count it
 * was made on, so that a change in between is asked about once instead of overwritten.
 */

/** @typedef {{value: string, based_on_version: number}} Draft */

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
   * Takes in what the field holds now; back at the known number the draft is gone.
   * @param {import("./wire.js").Pool} pool as known when the field changed
   * @param {string} value
   */
  edit(pool, value) {
    const known = this.byPool.get(pool.id);
    const version = pool.counts_version ?? 0;
    if (!known && value === String(pool.units_free_reported ?? "")) return;
    if (known && known.based_on_version === version && value === String(pool.units_free_reported)) {
      this.byPool.delete(pool.id);
      return;
    }
    this.byPool.set(pool.id, { value, based_on_version: known?.based_on_version ?? version });
  }

  /**
   * The draft stands on the newest count from now on.
   * @param {string} poolId
   * @param {number} version
   */
  rebase(poolId, version) {
    const known = this.byPool.get(poolId);
    if (known) this.byPool.set(poolId, { ...known, based_on_version: version });
  }

  /** @param {string} poolId */
  drop(poolId) {
    this.byPool.delete(poolId);
  }
}
