// @ts-check
/**
 * The big minus and plus beside a number field. Without this module the field is typed into.
 */

/** Answers every stepper on the page, also those added later. */
export function startSteppers() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
    if (!(button instanceof HTMLElement)) return;
    const field = button.closest(".stepper")?.querySelector("input");
    if (field) step(field, Number(button.dataset.step));
  });
}

/** @param {HTMLInputElement} field @param {number} by */
function step(field, by) {
  const least = field.min === "" ? 0 : Number(field.min);
  const most = field.max === "" ? 9999 : Number(field.max);
  const next = Math.min(Math.max((Number(field.value) || 0) + by, least), most);
  if (String(next) === field.value) return;
  field.value = String(next);
  // Not the event of typing: a tap says the whole number at once.
  field.dispatchEvent(new CustomEvent("input", { bubbles: true }));
}
