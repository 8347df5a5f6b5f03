// @ts-check
/**
 * Keeps the last list of places on the device, for the time without a line. What may be kept is
 * named field by field: counts of programs that everybody signed in may see. No confidential
 * program, no hold, no request, nobody's household, and not which list was asked for.
 */

import { BOARD, forgetAll, forgetBoard, keeping } from "./kept_store.js";

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Frame} Frame */
/**
 * @typedef {object} KeptBoard
 * @property {string} kept_for whose it is, as a tag that means nothing elsewhere
 * @property {string} page
 * @property {string} live_at by the server's clock, when it was last live
 * @property {number} device_ms the device's clock at that moment
 * @property {Pool[]} pools
 */

const PAGES = ["console", "shelter"];
const FIRST_WRITE_MS = 300;
const WRITE_EVERY_MS = 15000;
// A list from yesterday sends people to doors that may be shut.
export const KEPT_MAX_MS = 12 * 3600e3;
const FIELDS = /** @type {const} */ ([
  "id", "program_name", "name", "kind", "unit", "region_label", "state", "units_free_reported",
  "units_available", "freshness", "reported_at", "reported_by_role", "hold_policy_effective",
  "people_per_unit", "paused_until", "time_zone", "starts_at", "capacity_kind", "version",
  "counts_version", "as_of",
]);

/**
 * What of a pool may be kept; null when nothing may.
 * @param {Pool} pool
 * @returns {Pool|null}
 */
export function keepable(pool) {
  // Counts are what tells an insider's view; whatever is not plainly open to all stays out.
  if (pool.confidential !== false || pool.availability !== undefined) return null;
  /** @type {Record<string, unknown>} */
  const kept = {};
  for (const field of FIELDS) if (pool[field] !== undefined) kept[field] = pool[field];
  return /** @type {Pool} */ (/** @type {unknown} */ (kept));
}

/** @returns {Promise<KeptBoard|null>} what is kept and not too old, whoever asks */
export async function keptBoard() {
  const found = await keeping(BOARD, "readonly", (store) => store.get(BOARD));
  if (!found) return null;
  const age = Date.now() - found.device_ms;
  if (age >= 0 && age <= KEPT_MAX_MS) return found;
  await forgetBoard();
  return null;
}

export class BoardKeeper {
  /**
   * @param {object} options
   * @param {string} options.keptFor
   * @param {string} options.page
   * @param {import("./server_clock.js").ServerClock} options.clock
   */
  constructor({ keptFor, page, clock }) {
    this.keptFor = keptFor;
    this.page = page;
    this.clock = clock;
    /** @type {Map<string, Pool>} */
    this.pools = new Map();
    this.fresh = false;
    this.stopped = false;
    this.liveAtMs = clock.now();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** What somebody else left here goes first. */
  async start() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.timer) void this.write();
    });
    const found = await keptBoard();
    if (found && found.kept_for !== this.keptFor) await forgetAll();
  }

  /** @param {Frame} frame */
  take(frame) {
    this.liveAtMs = this.clock.now();
    if (frame.type !== "snapshot" && frame.type !== "changes") return;
    // The first list of this page replaces what was kept; a later one may be of fewer places.
    const first = !this.fresh;
    if (frame.type === "snapshot" && first) this.pools.clear();
    this.fresh = true;
    for (const pool of frame.pools) {
      const kept = keepable(pool);
      if (kept) this.pools.set(pool.id, kept);
      else this.pools.delete(pool.id);
    }
    if (frame.type === "changes") for (const id of frame.removed) this.pools.delete(id);
    const wait = first ? FIRST_WRITE_MS : WRITE_EVERY_MS;
    this.timer ??= setTimeout(() => void this.write(), wait);
  }

  async write() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.stopped) return;
    if (this.pools.size === 0) {
      // What was kept before may be confidential by now.
      if (this.fresh) await forgetBoard();
      return;
    }
    /** @type {KeptBoard} */
    const board = {
      kept_for: this.keptFor,
      page: this.page,
      live_at: new Date(this.liveAtMs).toISOString(),
      device_ms: Date.now(),
      pools: [...this.pools.values()],
    };
    await keeping(BOARD, "readwrite", (store) => store.put(board, BOARD));
  }

  /** Nothing is kept from now on, and nothing stays. */
  async stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    await forgetBoard();
  }

  resume() {
    this.stopped = false;
  }
}

/**
 * Starts keeping the list of this page, where pages may keep one.
 * @param {import("./server_clock.js").ServerClock} clock
 * @returns {BoardKeeper|null}
 */
export function startKeeping(clock) {
  const { keptFor, page = "" } = document.documentElement.dataset;
  if (!keptFor || !PAGES.includes(page)) return null;
  const keeper = new BoardKeeper({ keptFor, page, clock });
  void keeper.start();
  document.addEventListener("page-locked", () => void keeper.stop());
  document.addEventListener("page-left", () => void keeper.stop());
  document.addEventListener("page-unlocked", () => keeper.resume());
  return keeper;
}
