// @ts-check
/**
 * Notices that this page did not run for a while: the device slept, or the browser froze the tab.
 * What is on screen then is old, and so may be the messages that were waiting at the door.
 */

const GAP_MS = 5000;

export class SleepWatch {
  /**
   * @param {(gap: {lost_ms: number}) => void} onGap after a gap; `lost_ms` is how far the monotonic
   *   clock stayed behind the device's, because it stands still while a device sleeps
   */
  constructor(onGap) {
    this.onGap = onGap;
    this.wallMs = Date.now();
    this.runMs = performance.now();
  }

  /** To be called often while the page runs: each second, and with each message that comes. */
  look() {
    const wall = Date.now() - this.wallMs;
    const run = performance.now() - this.runMs;
    this.wallMs += wall;
    this.runMs += run;
    // A device's clock that is put back is no sleep.
    if (Math.max(wall, run) > GAP_MS) this.onGap({ lost_ms: Math.max(0, wall - run) });
  }

  /** Also when a browser says that it brings the page back. */
  start() {
    document.addEventListener("resume", () => this.onGap({ lost_ms: 0 }));
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.onGap({ lost_ms: 0 });
    });
    document.addEventListener("visibilitychange", () => this.look());
  }
}
