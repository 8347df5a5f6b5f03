// @ts-check
/**
 * Fills server-made markup from a view, and keeps a list of such rows in step with keyed views.
 * Text goes in as text only; no markup is ever made from strings.
 *
 * `data-t="key"` is text, `data-if="key"` is hidden unless the value is true,
 * `data-a="attribute=key ..."` sets attributes.
 */

/** @typedef {Record<string, unknown>} View */
/** @typedef {(view: View) => void} Binding */

/** @type {WeakMap<Element, Binding[]>} */
const bindings = new WeakMap();
/** @type {WeakMap<Element, unknown>} what the rows of lists show */
const shownIn = new WeakMap();

/**
 * The element with this id; the page's markup and its module belong together.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new TypeError(`#${id} is missing from this page`);
  return element;
}

/** @param {string} name of a meta element @returns {string} */
export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/** @param {Element} root @param {View} view */
export function fill(root, view) {
  let known = bindings.get(root);
  if (!known) {
    known = bind(root);
    bindings.set(root, known);
  }
  for (const apply of known) apply(view);
}

/** @param {Element} root @returns {Binding[]} */
function bind(root) {
  /** @type {Binding[]} */
  const found = [];
  const inside = root.querySelectorAll("[data-t], [data-if], [data-a]");
  for (const element of [root, ...inside]) {
    const text = element.getAttribute("data-t");
    if (text !== null) found.push((view) => setText(element, String(view[text] ?? "")));
    const shown = element.getAttribute("data-if");
    if (shown !== null) found.push((view) => element.toggleAttribute("hidden", !view[shown]));
    for (const pair of (element.getAttribute("data-a") ?? "").split(" ").filter(Boolean)) {
      const [name, key] = pair.split("=");
      found.push((view) => setAttribute(element, name, String(view[key] ?? "")));
    }
  }
  return found;
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string} value */
function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Makes the items of a plain list those texts.
 * @param {Element|null} list
 * @param {readonly string[]} texts
 */
export function listTexts(list, texts) {
  if (!list) return;
  while (list.childElementCount > texts.length) list.lastElementChild?.remove();
  texts.forEach((text, index) => {
    const item = list.children[index] ?? list.appendChild(document.createElement("li"));
    setText(item, text);
  });
}

/** @param {HTMLTemplateElement} template @returns {HTMLElement} */
export function clone(template) {
  const made = template.content.firstElementChild?.cloneNode(true);
  if (!(made instanceof HTMLElement)) throw new TypeError("a template without an element");
  return made;
}

/**
 * Makes the rows of `container` those of `views`, in their order. Rows that stay are filled in
 * place and moved only when they must be, so focus and half-typed fields survive.
 * @template {{id: string}} V
 * @param {Element} container
 * @param {HTMLTemplateElement} template
 * @param {readonly V[]} views
 * @param {(row: HTMLElement, view: V) => void} [after] more to do per row
 */
export function patchList(container, template, views, after) {
  /** @type {Map<string, HTMLElement>} */
  const leftover = new Map();
  for (const row of container.children) {
    if (row instanceof HTMLElement) leftover.set(row.dataset.key ?? "", row);
  }
  let cursor = container.firstElementChild;
  for (const view of views) {
    const row = leftover.get(view.id) ?? clone(template);
    leftover.delete(view.id);
    row.dataset.key = view.id;
    // A view that is the same object says the same, if nobody else has filled the row since.
    if (shownIn.get(row) !== view) {
      fill(row, view);
      shownIn.set(row, view);
    }
    if (row === cursor) cursor = cursor.nextElementSibling;
    else move(container, row, cursor);
    after?.(row, view);
  }
  for (const row of leftover.values()) row.remove();
}

/** @param {Element} container @param {HTMLElement} row @param {Element|null} before */
function move(container, row, before) {
  // moveBefore keeps focus in a row that is already on the page; older browsers lack it.
  const mover = /** @type {{moveBefore?: (node: Node, child: Node|null) => void}} */ (container);
  if (row.isConnected && mover.moveBefore) mover.moveBefore(row, before);
  else container.insertBefore(row, before);
}

/**
 * Does something to the page and then gives focus back where it can go on. Focus that vanishes
 * with a row would throw a keyboard user to the top: it follows the row to its new list, or goes
 * to the heading of the list it was in.
 * @param {() => void} change
 */
export function keepingFocus(change) {
  const before = document.activeElement;
  const key = before?.closest("[data-key]")?.getAttribute("data-key");
  const heading = before?.closest("section")?.querySelector("h2[tabindex]");
  change();
  // What was pressed may be hidden now and not gone; a browser notices that only later.
  const gone = document.activeElement === document.body || !before?.checkVisibility();
  const lost = gone && before !== document.body;
  if (!lost) return;
  const places = [key ? document.querySelector(`li[data-key="${key}"]`) : null, heading];
  const found = places.find((place) => place?.checkVisibility());
  const target = found ?? document.getElementById("main");
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
