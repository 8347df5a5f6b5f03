// @ts-check
/**
 * What the three pages share: the board kept live, the banner that says when it is not, the
 * clock, the spoken messages, and one redraw for many changes.
 */

import { Announcer } from "./announce.js";
import { applyAnswer, applyFrame, emptyBoard } from "./board.js";
import { LiveConnection } from "./connection.js";
import { startCountdowns } from "../components/countdown/countdown.js";
import { byId, keepingFocus, meta, setText } from "./dom.js";
import { showNotices } from "./notices.js";
import { startKeeping } from "./kept_board.js";
import { clockTime } from "./phrases.js";
import { ServerClock } from "./server_clock.js";
import { startSteppers } from "../components/stepper/stepper.js";
import { startPrinting } from "./print_time.js";
import { phrase } from "./words.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Frame} Frame */
/** @typedef {import("./connection.js").LiveStatus} LiveStatus */

// Ages in words change each minute; deadlines that open or close a button change by seconds.
const REDRAW_EVERY_MS = 5000;

export class LivePage {
  /**
   * @param {object} options
   * @param {Record<string, unknown>} options.filter
   * @param {() => void} options.draw
   * @param {(before: Board, frame: Frame) => void} [options.onFrame] after the board has it
   */
  constructor({ filter, draw, onFrame }) {
    this.draw = draw;
    this.clock = new ServerClock();
    this.clock.observe(meta("server-time"));
    this.announcer = new Announcer(byId("announcer", HTMLElement));
    this.board = emptyBoard();
    this.live = true;
    this.drawing = false;
    /** @type {(() => void)[]} what waits for the next time the page is drawn */
    this.onceDrawn = [];
    this.showCountdowns = () => {};
    this.keeper = startKeeping(this.clock);
    /** Where counts wait for a line; only on a shelter's page. */
    this.outbox = /** @type {import("./report_outbox.js").ReportOutbox|null} */ (null);
    startPrinting(this);
    this.connection = new LiveConnection({
      filter,
      clock: this.clock,
      resume: () => this.board.resume,
      onFrame: (frame) => this.take(frame, onFrame),
      onStatus: (status) => this.tell(status),
    });
  }

  start() {
    document.documentElement.classList.add("js");
    startSteppers();
    this.showCountdowns = startCountdowns(this.clock, this.announcer);
    this.connection.start();
    // A locked page hears nothing, unless something on it stays in use. It may be locked already.
    const rest = () => {
      if (!document.querySelector("[data-stays]")) this.connection.rest();
    };
    document.addEventListener("page-locked", rest);
    document.addEventListener("page-unlocked", () => this.connection.goOn());
    if (document.documentElement.dataset.locked) rest();
    setInterval(() => this.redraw(), REDRAW_EVERY_MS);
  }

  /** When it was last live, by the server's clock, in milliseconds. */
  get liveAt() {
    return this.connection.lastLiveMs;
  }

  /** Whether a first snapshot has come; until then the server's own markup stands. */
  get ready() {
    return this.board.generation !== null;
  }

  /** @param {Frame} frame @param {((before: Board, frame: Frame) => void)|undefined} onFrame */
  take(frame, onFrame) {
    const before = this.board;
    this.board = applyFrame(before, frame);
    this.keeper?.take(frame);
    if (this.board !== before) this.redraw();
    if (frame.type === "snapshot") document.documentElement.dataset.live = "yes";
    if (frame.type === "snapshot" || frame.type === "announcement") {
      const said = showNotices(frame);
      if (said !== "") this.announcer.say(said);
    }
    onFrame?.(before, frame);
  }

  /** Asks for another list from now on. @param {Record<string, unknown>} filter */
  want(filter) {
    this.connection.want(filter);
  }

  /** Takes in what an HTTP answer says. @param {{pool?: Pool, hold?: Hold}} answer */
  answer(answer) {
    this.board = applyAnswer(this.board, answer);
    this.redraw();
  }

  /**
   * Draws soon, once for all changes until then, also while the page is in the background.
   * @param {() => void} [onceDrawn] done once, as soon as what is known by now is on the page
   */
  redraw(onceDrawn) {
    if (onceDrawn) this.onceDrawn.push(onceDrawn);
    if (this.drawing) return;
    this.drawing = true;
    setTimeout(() => {
      this.drawing = false;
      if (!this.ready) return;
      keepingFocus(this.draw);
      this.showCountdowns();
      for (const then of this.onceDrawn.splice(0)) then();
    });
  }

  /** @param {LiveStatus} status */
  tell(status) {
    this.live = status.live;
    const since = status.since_ms === null ? "" : clockTime(status.since_ms);
    const text = status.live ? "" : phrase("not_live_since", { time: since });
    setText(byId("banner-text", HTMLElement), text);
    byId("banner", HTMLElement).hidden = status.live;
    byId("banner-sign-in", HTMLElement).hidden = !status.signed_out;
    byId("banner-trying", HTMLElement).hidden = status.signed_out;
    document.documentElement.dataset.live = status.live ? "yes" : "no";
    // Whoever may read nothing any more keeps no code on the screen either.
    document.documentElement.toggleAttribute("data-signed-out", status.signed_out);
    this.announcer.say(status.live ? phrase("live_again") : text);
    // Another tab may have signed out: what is kept would come back with the next writing.
    if (status.signed_out) void this.keeper?.stop();
    if (status.live) document.dispatchEvent(new CustomEvent("page-live"));
    for (const button of document.querySelectorAll("button[data-needs-live]")) {
      button.toggleAttribute("disabled", !status.live);
    }
    this.redraw();
  }
}
