// @ts-check
/**
 * The service worker: when the service can't be reached, a page of our own stands in for the one
 * that was asked for. It keeps that one page and the files it is made of, and nothing else: no page
 * with a list, no answer of the service. Its address carries the version of the files, the language
 * and the one word that a notice may show; another address is another worker.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const given = new URL(worker.location.href).searchParams;
const CACHE = `shell-${given.get("v") ?? ""}`;
const NOTICE_WORD = given.get("say") ?? "";
// Long enough for a page to be loaded again by a slow phone, and in memory only.
const TYPED_FORGOTTEN_AFTER_MS = 20e3;
const TYPED_PAGES_MAX = 8;
const STAND_IN = "/offline";
// What a proxy says while the service behind it is gone.
const GONE = [502, 504];
const CHANGES = ["POST", "PUT", "DELETE"];
const FILE = /"(\/static\/[0-9a-f]+\/[\w./-]+)"/g;

worker.addEventListener("install", (event) => {
  event.waitUntil(passByChanges(event));
  event.waitUntil(keepStandIn().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(pageOrStandIn(event));
  } else if (new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(fileOf(request));
  }
});

// A notice may be read on a locked screen by anybody: it says one neutral word, whatever came.
worker.addEventListener("push", (event) => {
  const icon = `/static/${given.get("v")}/icon.svg`;
  const shown = { icon, tag: "one", lang: given.get("in") ?? "en" };
  event.waitUntil(worker.registration.showNotification(NOTICE_WORD, shown));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showPage());
});

// What was typed on a page that is being loaded again, by the random name of its tab.
/** @type {Map<string, {text: unknown}>} */
const typed = new Map();

worker.addEventListener("message", (event) => {
  const { keep, give, typed: text } = event.data ?? {};
  if (typeof keep === "string") {
    const kept = { text };
    typed.set(keep, kept);
    for (const oldest of [...typed.keys()].slice(0, -TYPED_PAGES_MAX)) typed.delete(oldest);
    // What was kept anew meanwhile has a time of its own.
    setTimeout(() => typed.get(keep) === kept && typed.delete(keep), TYPED_FORGOTTEN_AFTER_MS);
  }
  if (typeof give === "string") {
    event.ports[0]?.postMessage(typed.get(give)?.text ?? null);
    typed.delete(give);
  }
});

/**
 * What a page writes goes past this worker, where a browser can be told so. It would only be let
 * through, and what a page sends while it is going is lost on the detour: of taps followed at once
 * by another page a third never left.
 * @param {ExtendableEvent} event
 */
async function passByChanges(event) {
  const routed = /** @type {ExtendableEvent & {addRoutes?: (rules: object[]) => unknown}} */ (event);
  const rules = CHANGES.map((requestMethod) => ({ condition: { requestMethod }, source: "network" }));
  await routed.addRoutes?.(rules);
}

/** Keeps the page that stands in, with every file that it names. */
async function keepStandIn() {
  const cache = await caches.open(CACHE);
  const page = await fetch(STAND_IN, { cache: "no-store" });
  if (!page.ok || page.redirected) return;
  const text = await page.clone().text();
  await cache.put(STAND_IN, page);
  await cache.addAll([...new Set(Array.from(text.matchAll(FILE), (found) => found[1]))]);
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  // The page is asked for while this worker starts, not after.
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/** @param {FetchEvent} event */
async function pageOrStandIn(event) {
  try {
    const page = (await event.preloadResponse) ?? (await fetch(event.request));
    if (!GONE.includes(page.status)) return page;
    return (await standIn()) ?? page;
  } catch (error) {
    const page = await standIn();
    if (page) return page;
    throw error;
  }
}

async function standIn() {
  return (await caches.open(CACHE)).match(STAND_IN);
}

/** @param {Request} request */
async function fileOf(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

/** Brings a page of ours to the front, or opens one. */
async function showPage() {
  const open = await worker.clients.matchAll({ type: "window" });
  if (open.length > 0) await open[0].focus();
  else await worker.clients.openWindow("/");
}
