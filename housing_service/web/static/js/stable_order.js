// @ts-check
/**
 * Keeps rows where they are while somebody reads. A better order is offered, not forced: rows
 * that jump under a thumb get the wrong bed held.
 */

export class StableOrder {
  constructor() {
    /** @type {string[]} */
    this.ids = [];
    this.settled = false;
  }

  /** The next arrangement takes the best order: the reader asked for another list. */
  release() {
    this.settled = false;
  }

  /**
   * @param {readonly string[]} wanted ids in the best order
   * @param {(id: string) => boolean} [leaves] whether a row that is wanted no longer keeps its
   *   place until another order is asked for
   * @returns {{ids: readonly string[], changes: number}} the order to show, and how many rows
   *   would move in the best one
   */
  arrange(wanted, leaves = () => false) {
    if (!this.settled) {
      this.ids = [...wanted];
      this.settled = wanted.length > 0;
      return { ids: this.ids, changes: 0 };
    }
    const present = new Set(wanted);
    const kept = this.ids.filter((id) => present.has(id) || leaves(id));
    const known = new Set(kept);
    this.ids = [...kept, ...wanted.filter((id) => !known.has(id))];
    const there = this.ids.filter((id) => present.has(id));
    const gone = this.ids.length - there.length;
    return { ids: this.ids, changes: movesBetween(there, wanted) + gone };
  }
}

/**
 * The fewest rows that must move to turn one order into the other: those outside the longest
 * run that already stands in order.
 * @param {readonly string[]} shown
 * @param {readonly string[]} wanted
 */
export function movesBetween(shown, wanted) {
  const place = new Map(wanted.map((id, index) => [id, index]));
  /** @type {number[]} the smallest last place of a run, by its length */
  const tails = [];
  for (const id of shown) {
    const at = place.get(id) ?? 0;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle] < at) low = middle + 1;
      else high = middle;
    }
    tails[low] = at;
  }
  return shown.length - tails.length;
}
