// @ts-check
/**
 * The socket to `/v1/live`: opens it, opens it again, resumes where it was, and knows when what
 * is on screen can't be called live any more. It never writes; writes go over HTTP.
 */

import { canUnpack, inOrder } from "./arrivals.js";
import { isSignedOut, pauseMs } from "./coming_back.js";
import { liveTicket } from "./live_ticket.js";
import { SleepWatch } from "./sleep_watch.js";

/** @typedef {import("./wire.js").Frame} Frame */
/** @typedef {import("./server_clock.js").ServerClock} ServerClock */
/**
 * @typedef {object} LiveStatus
 * @property {boolean} live
 * @property {number|null} since_ms by the server's clock, when it was last live
 * @property {boolean} signed_out
 */

export const TICK_SILENCE_MS = 5000;
const ABANDON_SILENCE_MS = 12000;
const ABANDON_LIST_MS = 30000;
const FINAL_CLOSE_CODE = 4500;
const NOT_SIGNED_IN_CLOSE_CODE = 4501;
const TRY_AGAIN_CLOSE_CODE = 4002;

export class LiveConnection {
  /**
   * @param {object} options
   * @param {Record<string, unknown>} options.filter
   * @param {ServerClock} options.clock
   * @param {() => string|null} options.resume
   * @param {(frame: Frame) => void} options.onFrame
   * @param {(status: LiveStatus) => void} options.onStatus
   */
  constructor({ filter, clock, resume, onFrame, onStatus }) {
    this.filter = filter;
    /** The filter of the last subscription, as text; null before the first. */
    this.asked = /** @type {string|null} */ (null);
    /** Whether a list asked for is still to come, and whether as changes to the one here. */
    this.asking = false;
    this.resuming = false;
    this.introduced = false; // Whether this line knows whose it is: nothing is asked before.
    this.asksForTicket = false; // Whether the last line was closed because of its ticket.
    this.clock = clock;
    this.resume = resume;
    this.onFrame = onFrame;
    this.onStatus = onStatus;
    this.socket = /** @type {WebSocket|null} */ (null);
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.retryTimer = undefined;
    this.attempts = 0;
    this.lostAt = /** @type {number|null} */ (null);
    this.final = false;
    this.heardAt = performance.now();
    // The page itself was read from the database a moment ago; that counts until it is silent.
    this.pageFreshUntil = performance.now() + TICK_SILENCE_MS;
    this.databaseFresh = true;
    this.populated = false;
    this.signedOut = false;
    this.sleep = new SleepWatch(({ lost_ms }) => this.wake(lost_ms));
    this.lastLiveMs = clock.now();
    /** @type {LiveStatus} */
    this.status = { live: true, since_ms: null, signed_out: false };
  }

  /** Opens the socket and keeps it open until the page goes away. */
  start() {
    this.open();
    this.sleep.start();
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.hurry();
    });
  }

  open() {
    clearTimeout(this.retryTimer);
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/v1/live`);
    this.socket = socket;
    this.introduced = false;
    // Made while the line is being opened, so that nobody waits for one after the other.
    const ticket = liveTicket(this.asksForTicket ? null : this.clock);
    ticket.catch(() => socket === this.socket && this.abandon());
    inOrder(socket, (text) => socket === this.socket && this.receive(text));
    this.heardAt = performance.now();
    socket.addEventListener("open", () => {
      this.clock.reset();
      void ticket.then((given) => this.introduce(socket, given), () => {});
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.socket) this.closed(event.code);
    });
  }

  /** @param {WebSocket} socket @param {string} ticket */
  introduce(socket, ticket) {
    if (socket !== this.socket || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ type: "authenticate", ticket }));
    this.introduced = true;
    this.subscribe(socket, this.resume());
  }

  /**
   * Asks for another list from now on. One question is under way at a time: what is wanted
   * meanwhile is asked once that is answered, and only the newest.
   * @param {Record<string, unknown>} filter
   */
  want(filter) {
    this.filter = filter;
    this.askAgain();
  }

  askAgain() {
    if (this.socket?.readyState !== WebSocket.OPEN || !this.introduced) return;
    if (this.asking || this.isAnswered()) return;
    // Another list is another set: there is nothing to resume.
    this.subscribe(this.socket, null);
  }

  /** Whether the list that came last is the one wanted now. */
  isAnswered() {
    return !this.asking && this.asked === JSON.stringify(this.filter);
  }

  /** @param {WebSocket} socket @param {string|null} resume */
  subscribe(socket, resume) {
    const text = JSON.stringify(this.filter);
    const token = text === this.asked ? resume : null; // It is good for its own list only.
    this.asked = text;
    this.asking = true;
    this.resuming = token !== null;
    const said = { filter: this.filter, resume: token, packed: canUnpack() };
    socket.send(JSON.stringify({ type: "subscribe", ...said }));
  }

  /** @param {string} text */
  receive(text) {
    this.sleep.look();
    if (this.socket === null) return; // A line that was given up says nothing any more.
    /** @type {Frame} */
    const frame = JSON.parse(text);
    this.heardAt = performance.now();
    if (frame.type === "tick") {
      if (frame.clock_step_seconds) this.clock.reset();
      this.clock.observe(frame.at);
      const age = Date.parse(frame.at) - Date.parse(frame.database_seen_at);
      this.databaseFresh = frame.live !== false && age <= TICK_SILENCE_MS;
    } else if (frame.type === "snapshot" || frame.type === "changes") {
      if (frame.type === "snapshot" && frame.server_time) this.clock.observe(frame.server_time);
      this.populated = true;
      this.attempts = 0;
      this.lostAt = null;
      // A change of the old list may still come before the new list, which is a snapshot.
      if (frame.type === "snapshot" || this.resuming) this.asking = false;
      this.resuming = false;
    }
    this.onFrame(frame);
    this.judge();
    this.askAgain();
  }

  /** @param {number} code */
  closed(code) {
    this.socket = null;
    this.final = code >= FINAL_CLOSE_CODE && code < 5000;
    this.populated = false;
    this.pageFreshUntil = 0;
    this.signedOut = code === NOT_SIGNED_IN_CLOSE_CODE;
    this.asksForTicket = code === TRY_AGAIN_CLOSE_CODE;
    if (!this.final) this.retry();
    this.judge();
  }

  retry() {
    this.lostAt ??= performance.now();
    const pause = pauseMs(performance.now() - this.lostAt, this.attempts);
    this.attempts = Math.min(this.attempts + 1, 10);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.open(), pause);
    if (this.attempts > 1) void this.askWhoIsSignedIn();
  }

  async askWhoIsSignedIn() {
    if (!(await isSignedOut())) return;
    clearTimeout(this.retryTimer);
    this.final = true;
    this.signedOut = true;
    this.judge();
  }

  /** The network is back or somebody looks again: don't sit out a long pause. */
  hurry() {
    if (this.socket === null && !this.final) this.open();
  }

  /** Hangs up, and opens nothing until `goOn`. */
  rest() {
    this.final = true;
    clearTimeout(this.retryTimer);
    this.abandon();
  }

  goOn() {
    this.final = false;
    this.hurry();
  }

  watch() {
    this.sleep.look();
    // A long list on a slow line comes as one frame, with nothing heard until it is whole.
    const awaited = this.asking && this.socket?.readyState === WebSocket.OPEN;
    const patienceMs = awaited ? ABANDON_LIST_MS : ABANDON_SILENCE_MS;
    if (performance.now() - this.heardAt > patienceMs) this.abandon();
    this.judge();
  }

  /** The far end may never say that it has gone; its close event is not waited for. */
  abandon() {
    if (this.socket === null) return;
    this.socket.close();
    this.closed(this.final ? FINAL_CLOSE_CODE : 4000);
  }

  /**
   * The page did not run for a while. What waited meanwhile may be old: a new line has the word.
   * @param {number} lostMs that the monotonic clock missed
   */
  wake(lostMs) {
    this.clock.slept(lostMs);
    this.pageFreshUntil = 0;
    if (!this.final) this.abandon();
    this.judge();
  }

  /** Works out whether the page is live and tells when that has changed. */
  judge() {
    const now = performance.now();
    const heard = now - this.heardAt <= TICK_SILENCE_MS;
    const shown = this.populated || now < this.pageFreshUntil;
    const live = shown && heard && this.databaseFresh && !this.final;
    this.lastLiveMs = live ? this.clock.now() : this.lastLiveMs;
    if (live === this.status.live && this.signedOut === this.status.signed_out) return;
    const since_ms = live ? null : (this.status.since_ms ?? this.lastLiveMs);
    this.status = { live, since_ms, signed_out: this.signedOut };
    this.onStatus(this.status);
  }
}
