// @ts-check
/**
 * The word catalogue of the page: the same words the server wrote it with.
 */

/** @type {Record<string, Record<string, string>>} */
const catalogue = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/**
 * The screen word for a code; an unknown code reads as itself with spaces.
 * @param {string} section
 * @param {string|null|undefined} code
 */
export function word(section, code) {
  if (!code) return "";
  return catalogue[section]?.[code] ?? code.replaceAll("_", " ");
}

/**
 * The catalogue sentence `key` with its places filled.
 * @param {string} key
 * @param {Record<string, string|number>} [places]
 */
export function phrase(key, places = {}) {
  const text = catalogue.phrases?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
}
