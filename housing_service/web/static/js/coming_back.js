// @ts-check
/**
 * How a page that has lost its line comes back: after which pause, and whether it may at all.
 */

const BACKOFF_FIRST_MS = 400;
// A restart takes seconds: meanwhile nobody pauses for long, and only then for longer and longer.
const RESTART_MS = 30000;
const BACKOFF_RESTART_MAX_MS = 2000;
const BACKOFF_MAX_MS = 15000;

/**
 * Full jitter: after a restart of the service its consoles must not return all at once.
 * @param {number} goneMs since the line was lost @param {number} attempts made since
 */
export function pauseMs(goneMs, attempts) {
  const longest = goneMs < RESTART_MS ? BACKOFF_RESTART_MAX_MS : BACKOFF_MAX_MS;
  return 100 + Math.random() * Math.min(longest, BACKOFF_FIRST_MS * 2 ** attempts);
}

/** To a script a refused handshake looks like a lost network; asking tells them apart. */
export async function isSignedOut() {
  const answer = await fetch("/v1/me", { cache: "no-store" }).catch(() => null);
  return answer?.status === 401;
}
