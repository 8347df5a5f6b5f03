// @ts-check
/**
 * "Exit this page": away to a neutral site at once, by the link or by pressing Shift three times.
 * The page is covered before the other one comes, its place in the history goes to the other one,
 * and whoever comes back is shown the list only when they ask for it. Without this module the link
 * is a plain link.
 */

const PRESSES = 3;
const PRESS_WITHIN_MS = 5000;
const LEFT_SECONDS = 12 * 3600;

export class ExitPage {
  /** @param {HTMLElement} part with the link, its dots, and what is said */
  constructor(part) {
    this.part = part;
    this.link = /** @type {HTMLAnchorElement} */ (part.querySelector("a.exit-link"));
    this.said = /** @type {HTMLElement} */ (part.querySelector("[data-slot=said]"));
    this.presses = 0;
    /** Whether the Shift that is down now was used with another key. */
    this.shifted = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  start() {
    for (const link of document.querySelectorAll("a[data-exit]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.leave();
      });
    }
    addEventListener("keydown", (event) => this.down(event));
    addEventListener("keyup", (event) => this.up(event));
    addEventListener("pageshow", (event) => {
      // Brought back as it was left: covered. The server decides what is shown.
      if (event.persisted && document.documentElement.dataset.left) location.reload();
    });
  }

  /** @param {KeyboardEvent} event */
  down(event) {
    if (event.key === "Shift") {
      if (!event.repeat) this.shifted = event.ctrlKey || event.altKey || event.metaKey;
    } else if (event.shiftKey) {
      this.shifted = true;
    } else {
      this.begin();
    }
  }

  /** @param {KeyboardEvent} event */
  up(event) {
    if (event.key !== "Shift") return;
    if (this.shifted) this.begin();
    else this.pressed();
  }

  pressed() {
    clearTimeout(this.timer);
    this.presses += 1;
    this.show();
    if (this.presses >= PRESSES) {
      this.leave();
      return;
    }
    this.say(this.part.dataset[`left${PRESSES - this.presses}`] ?? "");
    this.timer = setTimeout(() => {
      this.begin();
      this.say(this.part.dataset.expired ?? "");
    }, PRESS_WITHIN_MS);
  }

  /** Counts the presses anew. */
  begin() {
    if (this.presses === 0) return;
    clearTimeout(this.timer);
    this.presses = 0;
    this.show();
    this.say("");
  }

  show() {
    const dots = this.part.querySelector("[data-slot=dots]");
    dots?.toggleAttribute("hidden", this.presses === 0);
    Array.from(dots?.children ?? []).forEach((dot, index) =>
      dot.toggleAttribute("data-on", index < this.presses),
    );
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
  }

  /** Covers the page first; the other one may take its time. */
  leave() {
    clearTimeout(this.timer);
    const root = document.documentElement;
    root.dataset.left = "yes";
    // What a change of language carried is not for the other site.
    window.name = "";
    document.title = this.part.dataset.neutral ?? "";
    const cover = document.createElement("div");
    cover.className = "exit-cover";
    cover.setAttribute("role", "alert");
    document.body.append(cover);
    cover.textContent = this.part.dataset.going ?? "";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `left=yes; Path=/; Max-Age=${LEFT_SECONDS}; SameSite=Strict${secure}`;
    document.dispatchEvent(new CustomEvent("page-left"));
    location.replace(this.link.href);
  }
}
