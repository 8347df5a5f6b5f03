// @ts-check
/**
 * The catalogue of the page: the same messages the server wrote it with, in the same language.
 */

import { filled } from "./messages.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {Record<string, Record<string, Message>>} Catalogue */
const page = /** @type {{housingWords?: Catalogue}} */ (globalThis);
const catalogue = page.housingWords ?? {};

/**
 * The screen word for a code; an unknown code reads as itself with spaces.
 * @param {string} section
 * @param {string|null|undefined} code
 * @param {Record<string, string|number>} [places]
 */
export function word(section, code, places = {}) {
  if (!code) return "";
  const message = catalogue[section]?.[code];
  return message === undefined ? code.replaceAll("_", " ") : filled(message, places);
}

/**
 * The catalogue sentence `key` with its places filled.
 * @param {string} key
 * @param {Record<string, string|number>} [places]
 */
export function phrase(key, places = {}) {
  const message = catalogue.phrases?.[key];
  return message === undefined ? key : filled(message, places);
}

// The languages in which the service writes sentences from its vocabulary.
const DATA_LANGUAGES = ["en", "es", "fr"];

/** The language to ask the service for: the page's own where it can. @returns {string} */
export function dataLanguage() {
  const { lang } = document.documentElement;
  return DATA_LANGUAGES.includes(lang) ? lang : "en";
}
