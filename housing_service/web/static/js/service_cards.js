// @ts-check
/**
 * The shelter page's cards of services, kept live. Their buttons are plain forms: what is pressed
 * is sent as it stands, and the page comes back with it.
 */

import { byId, patchList } from "./dom.js";
import { serviceView } from "./service_view.js";

/** @typedef {import("./wire.js").Pool} Pool */

/** @param {Iterable<Pool>} pools own ones @param {number} nowMs */
export function drawServices(pools, nowMs) {
  const views = [...pools]
    .filter((pool) => pool.unit === "service")
    .map((pool) => serviceView(pool, nowMs))
    .sort((a, b) => a.program.localeCompare(b.program) || a.pool.localeCompare(b.pool));
  const section = byId("services-section", HTMLElement);
  section.hidden = views.length === 0;
  const list = byId("services", HTMLElement);
  patchList(list, byId("service-template", HTMLTemplateElement), views, (card, view) => {
    const field = card.querySelector("input[name=intake_from]");
    // A day that somebody is choosing stays as they have it.
    if (!(field instanceof HTMLInputElement) || field === document.activeElement) return;
    if (field.dataset.said === view.intake_from) return;
    field.value = view.intake_from;
    field.dataset.said = view.intake_from;
  });
}
