// @ts-check
/**
 * Where to go, taken off the page by itself: after a while, when the page locks, when somebody
 * turns to something else. It stands nowhere but in the markup that came with the page.
 */

import { byId } from "./dom.js";

const told = document.querySelector("[data-told]");
const SHOWN_MS = 60e3;

function hide() {
  if (!told?.isConnected) return;
  const hadFocus = told.contains(document.activeElement);
  told.remove();
  const again = document.getElementById("ask-where");
  if (!again) return;
  again.hidden = false;
  if (hadFocus) byId("main", HTMLElement).focus();
}

if (told) {
  setTimeout(hide, SHOWN_MS);
  addEventListener("blur", hide);
  addEventListener("pagehide", hide);
  document.addEventListener("page-locked", hide);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hide();
  });
  told.querySelector("h2")?.focus();
}
