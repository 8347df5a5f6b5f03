// @ts-check
/**
 * What was typed and chosen goes on when the page is loaded again. Households and needs are kept by
 * no storage: the worker holds them in memory for some seconds and gives them to the same tab only.
 */

import { newId } from "./api.js";
import { putBack, typedNow } from "./settings_form.js";

/**
 * @param {() => unknown} more what this page knows beside its fields
 * @param {(more: any) => void} back puts it back
 */
export function keepOverReload(more, back) {
  if (!("serviceWorker" in navigator)) return;
  // A page that is going can't take a name any more.
  // Nobody else who signs in here reads it.
  const name = `${document.documentElement.dataset.keptFor ?? ""} ${mark()}`;
  addEventListener("pagehide", () => {
    // Whoever leaves by the way out takes nothing along.
    if ("left" in document.documentElement.dataset) return;
    tell({ keep: name, typed: { fields: typedNow(), more: more() } });
  });
  const [visit] = performance.getEntriesByType("navigation");
  if (visit instanceof PerformanceNavigationTiming && visit.type === "reload") askBack(name, back);
}

/** @param {string} name @param {(more: any) => void} back */
function askBack(name, back) {
  const answer = new MessageChannel();
  answer.port1.onmessage = (event) => {
    if (event.data) {
      putBack(event.data.fields);
      back(event.data.more);
    }
    answer.port1.close();
  };
  tell({ give: name }, [answer.port2]);
}

/** A random name of this tab's page, which outlives its reloading. @returns {string} */
function mark() {
  const known = history.state?.mark;
  if (typeof known === "string") return known;
  const made = newId();
  history.replaceState({ ...history.state, mark: made }, "");
  return made;
}

/** @param {object} message @param {Transferable[]} [ports] */
function tell(message, ports = []) {
  navigator.serviceWorker.controller?.postMessage(message, ports);
}
