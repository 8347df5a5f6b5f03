// @ts-check
/**
 * What this page asks for: the form, and the programs that are never to be shown the request.
 */

import { originToTell, placesSaid, regionsLeft } from "./areas.js";
import { byId, setText } from "./dom.js";
import { householdFrom } from "./household.js";
import { madeReady } from "./made_ready.js";
import { chosenCount, needsFrom, textOf } from "./needs_form.js";
import { phrase, word } from "./words.js";

/** @typedef {import("./wire.js").Pool} Pool */

// As many as one request may name.
const NOT_POOL_IDS_MAX = 200;

export class Wanted {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    /** @type {Set<string>} ids of programs */
    this.hidden = new Set(textOf(form, "hidden").split(" ").filter(Boolean));
    /** @type {Map<string, string>} pools ever seen here, and their programs */
    this.programs = new Map();
    /** @type {Map<string, string>} the same pools, and what their programs are called */
    this.names = new Map();
  }

  get household() {
    return householdFrom(this.form);
  }

  /** @param {Iterable<Pool>} pools that came, whose programs may be hidden now or later */
  learn(pools) {
    for (const pool of pools) {
      this.programs.set(pool.id, pool.program_id);
      this.names.set(pool.id, pool.program_name);
    }
  }

  /** What this page alone knows: areas to avoid and hidden programs. */
  get known() {
    const avoided = this.form.querySelectorAll("input[data-region]:checked");
    const codes = [...avoided].map((box) => box.getAttribute("data-region") ?? "");
    return { avoided: codes, hidden: [...this.hidden] };
  }

  set known({ avoided, hidden }) {
    for (const id of hidden) this.hidden.add(id);
    for (const box of this.form.querySelectorAll("input[data-region]")) {
      if (!(box instanceof HTMLInputElement)) continue;
      if (avoided.includes(box.dataset.region ?? "")) box.checked = true;
    }
    this.form.dispatchEvent(new Event("input"));
  }

  /**
   * What the service is asked for.
   * @param {number} nowMs
   */
  filter(nowMs) {
    const wanted = needsFrom(this.form, nowMs);
    const regions = regionsLeft(this.form);
    if (regions !== null) wanted.regions = regions;
    const not = [...this.programs].filter(([, program]) => this.hidden.has(program));
    if (not.length) wanted.not_pool_ids = not.map(([id]) => id).slice(0, NOT_POOL_IDS_MAX);
    const origin = originToTell(this.form);
    if (origin) wanted.situation = { ...wanted.situation, from_region: origin };
    return wanted;
  }

  /** Whether a pool may be on screen. @param {Pool} pool */
  shows(pool) {
    return this.shown()(pool);
  }

  /**
   * Tells which pools may be on screen now, by what this page can tell alone; the service tells the
   * rest. The form is read once, however many pools are asked about.
   * @returns {(pool: Pool) => boolean}
   */
  shown() {
    const kind = textOf(this.form, "kind");
    const regions = regionsLeft(this.form);
    return (pool) =>
      pool.unit !== "service" &&
      pool.unit !== "slot" &&
      (kind === "" || pool.kind === kind) &&
      (regions === null || regions.includes(pool.region ?? "")) &&
      !this.hidden.has(pool.program_id);
  }

  /** Says beside the form how much of it is answered. */
  tell() {
    const chosen = chosenCount(this.form);
    const young = this.household.adults === 0;
    said(byId("needs", HTMLElement), chosen ? phrase("chosen", { n: chosen }) : "");
    said(byId("where", HTMLElement), placesSaid(this.form));
    fieldOf("infants").toggleAttribute("hidden", this.household.children === 0);
    fieldOf("oldest_boy_age").toggleAttribute("hidden", this.household.children === 0);
    fieldOf("arrival_time").toggleAttribute("hidden", textOf(this.form, "arrival") !== "at");
    byId("young", HTMLElement).hidden = !young;
    const ready = madeReady(this.form).map((code) => word("needs", code));
    const told = byId("made-ready", HTMLElement);
    told.hidden = ready.length === 0;
    setText(told, told.hidden ? "" : phrase("made_ready", { what: ready.join(", ") }));
    const line = byId("hidden-programs", HTMLElement);
    const hidden = this.hidden.size;
    line.hidden = hidden === 0;
    said(line, phrase("hidden", { n: hidden }));
  }
}

/** @param {Element} part @param {string} text */
function said(part, text) {
  const slot = part.querySelector("[data-slot=said]");
  if (slot) setText(slot, text);
}

/** @param {string} id */
function fieldOf(id) {
  return /** @type {HTMLElement} */ (byId(id, HTMLElement).closest(".field"));
}
