// @ts-check
/**
 * Shows the counts that wait on this device, asks where the number has moved meanwhile, and sends
 * what waits as soon as there is a line.
 */

import { byId, patchList } from "./dom.js";
import { forgetOthers, ReportOutbox } from "./report_outbox.js";
import { clockTime } from "./phrases.js";
import { phrase } from "./words.js";

/** @typedef {import("./report_outbox.js").Waiting} Waiting */
/** @typedef {import("./wire.js").Pool} Pool */

const TRY_EVERY_MS = 20000;

/**
 * @param {object} options
 * @param {string} options.keptFor
 * @param {(answer: {pool?: Pool}) => void} [options.onAnswer] a pool as it is now
 * @param {(text: string) => void} [options.say] to screen readers
 * @param {boolean} [options.sends] whether this page may send: it has a session
 */
export function startOutbox({ keptFor, onAnswer = () => {}, say = () => {}, sends = true }) {
  const list = byId("waiting", HTMLElement);
  let sent = 0;
  const outbox = new ReportOutbox({
    keptFor,
    onChange: draw,
    onSent: (answer) => {
      sent += 1;
      onAnswer(answer);
    },
  });

  function draw() {
    const views = outbox.waiting.map(viewOf);
    patchList(list, byId("waiting-template", HTMLTemplateElement), views);
    byId("outbox", HTMLElement).hidden = views.length === 0;
  }

  async function flush() {
    if (!sends || !navigator.onLine) {
      await outbox.read();
      return;
    }
    sent = 0;
    await outbox.flush();
    if (sent > 0) say(phrase("counts_sent"));
    const asks = outbox.waiting.find((report) => report.meanwhile !== undefined);
    if (sent > 0 && asks) say(viewOf(asks).question);
  }

  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-role]") : null;
    const id = button?.closest("li")?.dataset.key;
    if (!(button instanceof HTMLElement) || !id) return;
    if (button.dataset.role === "insist") void outbox.insist(id);
    else void outbox.drop(id);
  });
  addEventListener("online", () => void flush());
  document.addEventListener("page-live", () => void flush());
  setInterval(() => {
    if (outbox.waiting.some((report) => report.meanwhile === undefined)) void flush();
  }, TRY_EVERY_MS);
  sendBeforeSignOut(outbox);
  void forgetOthers(keptFor).then(flush);
  return outbox;
}

/**
 * The same for a live page, where counts may wait on this device at all.
 * @param {import("./live_page.js").LivePage} page
 */
export function outboxOf(page) {
  const { keptFor } = document.documentElement.dataset;
  if (!keptFor) return null;
  const onAnswer = (/** @type {{pool?: Pool}} */ answer) => page.answer(answer);
  return startOutbox({ keptFor, onAnswer, say: (text) => page.announcer.say(text) });
}

/** @param {Waiting} report */
function viewOf(report) {
  const n = report.units_free;
  const time = clockTime(report.observed_at ?? null);
  const asks = report.meanwhile !== undefined;
  const now = report.meanwhile;
  const unknown = asks && now === null;
  return {
    id: report.report_id,
    pool: report.pool_name,
    asks,
    said: asks ? "" : phrase("count_waits", { n, time }),
    question: unknown
      ? phrase("count_meanwhile_unknown", { n, time })
      : phrase("count_meanwhile", { n, time, now: now ?? "" }),
    insist: phrase("count_insist", { n }),
    drop: unknown ? phrase("count_drop_unknown") : phrase("count_drop", { now: now ?? "" }),
  };
}

/**
 * Signing out forgets all that is kept here, so what waits is sent first.
 * @param {ReportOutbox} outbox
 */
function sendBeforeSignOut(outbox) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const leaves = form instanceof HTMLFormElement && form.getAttribute("action") === "/sign-out";
    if (!leaves || outbox.waiting.length === 0) return;
    event.preventDefault();
    void outbox.flush().finally(() => form.submit());
  });
}
