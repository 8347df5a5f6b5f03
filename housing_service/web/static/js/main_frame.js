// @ts-check
/**
 * What every page has, whatever is on it: the way out, the lock, the settings, and the worker that
 * stands in for the service when it can't be reached.
 */

import { ExitPage } from "./exit_page.js";
import { IdleLock } from "./idle_lock.js";
import { forgetAll } from "./kept_store.js";
import { bringBackTyped, startSettings } from "./settings_form.js";
import { startWorker } from "./worker_start.js";

document.documentElement.classList.add("framed");
const exit = document.getElementById("exit");
if (exit) new ExitPage(exit).start();
const screen = document.getElementById("lock");
if (screen) new IdleLock(screen).start();
startSettings();
bringBackTyped();
startWorker();
// On a phone the operator's rooms are a strip: the one that is open must not lie outside of it.
document.querySelector(".rooms [aria-current]")?.scrollIntoView({
  block: "nearest",
  inline: "center",
});
// Whoever has signed out leaves nothing here.
if (document.documentElement.dataset.signedOut) void forgetAll();
