// @ts-check
/**
 * The page that stands in while the service can't be reached: the last list with its time, places
 * that can't be held, and, for a shelter's staff, counts that wait until there is a line.
 */

import { byId, patchList, setText } from "./dom.js";
import { keptBoard } from "./kept_board.js";
import { startOutbox } from "./outbox_view.js";
import { clockTime, dayTime } from "./phrases.js";
import { poolView } from "./pool_view.js";
import { startSteppers } from "../components/stepper/stepper.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./kept_board.js").KeptBoard} KeptBoard */
/** @typedef {import("./wire.js").Pool} Pool */

const TRY_EVERY_MS = 5000;
const ANSWER_WITHIN_MS = 4000;
const NOBODY = { adults: 1, children: 0, infants: 0 };

/** @param {KeptBoard} board */
function show(board) {
  const since = byId("offline-since", HTMLElement);
  setText(since, phrase("offline_since", { time: clockTime(board.live_at) }));
  byId("print", HTMLElement).hidden = false;
  const sorted = [...board.pools].sort(
    (a, b) => byName(a.program_name, b.program_name) || byName(a.name, b.name),
  );
  if (board.page === "shelter") showCounts(board, sorted);
  else showPools(board, sorted);
}

/** @param {string|undefined} a @param {string|undefined} b */
function byName(a, b) {
  return (a ?? "").localeCompare(b ?? "");
}

/** @param {KeptBoard} board @param {Pool[]} pools */
function showPools(board, pools) {
  const now = Date.parse(board.live_at);
  const views = pools.map((pool) => {
    const { id, program, pool: name, what, count, count_label } = poolView(pool, NOBODY, now);
    return { id, pool: name, where: `${program} · ${what}`, count, count_label, said: said(pool) };
  });
  const template = byId("kept-pool-template", HTMLTemplateElement);
  patchList(byId("kept-pools", HTMLElement), template, views);
}

/** @param {Pool} pool */
function said(pool) {
  if (!pool.reported_at) return word("freshness", pool.freshness);
  return phrase("offline_said_at", { time: dayTime(pool.reported_at, pool.time_zone) });
}

/** @param {KeptBoard} board @param {Pool[]} pools */
function showCounts(board, pools) {
  const outbox = startOutbox({ keptFor: board.kept_for, sends: false });
  const list = byId("kept-counts", HTMLElement);
  startSteppers();
  const counted = pools.filter((pool) => pool.unit !== "service" && pool.unit !== "slot");
  const views = counted.map((pool) => {
    const name = pool.name ?? pool.program_name;
    return {
      id: pool.id,
      field: `kept-${pool.id}`,
      pool: name,
      where: pool.program_name,
      label: phrase("empty_now", { units: word("unit_many", pool.unit) }),
      fewer: phrase("offline_fewer", { pool: name }),
      more: phrase("offline_more", { pool: name }),
      counted: (pool.units_free_reported ?? null) !== null,
      said: said(pool),
    };
  });
  patchList(list, byId("kept-count-template", HTMLTemplateElement), views, (row, view) => {
    const field = row.querySelector("input");
    const pool = counted.find((other) => other.id === view.id);
    const number = outbox.of(view.id)?.units_free ?? pool?.units_free_reported;
    if (field) field.value = String(number ?? "");
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const pool = counted.find((other) => other.id === form.closest("li")?.dataset.key);
    const number = Number(new FormData(form).get("units_free"));
    const unchanged = event.submitter?.dataset.role === "unchanged";
    if (pool) void keep(pool, unchanged ? { unchanged } : { units_free: number });
  });

  /** @param {Pool} pool @param {{units_free?: number, unchanged?: boolean}} count */
  async function keep(pool, count) {
    // The device's clock is good for how long ago the server's time was read.
    const now = Date.parse(board.live_at) + Math.max(0, Date.now() - board.device_ms);
    const kept = await outbox.keep({ ...pool, confidential: false }, count, now);
    const told = byId("offline-told", HTMLElement);
    told.hidden = false;
    setText(told, phrase(kept ? "count_kept" : "count_not_kept"));
  }
}

/** Goes back to the page that was asked for, once the service answers. */
async function tryAgain() {
  const answer = await fetch("/readyz", {
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch(() => null);
  if (!answer?.ok) return;
  if (location.pathname === "/offline") location.replace("/");
  else location.reload();
}

document.documentElement.classList.add("js");
const board = await keptBoard();
if (board) show(board);
byId("print", HTMLElement).addEventListener("click", () => print());
byId("try-again", HTMLElement).addEventListener("click", () => void tryAgain());
addEventListener("online", () => void tryAgain());
setInterval(() => void tryAgain(), TRY_EVERY_MS);
