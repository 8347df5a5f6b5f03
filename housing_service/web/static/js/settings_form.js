// @ts-check
/**
 * The settings of this device. They are kept by the service in a cookie and the page is shown anew;
 * what was typed and chosen meanwhile goes along in the memory of this tab and nowhere else.
 */

const MARK = "typed:";
// More than any form of ours holds.
const TYPED_BYTES_MAX = 100_000;
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button"]);

/** @typedef {{form: string, name: string, index: number, value: string, checked: boolean}} Typed */
/** @typedef {{path: string, fields: Typed[], open: number[]}} Carried */

/** Sends the form of settings from here, so that nothing typed is lost. */
export function startSettings() {
  for (const form of document.querySelectorAll("form[data-form=settings]")) {
    form.addEventListener("submit", () => carryTyped());
  }
}

/** Puts all that was typed into the tab's own name, which is no storage and goes with the tab. */
function carryTyped() {
  const text = MARK + JSON.stringify(typedNow());
  window.name = text.length <= TYPED_BYTES_MAX ? text : "";
}

/** @returns {Carried} all that was typed and chosen on this page, and what is folded out */
export function typedNow() {
  const fields = controls().flatMap((control) => {
    const changed = isChanged(control);
    return changed ? [{ ...addressOf(control), ...stateOf(control) }] : [];
  });
  const open = [...document.querySelectorAll("main details")].flatMap((part, index) =>
    part.hasAttribute("open") ? [index] : [],
  );
  return { path: location.pathname, fields, open };
}

/** What was typed before the page was shown anew is there again, as if it were typed now. */
export function bringBackTyped() {
  if (!window.name.startsWith(MARK)) return;
  /** @type {Carried} */
  const carried = JSON.parse(window.name.slice(MARK.length));
  window.name = "";
  putBack(carried);
}

/** Types it again, when it was typed on this page. @param {Carried} carried */
export function putBack(carried) {
  if (carried.path !== location.pathname) return;
  const parts = document.querySelectorAll("main details");
  for (const index of carried.open) parts[index]?.setAttribute("open", "");
  // A first answer may bring further questions, so what is not there yet is tried again.
  let left = carried.fields;
  for (let round = 0; round < 3 && left.length > 0; round += 1) left = left.filter((f) => !put(f));
}

/** @param {Typed} typed @returns {boolean} whether there is such a field */
function put(typed) {
  const control = controls().find((other) => {
    const { form, name, index } = addressOf(other);
    return form === typed.form && name === typed.name && index === typed.index;
  });
  if (!control) return false;
  if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
    control.checked = typed.checked;
  } else {
    control.value = typed.value;
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** @returns {(HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement)[]} */
function controls() {
  const found = document.querySelectorAll("input, select, textarea");
  return [...found].filter(
    /** @returns {control is HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} */
    (control) =>
      (control instanceof HTMLInputElement ||
        control instanceof HTMLSelectElement ||
        control instanceof HTMLTextAreaElement) &&
      !SKIPPED.has(control.type) &&
      control.name !== "" &&
      control.form !== null &&
      control.form.dataset.form !== "settings",
  );
}

/** @param {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} control */
function isChanged(control) {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options];
    const first = options.findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(0, first);
  }
  if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
    return control.checked !== control.defaultChecked;
  }
  return control.value !== control.defaultValue;
}

/** @param {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} control */
function addressOf(control) {
  const form = control.form?.id || control.form?.getAttribute("action") || "";
  const same = [...(control.form?.elements ?? [])].filter(
    (other) => other.getAttribute("name") === control.name,
  );
  return { form, name: control.name, index: same.indexOf(control) };
}

/** @param {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} control */
function stateOf(control) {
  const checked = control instanceof HTMLInputElement && control.checked;
  return { value: control.value, checked };
}
