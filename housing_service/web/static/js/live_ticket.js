// @ts-check
/**
 * The ticket with which a page of ours opens its socket: what another site's page can't have,
 * though the browser would send the session along for it. It is the time, random bits, and a seal
 * on both that takes the token of this page's forms.
 */

import { meta } from "./dom.js";

const ANSWER_TIMEOUT_MS = 10000;
const SEAL = { name: "HMAC", hash: "SHA-256" };

/**
 * A ticket for one connection, good for half a minute. The page makes it, without a request. Where
 * it can't, it asks the service: it does not know the service's clock (its own may be minutes off),
 * or its last ticket was not taken, or its address is one for which browsers seal nothing (without
 * TLS, other than the machine's own).
 * @param {import("./server_clock.js").ServerClock|null} clock null to ask
 * @returns {Promise<string>} rejected where the service gives none
 */
export async function liveTicket(clock) {
  const csrf = meta("csrf");
  const mayMake = clock !== null && clock.offset() !== null && csrf && crypto.subtle;
  return mayMake ? made(clock.now(), unmasked(csrf)) : asked(csrf);
}

/** @param {number} nowMs @param {string} token */
async function made(nowMs, token) {
  const nonce = hexadecimal(crypto.getRandomValues(new Uint8Array(16)));
  const said = `${Math.floor(nowMs).toString(16)}.${nonce}`;
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(token), SEAL, false, ["sign"]);
  const seal = await crypto.subtle.sign("HMAC", key, text.encode(`live-ticket ${said}`));
  return `${said}.${hexadecimal(new Uint8Array(seal))}`;
}

/**
 * The token of forms itself: every page carries it mixed with random bytes of its own.
 * @param {string} masked
 */
function unmasked(masked) {
  const bytes = Uint8Array.from(masked.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const half = bytes.length / 2;
  return hexadecimal(bytes.slice(0, half).map((byte, index) => byte ^ bytes[half + index]));
}

/** @param {Uint8Array} bytes */
function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} csrf */
async function asked(csrf) {
  let answer = await ask(csrf);
  // The session was made anew in another tab: its forms have another token now.
  if (answer.status === 403) answer = await ask(await tokenOfForms());
  if (!answer.ok) throw new Error("ticket");
  return (await answer.json()).ticket;
}

/** @param {string} csrf */
function ask(csrf) {
  return fetch("/v1/live-tickets", {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
}

/** @returns {Promise<string>} */
async function tokenOfForms() {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const answer = await fetch("/v1/me", { cache: "no-store", signal });
  return answer.ok ? ((await answer.json()).csrf ?? "") : "";
}
