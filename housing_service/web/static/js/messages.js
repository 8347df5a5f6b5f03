// @ts-check
/**
 * Fills compiled messages as `web/language/messages.py` does: a text, or a list of parts where
 * `["name"]` is a place and `["name", "plural" | "select", cases]` chooses.
 */

/** @typedef {string|Part[]} Message */
/** @typedef {string|[string]|[string, "plural"|"select", Record<string, Message>]} Part */
/** @typedef {Record<string, string|number>} Places */

const rules = new Intl.PluralRules(document.documentElement.lang || "en");

/** @param {Message} message @param {Places} places @returns {string} */
export function filled(message, places) {
  if (typeof message === "string") return message;
  return message.map((part) => said(part, places)).join("");
}

/** @param {Part} part @param {Places} places @returns {string} */
function said(part, places) {
  if (typeof part === "string") return part;
  const value = places[part[0]];
  if (part.length === 1) return String(value ?? `{${part[0]}}`);
  const cases = part[2];
  const exact = cases[`=${value}`];
  if (part[1] === "select") return filled(cases[String(value)] ?? cases.other, places);
  return filled(exact ?? cases[rules.select(Number(value))] ?? cases.other, places);
}
