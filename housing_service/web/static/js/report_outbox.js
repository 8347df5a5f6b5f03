// @ts-check
/**
 * Counts that could not be sent: kept on the device, sent in their order when there is a line
 * again, each once though several tabs try. Where the count has moved meanwhile nothing is sent
 * over it: the people who counted are asked. Counts of confidential programs are never kept, and
 * holds never wait here at all.
 */

import { newId, Refused, send } from "./api.js";
import { keeping, REPORTS } from "./kept_store.js";

/** @typedef {import("./wire.js").Pool} Pool */
/**
 * @typedef {object} Waiting a count that waits
 * @property {string} report_id
 * @property {string} kept_for
 * @property {number} order
 * @property {string} pool_id
 * @property {string} pool_name
 * @property {number} units_free
 * @property {number} [units_out_of_service] where that was said too
 * @property {boolean} unchanged
 * @property {number} based_on_version
 * @property {string} [observed_at] by the server's clock
 * @property {number|null} [meanwhile] what the count has become; then it waits for an answer
 * @property {number} [meanwhile_version]
 */

const WAITING_MAX = 50;
const LATER = [0, 401, 408, 429];
const LOCK = "kept-counts";
const CHANNEL = "kept-counts";

/** @param {Pool} pool whether its counts may wait on this device */
export function mayWait(pool) {
  return pool.confidential === false && pool.availability === undefined;
}

export class ReportOutbox {
  /**
   * @param {object} options
   * @param {string} options.keptFor
   * @param {() => void} options.onChange
   * @param {(answer: {pool?: Pool}, report: Waiting) => void} [options.onSent]
   */
  constructor({ keptFor, onChange, onSent = () => {} }) {
    this.keptFor = keptFor;
    this.onChange = onChange;
    this.onSent = onSent;
    /** @type {Waiting[]} oldest first */
    this.waiting = [];
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.addEventListener("message", () => void this.read());
  }

  async read() {
    const all = (await keeping(REPORTS, "readonly", (store) => store.getAll())) ?? [];
    this.waiting = all
      .filter((report) => report.kept_for === this.keptFor)
      .sort((a, b) => a.order - b.order);
    this.onChange();
  }

  /**
   * Keeps a count for later. A newer count of the same pool takes the place of an older one.
   * @param {Pool} pool
   * @param {{report_id?: string, units_free?: number, units_out_of_service?: number,
   *   unchanged?: boolean, based_on_version?: number}} said
   * @param {number} nowMs by the server's clock
   * @returns {Promise<boolean>} false when it may not or can't be kept here
   */
  async keep(pool, said, nowMs) {
    const older = this.waiting.filter((report) => report.pool_id === pool.id);
    if (!mayWait(pool) || this.waiting.length - older.length >= WAITING_MAX) return false;
    const units_free = said.units_free ?? pool.units_free_reported;
    if (units_free === null || units_free === undefined) return false;
    /** @type {Waiting} */
    const report = {
      report_id: said.report_id ?? newId(),
      kept_for: this.keptFor,
      order: Math.max(Date.now(), ...this.waiting.map((other) => other.order + 1)),
      pool_id: pool.id,
      pool_name: pool.name ?? pool.program_name,
      units_free,
      // After another number that waits, "still correct" means that number.
      unchanged: Boolean(said.unchanged) && older.length === 0,
      based_on_version: said.based_on_version ?? pool.counts_version ?? 0,
      observed_at: new Date(nowMs).toISOString(),
    };
    const out = said.units_out_of_service ?? older.at(-1)?.units_out_of_service;
    if (out !== undefined) report.units_out_of_service = out;
    const kept = await keeping(REPORTS, "readwrite", (store) => {
      for (const other of older) store.delete(other.report_id);
      return store.put(report);
    });
    await this.changed();
    return kept !== null;
  }

  /** What waits for this pool, if anything. @param {string} poolId */
  of(poolId) {
    return this.waiting.find((report) => report.pool_id === poolId);
  }

  /** Sends what waits, oldest first; one tab at a time, the others find nothing left to do. */
  async flush() {
    await oneTab(async () => {
      await this.read();
      for (const report of [...this.waiting]) {
        if (report.meanwhile !== undefined) continue;
        if (!(await this.sendOne(report))) break;
      }
    });
    await this.changed();
  }

  /** @param {Waiting} report @returns {Promise<boolean>} whether to go on with the next */
  async sendOne(report) {
    const { report_id, based_on_version, observed_at } = report;
    const out = report.units_out_of_service;
    const free = { units_free: report.units_free };
    const number = out === undefined ? free : { ...free, units_out_of_service: out };
    const said = report.unchanged ? { unchanged: true } : number;
    const body = { report_id, based_on_version, observed_at, ...said };
    try {
      const answer = await send("POST", `/v1/pools/${report.pool_id}/reports`, body);
      await this.drop(report.report_id);
      this.onSent(answer, report);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, pool, status } = error.problem;
      if (code === "report_out_of_date" && pool) {
        const meanwhile = pool.units_free_reported ?? null;
        this.onSent({ pool }, report);
        if (meanwhile === report.units_free) {
          await this.drop(report.report_id);
          return true;
        }
        const moved = { ...report, meanwhile, meanwhile_version: pool.counts_version ?? 0 };
        await keeping(REPORTS, "readwrite", (store) => store.put(moved));
        return true;
      }
      if (code === "observed_in_future") {
        // This device's clock was put forward. When it was counted is not known: they are asked.
        const { based_on_version: version } = report;
        const unsure = { ...report, meanwhile: null, meanwhile_version: version };
        await keeping(REPORTS, "readwrite", (store) => store.put(unsure));
        return true;
      }
      // A line that is gone again, a session that has ended, a busy service: later.
      if (LATER.includes(status) || status >= 500) return false;
      if (code === "unreachable" || code === "csrf_failed") return false;
      // Also when it was recorded before its answer was lost: then it is known by its id.
      await this.drop(report.report_id);
      return true;
    }
  }

  /** "I counted after that": the same number, said of the count as it is now. @param {string} id */
  async insist(id) {
    const report = this.waiting.find((other) => other.report_id === id);
    if (!report) return;
    // Said now, so without the time at which it was kept.
    const { meanwhile, meanwhile_version, observed_at, ...rest } = report;
    const again = {
      ...rest,
      report_id: newId(),
      unchanged: false,
      based_on_version: meanwhile_version ?? rest.based_on_version,
    };
    await keeping(REPORTS, "readwrite", (store) => {
      store.delete(id);
      return store.put(again);
    });
    await this.flush();
  }

  /** @param {string} id */
  async drop(id) {
    await keeping(REPORTS, "readwrite", (store) => store.delete(id));
    await this.changed();
  }

  async changed() {
    await this.read();
    this.channel.postMessage("changed");
  }
}

/** What somebody else left here goes. @param {string} keptFor */
export async function forgetOthers(keptFor) {
  const all = (await keeping(REPORTS, "readonly", (store) => store.getAll())) ?? [];
  for (const report of all.filter((other) => other.kept_for !== keptFor)) {
    await keeping(REPORTS, "readwrite", (store) => store.delete(report.report_id));
  }
}

/**
 * Runs alone among the tabs of this browser. Where there are no locks, two tabs may both send a
 * report; its id makes the second a repetition.
 * @param {() => Promise<void>} work
 */
async function oneTab(work) {
  if (!navigator.locks) return work();
  await navigator.locks.request(LOCK, work);
}
