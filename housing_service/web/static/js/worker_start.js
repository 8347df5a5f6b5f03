// @ts-check
/**
 * Starts the service worker of the version this page is made of, for people who are signed in.
 */

export function startWorker() {
  const address = document.documentElement.dataset.worker;
  // Only over https, or on this machine.
  if (!address || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker
    .register(/** @type {string} */ (trusted(address)), { scope: "/" })
    .catch(() => {
      // A page without a worker is a page all the same.
    });
}

/**
 * The policy of our pages lets only addresses through that were looked at.
 * @param {string} address
 */
function trusted(address) {
  const types = /** @type {{trustedTypes?: {createPolicy: Function}}} */ (
    /** @type {unknown} */ (globalThis)
  ).trustedTypes;
  if (!types) return address;
  const policy = types.createPolicy("worker", {
    createScriptURL: (/** @type {string} */ given) => {
      if (!given.startsWith("/sw.js?")) throw new TypeError("not a worker of ours");
      return given;
    },
  });
  return policy.createScriptURL(address);
}
