// @ts-check
/**
 * The socket to `/v1/live`: opens it, opens it again, resumes where it was, and knows when what
 * is on screen can't be called live any more. It never writes; writes go over HTTP.
 */

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
const BACKOFF_FIRST_MS = 400;
// A restart takes seconds: meanwhile nobody pauses for long, and only then for longer and longer.
const RESTART_MS = 30000;
const BACKOFF_RESTART_MAX_MS = 2000;
const BACKOFF_MAX_MS = 15000;
const FINAL_CLOSE_CODE = 4500;
const NOT_SIGNED_IN_CLOSE_CODE = 4501;

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
    this.clock = clock;
    this.resume = resume;
    this.onFrame = onFrame;
    this.onStatus = onStatus;
    /** @type {WebSocket|null} */
    this.socket = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.retryTimer = undefined;
    this.attempts = 0;
    /** @type {number|null} */
    this.lostAt = null;
    this.final = false;
    this.heardAt = performance.now();
    // The page itself was read from the database a moment ago; that counts until it is silent.
    this.pageFreshUntil = performance.now() + TICK_SILENCE_MS;
    this.databaseFresh = true;
    this.populated = false;
    this.signedOut = false;
    this.lastLiveMs = clock.now();
    /** @type {LiveStatus} */
    this.status = { live: true, since_ms: null, signed_out: false };
  }

  /** Opens the socket and keeps it open until the page goes away. */
  start() {
    this.open();
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.hurry();
    });
  }

  open() {
    clearTimeout(this.retryTimer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/v1/live`);
    this.socket = socket;
    this.heardAt = performance.now();
    socket.addEventListener("open", () => {
      this.clock.reset();
      this.subscribe(socket, this.resume());
    });
    socket.addEventListener("message", (event) => {
      if (socket === this.socket) this.receive(String(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.socket) this.closed(event.code);
    });
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
    const open = this.socket?.readyState === WebSocket.OPEN;
    if (!this.socket || !open || this.asking || this.isAnswered()) return;
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
    // A resume token is good for its own list only.
    const token = text === this.asked ? resume : null;
    this.asked = text;
    this.asking = true;
    this.resuming = token !== null;
    socket.send(JSON.stringify({ type: "subscribe", filter: this.filter, resume: token }));
  }

  /** @param {string} text */
  receive(text) {
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
    if (!this.final) this.retry();
    this.judge();
  }

  /** Full jitter: after a restart of the service its consoles must not return all at once. */
  retry() {
    this.lostAt ??= performance.now();
    const longest =
      performance.now() - this.lostAt < RESTART_MS ? BACKOFF_RESTART_MAX_MS : BACKOFF_MAX_MS;
    const most = Math.min(longest, BACKOFF_FIRST_MS * 2 ** this.attempts);
    this.attempts = Math.min(this.attempts + 1, 10);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.open(), 100 + Math.random() * most);
    if (this.attempts > 1) void this.askWhoIsSignedIn();
  }

  /** To a script a refused handshake looks like a lost network; asking tells them apart. */
  async askWhoIsSignedIn() {
    const answer = await fetch("/v1/me", { cache: "no-store" }).catch(() => null);
    if (answer?.status !== 401) return;
    clearTimeout(this.retryTimer);
    this.final = true;
    this.signedOut = true;
    this.judge();
  }

  /** The network is back or somebody looks again: don't sit out a long pause. */
  hurry() {
    if (this.socket === null && !this.final) this.open();
  }

  watch() {
    const silentMs = performance.now() - this.heardAt;
    if (this.socket !== null && silentMs > ABANDON_SILENCE_MS) {
      // The far end may never say that it has gone; its close event is not waited for.
      const dead = this.socket;
      dead.close();
      this.closed(4000);
    }
    this.judge();
  }

  /** Works out whether the page is live and tells when that has changed. */
  judge() {
    const now = performance.now();
    const heard = now - this.heardAt <= TICK_SILENCE_MS;
    const shown = this.populated || now < this.pageFreshUntil;
    const live = shown && heard && this.databaseFresh && !this.final;
    if (live) this.lastLiveMs = this.clock.now();
    const before = this.status;
    if (live === before.live && this.signedOut === before.signed_out) return;
    const since_ms = live ? null : (before.since_ms ?? this.lastLiveMs);
    this.status = { live, since_ms, signed_out: this.signedOut };
    this.onStatus(this.status);
  }
}
