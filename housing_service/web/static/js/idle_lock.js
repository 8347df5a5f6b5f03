// @ts-check
/**
 * Locks the page after nobody has touched it for a while: what is on it is hidden, in every tab of
 * this browser, until the PIN or the password is given again. The service is told, and from then on
 * lets this session count and nothing else. Elements marked `data-stays` stay in use meanwhile.
 */

import { Refused, send } from "./api.js";
import { byId, setText } from "./dom.js";

const CHANNEL = "idle";
const TELL_TABS_EVERY_MS = 2000;
const WARN_BEFORE_MS = 60e3;
const LOCK_AGAIN_MS = 3000;
// The session is locked by the service as well, unless it hears that somebody is there.
const TELL_SERVICE_EVERY_MS = 45e3;
const ANSWERED = [401, 403, 423];
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchmove"];

export class IdleLock {
  /** @param {HTMLElement} screen the lock screen, with the form that opens it */
  constructor(screen) {
    this.screen = screen;
    this.root = document.documentElement;
    this.afterMs = Number(screen.dataset.afterMinutes ?? 0) * 60e3;
    this.form = /** @type {HTMLFormElement} */ (screen.querySelector("form[data-form=unlock]"));
    this.secret = /** @type {HTMLInputElement} */ (this.form.querySelector("input[data-secret]"));
    this.problem = byId("lock-problem", HTMLElement);
    this.warning = byId("lock-warning", HTMLElement);
    this.title = document.title;
    this.locked = false;
    // The device's clock goes on while it sleeps, so a page that slept for long wakes up locked.
    this.touchedAt = Date.now();
    this.toldAt = 0;
    this.serviceToldAt = Date.now();
    /** @type {Element|null} */
    this.focused = null;
    this.tabs = new BroadcastChannel(CHANNEL);
  }

  start() {
    for (const touch of TOUCHES) {
      addEventListener(touch, () => this.touched(), { capture: true, passive: true });
    }
    this.tabs.addEventListener("message", (event) => this.heard(event.data));
    document.addEventListener("lock-now", () => this.lock({ tell: true }));
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("pageshow", () => this.look());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.unlock();
    });
    byId("lock-stay", HTMLElement).addEventListener("click", () => this.touched());
    setInterval(() => this.look(), 1000);
    if (this.root.dataset.locked) this.lock({ tell: false });
  }

  touched() {
    if (this.locked) return;
    // A device that slept too long is locked before its first touch counts.
    this.look();
    if (this.locked) return;
    this.touchedAt = Date.now();
    this.warning.hidden = true;
    if (this.touchedAt - this.toldAt < TELL_TABS_EVERY_MS) return;
    this.toldAt = this.touchedAt;
    this.tabs.postMessage("touched");
    if (this.afterMs === 0 || this.toldAt - this.serviceToldAt < TELL_SERVICE_EVERY_MS) return;
    this.serviceToldAt = this.toldAt;
    void send("POST", "/still-here").catch(() => {
      // Then the service locks by its own clock, which is the safe side.
    });
  }

  /** @param {unknown} told by another tab */
  heard(told) {
    if (told === "touched" && !this.locked) {
      this.touchedAt = Date.now();
      this.warning.hidden = true;
    }
    if (told === "locked") this.lock({ tell: false });
    if (told === "unlocked") this.open();
  }

  look() {
    if (this.locked || this.afterMs === 0) return;
    const idle = Date.now() - this.touchedAt;
    if (idle >= this.afterMs) this.lock({ tell: true });
    else this.warning.hidden = idle < this.afterMs - WARN_BEFORE_MS;
  }

  /** @param {{tell: boolean}} options whether this tab tells the others and the service */
  lock({ tell }) {
    if (this.locked) return;
    this.locked = true;
    this.focused = document.activeElement;
    this.root.dataset.locked = "yes";
    this.warning.hidden = true;
    this.screen.hidden = false;
    this.title = document.title;
    document.title = this.screen.dataset.neutral ?? "";
    hideAllBut(document.getElementById("main"));
    document.dispatchEvent(new CustomEvent("page-locked"));
    if (!document.querySelector("[data-stays]")) this.secret.focus();
    if (!tell) return;
    this.tabs.postMessage("locked");
    void this.tellService();
  }

  /** Until the service has heard it: nothing else would keep a reload from showing all again. */
  async tellService() {
    try {
      await send("POST", "/lock");
    } catch (error) {
      // A session that is over or locked has nothing to hear; a service that is busy or without its
      // database has not heard it.
      const settled = error instanceof Refused && ANSWERED.includes(error.problem.status);
      if (!settled && this.locked) setTimeout(() => void this.tellService(), LOCK_AGAIN_MS);
    }
  }

  async unlock() {
    const button = this.form.querySelector("button[type=submit]");
    if (!this.secret.value || button?.hasAttribute("disabled")) return;
    button?.toggleAttribute("disabled", true);
    this.problem.hidden = true;
    try {
      await send("POST", "/unlock", { [this.secret.name]: this.secret.value });
      this.tabs.postMessage("unlocked");
      this.open();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.problem.code === "not_signed_in") location.assign("/sign-in");
      const { detail, next_step } = error.problem;
      this.problem.hidden = false;
      setText(this.problem, [detail, next_step].filter(Boolean).join(" "));
      this.secret.focus();
      this.secret.select();
    } finally {
      button?.toggleAttribute("disabled", false);
    }
  }

  open() {
    if (!this.locked) return;
    // A page that came locked from the server has nothing behind its lock screen.
    if (this.screen.dataset.alone) {
      location.reload();
      return;
    }
    this.locked = false;
    this.touchedAt = Date.now();
    this.form.reset();
    this.problem.hidden = true;
    this.screen.hidden = true;
    delete this.root.dataset.locked;
    document.title = this.title;
    for (const part of document.querySelectorAll("[data-away]")) part.removeAttribute("data-away");
    document.dispatchEvent(new CustomEvent("page-unlocked"));
    const back = this.focused instanceof HTMLElement && this.focused.checkVisibility();
    (back ? /** @type {HTMLElement} */ (this.focused) : byId("main", HTMLElement)).focus();
  }
}

/**
 * Marks what goes away while locked: all but what stays and what it stands in.
 * @param {Element|null} part
 */
function hideAllBut(part) {
  for (const child of part?.children ?? []) {
    if (child.matches("[data-stays]")) continue;
    if (child.querySelector("[data-stays]")) hideAllBut(child);
    else if (!(child instanceof HTMLTemplateElement)) child.setAttribute("data-away", "");
  }
}
