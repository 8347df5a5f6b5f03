// @ts-check
/**
 * The household on screen, and how many beds or rooms it takes, as `web/pages/household.py` does.
 */

/** @typedef {import("./wire.js").Pool} Pool */
/** @typedef {import("./wire.js").Household} Household */

const PEOPLE_MAX = 30;

/** @param {Household} who */
export function peopleIn(who) {
  return who.adults + who.children;
}

/**
 * Units of this pool the household takes: a bed each, or as many rooms as it fills.
 * @param {Pool} pool
 * @param {Household} who
 */
export function unitsNeeded(pool, who) {
  const people = peopleIn(who);
  if (pool.unit === "crib") return Math.max(1, who.infants);
  if (pool.unit === "bed") {
    const infantsNeedUnit = pool.eligibility?.infants_need_unit ?? true;
    return Math.max(1, infantsNeedUnit ? people : people - who.infants);
  }
  return pool.people_per_unit ? Math.max(1, Math.ceil(people / pool.people_per_unit)) : 1;
}

/**
 * Reads the three numbers of the form, put right as `web/pages/household.py` does.
 * @param {HTMLFormElement} form
 * @returns {Household}
 */
export function householdFrom(form) {
  /** @param {string} name @param {number} otherwise @param {number} most */
  const number = (name, otherwise, most) => {
    const field = form.elements.namedItem(name);
    const text = field instanceof HTMLInputElement ? field.value.trim() : "";
    return Math.min(/^[0-9]{1,3}$/.test(text) ? Number(text) : otherwise, most);
  };
  const adults = number("adults", 1, PEOPLE_MAX);
  const children = number("children", 0, PEOPLE_MAX - adults);
  const infants = number("infants", 0, children);
  return { adults: adults + children > 0 ? adults : 1, children, infants };
}
