// @ts-check
/**
 * Placing a hold and what can be done with one. The id of a hold is made and kept before the
 * request goes out, so a reload or a lost answer finds the same hold again, never a second one.
 */

import { Refused, newId, send } from "./api.js";

/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Household} Household */

// Only ids are stored, by pool; who the hold is for stays in memory.
const PENDING_KEY = "pending-holds";

/** @returns {Record<string, string>} hold ids by pool id */
function pending() {
  try {
    return JSON.parse(sessionStorage.getItem(PENDING_KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {string} poolId @param {string|null} holdId */
function remember(poolId, holdId) {
  const ids = pending();
  if (holdId === null) delete ids[poolId];
  else ids[poolId] = holdId;
  if (Object.keys(ids).length === 0) sessionStorage.removeItem(PENDING_KEY);
  else sessionStorage.setItem(PENDING_KEY, JSON.stringify(ids));
}

/**
 * Asks for a hold. Resolves with it once it is durable; throws Refused.
 * @param {string} poolId
 * @param {Household} party
 * @param {{minutes?: number, needs?: string[], need_id?: string}} [more]
 * @returns {Promise<Hold>}
 */
export async function placeHold(poolId, party, more = {}) {
  const id = pending()[poolId] ?? newId();
  remember(poolId, id);
  try {
    const hold = await send("PUT", `/v1/holds/${id}`, { pool_id: poolId, party, ...more });
    remember(poolId, null);
    return hold;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, code } = error.problem;
    // Without an answer the id stays: the next tap asks again with it.
    if (status === 0 || status >= 500) throw error;
    remember(poolId, null);
    // An earlier tap got through after all, for another household: show that hold.
    if (code === "hold_id_reused") return await send("GET", `/v1/holds/${id}`);
    throw error;
  }
}

/**
 * After a reload: looks up every hold whose answer was not seen. One that was never placed is
 * forgotten; one that was is given to `found`.
 * @param {(hold: Hold) => void} found
 */
export async function settlePending(found) {
  for (const [poolId, holdId] of Object.entries(pending())) {
    try {
      found(await send("GET", `/v1/holds/${holdId}`));
      remember(poolId, null);
    } catch (error) {
      if (error instanceof Refused && error.problem.status === 404) remember(poolId, null);
    }
  }
}

/**
 * Does one thing to a hold: accept, decline, seen, extend, arrive, release, no-show, reinstate,
 * undo. Doing it twice changes nothing.
 * @param {string} holdId
 * @param {string} action
 * @param {Record<string, unknown>} [body]
 * @returns {Promise<Hold>}
 */
export function act(holdId, action, body = {}) {
  return send("POST", `/v1/holds/${holdId}/${action}`, body);
}
