// @ts-check
/**
 * The areas to avoid as a schematic map: each box lies where its region lies, and says how many
 * places there can be held now. Where the map would be too narrow for a thumb it stays a list.
 * What is marked here never leaves the device.
 */

import { textOf } from "./needs_form.js";
import { phrase } from "./words.js";

const TILE_WIDTH_MIN = 76;

export class AvoidMap {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.map = form.querySelector("#avoided .chips");
    /** @type {Map<string, HTMLElement>} the box of each region */
    this.tiles = new Map();
    const places = [];
    for (const box of this.map?.querySelectorAll("input[data-tile]") ?? []) {
      if (!(box instanceof HTMLInputElement) || !box.parentElement) continue;
      this.tiles.set(box.dataset.region ?? "", box.parentElement);
      places.push((box.dataset.tile ?? "").split(" ").map(Number));
    }
    this.columns = lay([...this.tiles.values()], places);
    if (this.map instanceof HTMLElement) {
      this.map.style.setProperty("--columns", String(this.columns));
      new ResizeObserver(() => this.fit()).observe(this.map);
    }
  }

  fit() {
    if (!(this.map instanceof HTMLElement)) return;
    const wide = this.map.clientWidth / Math.max(1, this.columns) >= TILE_WIDTH_MIN;
    this.map.classList.toggle("tile-map", wide && this.columns > 1);
  }

  /** @param {Iterable<string|undefined>} regions of the places that can be held now */
  tell(regions) {
    /** @type {Map<string|undefined, number>} */
    const counts = new Map();
    for (const region of regions) counts.set(region, (counts.get(region) ?? 0) + 1);
    const here = textOf(this.form, "from_region");
    for (const [region, tile] of this.tiles) {
      const said = [phrase("rooms_here", { n: counts.get(region) ?? 0 })];
      if (region === here) said.unshift(phrase("they_are_here"));
      if (tile.querySelector("input:checked")) said.splice(0, said.length, phrase("avoided"));
      tile.dataset.said = said.join(", ");
      tile.toggleAttribute("data-here", region === here);
    }
  }
}

/** @param {HTMLElement[]} tiles @param {number[][]} places @returns {number} columns */
function lay(tiles, places) {
  const [left, top] = [0, 1].map((axis) => Math.min(...places.map((place) => place[axis])));
  let columns = 0;
  tiles.forEach((tile, index) => {
    const [x, y] = places[index];
    tile.style.gridColumn = String(x - left + 1);
    tile.style.gridRow = String(y - top + 1);
    columns = Math.max(columns, x - left + 1);
  });
  return columns;
}
