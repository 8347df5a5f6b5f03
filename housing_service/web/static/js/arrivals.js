// @ts-check
/**
 * What comes over the socket, as text and in the order of its coming. A first list may come packed;
 * what comes while it is read waits for it.
 */

const FORMAT = "deflate-raw";

/** Whether this browser can read a packed list; one that can't is never sent any. */
export function canUnpack() {
  try {
    return Boolean(new DecompressionStream(FORMAT));
  } catch {
    return false;
  }
}

/** @param {ArrayBuffer} packed @returns {Promise<string>} */
function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream(FORMAT));
  return new Response(stream).text();
}

/**
 * @param {WebSocket} socket
 * @param {(text: string) => unknown} onText
 */
export function inOrder(socket, onText) {
  socket.binaryType = "arraybuffer";
  /** What came and is still being read. */
  let reading = /** @type {Promise<void>|null} */ (null);
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string" && reading === null) {
      onText(data);
      return;
    }
    const text = typeof data === "string" ? data : unpacked(data);
    const read = Promise.all([text, reading]).then(
      ([said]) => {
        if (reading === read) reading = null;
        onText(said);
      },
      // What can't be read is asked for again over another line.
      () => socket.close(),
    );
    reading = read;
  });
}
