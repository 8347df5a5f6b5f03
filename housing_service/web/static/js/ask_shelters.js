// @ts-check
/**
 * "Ask shelters for them": goes to the page that asks, with the household and needs as they stand
 * in the form now. Areas to avoid and hidden programs are known to this page alone: sent is what is
 * left of the regions, never the area that is dangerous.
 */

import { originToTell, regionsLeft } from "./areas.js";
import { byId } from "./dom.js";
import { phrase } from "./words.js";

/**
 * @param {HTMLFormElement} form
 * @param {import("./wanted.js").Wanted} wanted
 * @param {(text: string) => void} say
 */
export function startAskShelters(form, wanted, say) {
  form.addEventListener("submit", (event) => {
    const address = event.submitter?.getAttribute("formaction");
    if (!address) return;
    event.preventDefault();
    event.stopPropagation();
    const regions = regionsLeft(form);
    if (regions?.length === 0) {
      // No region ticked would mean every one.
      say(phrase("no_region_left"));
      byId("where", HTMLElement).querySelector("summary")?.focus();
      return;
    }
    leave(address, fields(form, regions, wanted.hidden));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string[]|null} regions
 * @param {Iterable<string>} hidden
 */
function fields(form, regions, hidden) {
  /** @type {Map<string, string>} */
  const sent = new Map();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !name.startsWith("regions.")) sent.set(name, value);
  }
  for (const code of regions ?? []) sent.set(`regions.${code}`, "1");
  sent.set("from_region", originToTell(form));
  sent.set("hidden", [...hidden].join(" "));
  return sent;
}

/** @param {string} address @param {Map<string, string>} sent */
function leave(address, sent) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of sent) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
