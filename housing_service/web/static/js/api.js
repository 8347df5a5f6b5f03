// @ts-check
/**
 * Writes over HTTP, with the page's own session. Every call is bounded in time, and everything
 * it calls may be repeated with the same ids without being done twice.
 */

import { meta } from "./dom.js";
import { phrase } from "./words.js";

/** @typedef {import("./wire.js").Problem} Problem */

const ANSWER_TIMEOUT_MS = 10000;
const ATTEMPTS_MAX = 3;
const RETRY_PAUSE_MS = 600;

/** The service said no, or could not be reached; `problem` has the sentences to show. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** @returns {string} a fresh UUID, also where the page is not served over https */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts.slice(1).map((end, index) => hex.slice(cuts[index], end)).join("-");
}

/**
 * Sends one request and gives back its JSON. What may have been lost on the way is asked again
 * with the same ids, at most three times.
 * @param {"GET"|"PUT"|"POST"|"DELETE"} method
 * @param {string} path
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<any>}
 */
export async function send(method, path, body) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(method, path, body);
    } catch (error) {
      const lost = error instanceof Refused && isUncertain(error.problem);
      // A device that knows it has no network need not try to find out.
      if (!lost || attempt >= ATTEMPTS_MAX || !navigator.onLine) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS * attempt));
    }
  }
}

/** @param {Problem} problem */
function isUncertain(problem) {
  return problem.code === "unreachable" || problem.code === "outcome_unknown";
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, unknown>} [body]
 */
async function sendOnce(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["Content-Type"] = "application/json";
    headers["X-CSRF-Token"] = meta("csrf");
  }
  let response;
  let answer;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: method === "GET" ? null : JSON.stringify(body ?? {}),
      credentials: "same-origin",
      // What was pressed is sent though the page is gone the next moment.
      keepalive: method !== "GET",
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    answer = await response.json();
  } catch {
    throw new Refused(unreachable(response?.status ?? 0));
  }
  if (answer.code === "session_locked") document.dispatchEvent(new CustomEvent("lock-now"));
  if (!response.ok) throw new Refused({ ...unreachable(response.status), ...answer });
  return answer;
}

/** @param {number} status @returns {Problem} */
function unreachable(status) {
  return {
    status,
    code: "unreachable",
    detail: phrase("unreachable"),
    next_step: phrase("try_again"),
  };
}
