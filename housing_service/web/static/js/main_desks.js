// @ts-check
/**
 * Notices on this device: asks the browser where it can be rung, and tells the service. Everything
 * else on the page works without modules.
 */

import { Refused, send } from "./api.js";
import { byId, setText } from "./dom.js";
import { phrase } from "./words.js";

/** @typedef {{offered: boolean, key: string|null, on: boolean}} Notices */

const PATH = "/v1/me/notices";
const section = byId("notices", HTMLElement);
const button = byId("notices-switch", HTMLButtonElement);
const said = byId("notices-said", HTMLElement);

/** @param {Notices} facts */
function draw(facts) {
  button.setAttribute("aria-pressed", String(facts.on));
  setText(said, phrase(facts.on ? "notices_are_on" : "notices_are_off"));
}

/** @param {string} key base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(key) {
  const plain = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** @param {ServiceWorkerRegistration} worker @param {Notices} facts */
async function turnOn(worker, facts) {
  const subscription =
    (await worker.pushManager.getSubscription()) ??
    (await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(facts.key ?? ""),
    }));
  return send("PUT", PATH, { endpoint: subscription.endpoint });
}

/** @param {ServiceWorkerRegistration} worker */
async function turnOff(worker) {
  const subscription = await worker.pushManager.getSubscription();
  await subscription?.unsubscribe();
  return send("DELETE", PATH);
}

async function start() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  /** @type {Notices} */
  let facts = await send("GET", PATH);
  if (!facts.offered) return;
  section.hidden = false;
  draw(facts);
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      const worker = await navigator.serviceWorker.ready;
      facts = await (facts.on ? turnOff(worker) : turnOn(worker, facts));
      draw(facts);
    } catch (error) {
      const refused = !(error instanceof Refused) && Notification.permission === "denied";
      setText(said, phrase(refused ? "notices_blocked" : "notices_not_now"));
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

void start();
