// @ts-check
/**
 * What this page knows: the newest state of each pool and hold. A pure reducer: frames and
 * answers go in, a board comes out, and nothing older ever replaces something newer.
 */

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Hold} Hold */
/** @typedef {import("./wire.js").Fit} Fit */
/** @typedef {import("./wire.js").Frame} Frame */

/**
 * @typedef {object} Board
 * @property {string|null} generation
 * @property {string|null} resume
 * @property {ReadonlyMap<string, Pool>} pools
 * @property {ReadonlyMap<string, Hold>} holds
 * @property {ReadonlyMap<string, Fit>} fits by pool, for the household that was asked for
 * @property {ReadonlySet<string>} untold holds that an answer brought and no frame has named yet
 */

/** Whether the hold still keeps something. @param {Hold} hold */
export function isLive(hold) {
  return hold.state === "requested" || hold.state === "active";
}

/** @returns {Board} */
export function emptyBoard() {
  return {
    generation: null,
    resume: null,
    pools: new Map(),
    holds: new Map(),
    fits: new Map(),
    untold: new Set(),
  };
}

/**
 * The board after one frame. The same board object comes back when nothing changed.
 * @param {Board} board
 * @param {Frame} frame
 * @returns {Board}
 */
export function applyFrame(board, frame) {
  if (frame.type === "snapshot") return applySnapshot(board, frame);
  if (frame.type === "changes") {
    const pools = new Map(board.pools);
    for (const pool of frame.pools) keepNewerPool(pools, pool);
    for (const id of frame.removed) pools.delete(id);
    const fits = new Map([...board.fits, ...Object.entries(frame.fits ?? {})]);
    for (const id of frame.removed) fits.delete(id);
    return { ...board, resume: frame.resume, pools, fits };
  }
  if (frame.type === "hold") {
    const holds = new Map(board.holds);
    // It was passed to a colleague: it is nothing of ours any more.
    if (frame.hold.state === "handed_over") holds.delete(frame.hold.id);
    else keepNewerHold(holds, frame.hold);
    const untold = without(board.untold, [frame.hold]);
    return { ...board, resume: frame.resume ?? board.resume, holds, untold };
  }
  return board;
}

/**
 * The board after an HTTP answer, by the same rule as a push, so that whichever comes first
 * is shown and the other changes nothing.
 * @param {Board} board
 * @param {{pool?: Pool, hold?: Hold}} answer
 * @returns {Board}
 */
export function applyAnswer(board, { pool, hold }) {
  const pools = new Map(board.pools);
  const holds = new Map(board.holds);
  const untold = new Set(board.untold);
  if (pool) keepNewerPool(pools, pool);
  if (hold) {
    if (!holds.has(hold.id) && isLive(hold)) untold.add(hold.id);
    keepNewerHold(holds, hold);
  }
  return { ...board, pools, holds, untold };
}

/**
 * A snapshot replaces the whole set. Within one generation a newer state that an answer brought
 * before it stays, and so does a hold that is newer than the whole list; across generations
 * versions can't be compared and all is replaced.
 * @param {Board} board
 * @param {import("./wire.js").SnapshotFrame} frame
 * @returns {Board}
 */
function applySnapshot(board, frame) {
  /** @type {Map<string, Pool>} */
  const pools = new Map();
  /** @type {Map<string, Hold>} */
  const holds = new Map();
  const comparable = frame.generation === board.generation;
  for (const pool of frame.pools) {
    const known = comparable ? board.pools.get(pool.id) : undefined;
    // Where both are equally new, the same pool may be shown otherwise than before: what somebody
    // may hold at once can change with who they are.
    pools.set(pool.id, known && newerPool(known, pool) ? known : pool);
  }
  for (const hold of frame.holds) {
    const known = comparable ? board.holds.get(hold.id) : undefined;
    if (known) holds.set(known.id, known);
    keepNewerHold(holds, hold);
  }
  const untold = comparable ? without(board.untold, frame.holds) : new Set();
  for (const id of untold) {
    const known = board.holds.get(id);
    if (known) holds.set(id, known);
  }
  const fits = new Map(Object.entries(frame.fits ?? {}));
  return { generation: frame.generation, resume: frame.resume, pools, holds, fits, untold };
}

/** @param {ReadonlySet<string>} ids @param {readonly Hold[]} told @returns {ReadonlySet<string>} */
function without(ids, told) {
  if (ids.size === 0) return ids;
  const left = new Set(ids);
  for (const hold of told) left.delete(hold.id);
  return left;
}

/** @param {Map<string, Pool>} pools @param {Pool} pool */
function keepNewerPool(pools, pool) {
  const known = pools.get(pool.id);
  if (!known || newerPool(pool, known)) pools.set(pool.id, pool);
}

/** @param {Map<string, Hold>} holds @param {Hold} hold */
function keepNewerHold(holds, hold) {
  const known = holds.get(hold.id);
  if (!known || newerHold(hold, known)) holds.set(hold.id, hold);
}

/** @param {Pool} pool @param {Pool} known @returns {boolean} */
export function newerPool(pool, known) {
  if (pool.version !== known.version) return pool.version > known.version;
  const said = Date.parse(pool.as_of);
  const before = Date.parse(known.as_of);
  // Below a millisecond the texts decide; the server writes both with the same digits.
  return said === before ? pool.as_of > known.as_of : said > before;
}

/** @param {Hold} hold @param {Hold} known @returns {boolean} */
export function newerHold(hold, known) {
  if (hold.version !== known.version) return hold.version > known.version;
  return hold.pool_version > known.pool_version;
}
