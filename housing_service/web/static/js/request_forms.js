// @ts-check
/**
 * Sends what is said to a request over the API instead of leaving the page: a shelter's answer,
 * closing one, keeping it open. The form itself names the action, so with and without modules the
 * same is asked for.
 */

import { send } from "./api.js";
import { byId, setText } from "./dom.js";
import { clearRefusal, problemOf, showRefusal } from "../components/refusal/refusal.js";
import { word } from "./words.js";

/** @typedef {import("./live_page.js").LivePage} LivePage */
/** @typedef {import("./server_views.js").ServerViews} ServerViews */

/** Where the API has what a form of this name is about. @type {Record<string, string>} */
const AT = { ask: "/v1/asks", request: "/v1/requests", "operator-request": "/v1/requests" };
/** What is said when it is done. @type {Record<string, string>} */
const DONE = {
  "we-can": "ask_can",
  "count-and-keep": "ask_can",
  "not-tonight": "ask_cannot",
  seen: "ask_seen",
  keep: "request_kept",
  close: "request_closed",
};

/** @type {Set<string>} cards with an answer on its way */
const busy = new Set();

/** @param {LivePage} page @param {ServerViews} views that the forms are in */
export function startRequestForms(page, views) {
  views.list.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !((form.dataset.form ?? "") in AT)) return;
    event.preventDefault();
    void submit(page, views, form);
  });
}

/** @param {LivePage} page @param {ServerViews} views @param {HTMLFormElement} form */
async function submit(page, views, form) {
  const card = form.closest("[data-key]");
  if (!(card instanceof HTMLElement)) return;
  const id = card.dataset.key ?? "";
  const action = form.dataset.action ?? "close";
  if (busy.has(id)) return;
  busy.add(id);
  tell("");
  clearRefusal(card);
  try {
    await answer(page, form, id, action);
    page.announcer.say(word("done", DONE[action]));
  } catch (error) {
    const problem = problemOf(error);
    page.answer({ pool: problem.pool });
    // Nobody is to believe that they have answered what is no longer asked.
    if (problem.code === "ask_closed") tell([problem.detail, problem.next_step].join(" "));
    else showRefusal(card, problem);
    page.announcer.say(problem.detail);
  } finally {
    busy.delete(id);
    views.changed();
  }
}

/**
 * @param {LivePage} page
 * @param {HTMLFormElement} form
 * @param {string} id
 * @param {string} action
 */
async function answer(page, form, id, action) {
  const base = `${AT[form.dataset.form ?? ""]}/${id}`;
  if (action === "count-and-keep") {
    await countMore(page, new FormData(form));
    action = "we-can";
  }
  const said = await send("POST", `${base}/${action}`);
  if (said.hold) page.answer({ hold: said.hold });
}

/**
 * Says first, as any other count, that there is more than the last one told. It names the count
 * it builds on, so that sending it twice counts once.
 * @param {LivePage} page @param {FormData} fields
 */
async function countMore(page, fields) {
  const pool = String(fields.get("pool_id"));
  const report = {
    report_id: String(fields.get("report_id")),
    based_on_version: Number(fields.get("based_on_version")),
    delta: Number(fields.get("delta")),
  };
  page.answer(await send("POST", `/v1/pools/${pool}/reports`, report));
}

/** Shows what outlives its card. @param {string} text */
function tell(text) {
  const said = byId("said", HTMLElement);
  said.hidden = text === "";
  setText(said, text);
}
