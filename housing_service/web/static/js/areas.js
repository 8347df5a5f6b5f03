// @ts-check
/**
 * Where they can go. The areas to avoid are known to this page alone: what is worked out here is
 * the list of regions that are left, and only that is ever sent.
 */

import { textOf, ticked } from "./needs_form.js";
import { phrase, word } from "./words.js";

const HERE = 0;
const NEAR = 1;
const FAR = 2;

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} one box a region */
function avoidable(form) {
  return [...form.querySelectorAll("input[data-region]")].filter(
    (box) => box instanceof HTMLInputElement,
  );
}

/** @param {HTMLInputElement} box */
function codeOf(box) {
  return box.dataset.region ?? "";
}

/**
 * @param {HTMLFormElement} form
 * @returns {string[]|null} the regions that are left, null for all there are
 */
export function regionsLeft(form) {
  const boxes = avoidable(form);
  const only = ticked(form, "regions");
  const left = boxes
    .filter((box) => !box.checked && (only.length === 0 || only.includes(codeOf(box))))
    .map(codeOf);
  return left.length === boxes.length ? null : left;
}

/**
 * The regions that may be spoken of, with their labels: none that is to be avoided.
 * @param {HTMLFormElement} form
 * @returns {Map<string, string>}
 */
export function regionsToName(form) {
  const boxes = avoidable(form).filter((box) => !box.checked);
  return new Map(boxes.map((box) => [codeOf(box), box.parentElement?.textContent?.trim() ?? ""]));
}

/**
 * Where they are now, as far as it may be told: never an area to avoid. Programs there are left
 * out anyway, so nothing is lost by not telling.
 * @param {HTMLFormElement} form
 */
export function originToTell(form) {
  const origin = textOf(form, "from_region");
  const avoided = avoidable(form).some((box) => box.checked && codeOf(box) === origin);
  return avoided ? "" : origin;
}

/**
 * How soon each region comes in the list, 0 to 2, as the service counts distance: one tile away
 * on the schematic map is near. Worked out here, so that distance needs no telling.
 * @param {HTMLFormElement} form
 * @returns {(region: string|undefined) => number}
 */
export function bandsFrom(form) {
  const origin = textOf(form, "from_region");
  const wish = textOf(form, "distance");
  if (origin === "" || wish === "") return () => HERE;
  const tiles = new Map(avoidable(form).map((box) => [codeOf(box), tileOf(box)]));
  return (region) => {
    const band = steps(tiles, origin, region ?? "");
    return wish === "near" ? band : FAR - band;
  };
}

/** @param {HTMLInputElement} box @returns {number[]|null} */
function tileOf(box) {
  return box.dataset.tile ? box.dataset.tile.split(" ").map(Number) : null;
}

/** @param {Map<string, number[]|null>} tiles @param {string} from @param {string} to */
function steps(tiles, from, to) {
  if (from === to) return HERE;
  const [one, other] = [tiles.get(from), tiles.get(to)];
  if (!one || !other) return FAR;
  return Math.max(Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])) <= 1 ? NEAR : FAR;
}

/** Which kind, and how much of the regions is left, in words. @param {HTMLFormElement} form */
export function placesSaid(form) {
  const kind = textOf(form, "kind");
  const regions = regionsSaid(form);
  return kind ? phrase("kind_and_regions", { kind: word("kinds", kind), regions }) : regions;
}

/** @param {HTMLFormElement} form */
function regionsSaid(form) {
  const left = regionsLeft(form);
  if (left === null) return phrase("everywhere");
  if (left.length === 0) return phrase("no_region_left");
  return phrase("some_regions", { n: left.length, all: avoidable(form).length });
}
