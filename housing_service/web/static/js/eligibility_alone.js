// @ts-check
/**
 * A tick such as "Call to ask" is the whole answer: it empties the other fields of its question,
 * and any of those takes it back. What it emptied comes back with its own tick taken away.
 */

/** @type {WeakMap<Element, [HTMLInputElement, string | boolean][]>} */
const emptied = new WeakMap();

/** @param {HTMLInputElement} input */
function isTick(input) {
  return input.type === "checkbox";
}

/** @param {HTMLInputElement} input */
function state(input) {
  return isTick(input) ? input.checked : input.value;
}

/** @param {HTMLInputElement} input @param {string | boolean} to */
function set(input, to) {
  if (typeof to === "boolean") input.checked = to;
  else input.value = to;
}

/** @param {HTMLInputElement} touched */
function settle(touched) {
  const question = touched.closest("fieldset");
  if (!question?.querySelector("[data-alone]")) return;
  const others = [...question.querySelectorAll("input")].filter((input) => input !== touched);
  const alone = "alone" in touched.dataset;
  if (alone && touched.checked) {
    const filled = others.filter((input) => state(input));
    emptied.set(touched, filled.map((input) => [input, state(input)]));
    for (const input of filled) set(input, isTick(input) ? false : "");
  } else if (alone) {
    for (const [input, was] of emptied.get(touched) ?? []) set(input, was);
    emptied.delete(touched);
  } else if (state(touched)) {
    for (const input of others) if ("alone" in input.dataset) input.checked = false;
  }
}

/** @param {HTMLFormElement} form */
export function startAlone(form) {
  form.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement) settle(event.target);
  });
}
