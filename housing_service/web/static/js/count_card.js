// @ts-check
/**
 * The parts of a shelter's count card that its modules fill and read.
 */

/** @typedef {{units_free: number, units_out_of_service?: number}} Said */

/** @param {Element} inside @returns {HTMLElement|null} */
export function cardOf(inside) {
  return inside.closest("li[data-key]");
}

/** @param {HTMLElement} card @param {string} selector @returns {HTMLElement} */
export function part(card, selector) {
  const found = card.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new TypeError(`${selector} is missing from a card`);
  return found;
}

/** @param {HTMLElement} card @returns {HTMLInputElement|null} */
export function fieldOf(card) {
  return card.querySelector("input[name=units_free]");
}

/** @param {HTMLElement} card @returns {HTMLInputElement|null} */
export function outFieldOf(card) {
  return card.querySelector("input[name=units_out_of_service]");
}

/**
 * What the card's fields say; how many can't be used is part of it only where that has changed.
 * @param {HTMLElement} card
 * @param {string} outKnown
 * @returns {Said|null} null when it is no number
 */
export function saidBy(card, outKnown) {
  const free = numberIn(fieldOf(card));
  const out = numberIn(outFieldOf(card));
  if (free === null || out === null) return null;
  if (String(out) === outKnown) return { units_free: free };
  return { units_free: free, units_out_of_service: out };
}

/** @param {HTMLInputElement|null} field @returns {number|null} */
function numberIn(field) {
  const text = field?.value.trim() ?? "";
  return /^[0-9]{1,5}$/.test(text) ? Number(text) : null;
}

/**
 * Shows one thing of a card or hides it.
 * @param {HTMLElement} card
 * @param {string} selector
 * @param {boolean} shown
 */
export function showPart(card, selector, shown) {
  part(card, selector).hidden = !shown;
}
