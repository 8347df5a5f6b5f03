// @ts-check
/**
 * The little that a page may keep on the device: one list of places, and counts not sent yet.
 * Only `kept_board.js` and `report_outbox.js` decide what goes in; everything goes out together.
 */

const NAME = "kept";
const VERSION = 1;
export const BOARD = "board";
export const REPORTS = "reports";

/** @type {Promise<IDBDatabase>|null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(BOARD);
      asked.result.createObjectStore(REPORTS, { keyPath: "report_id" });
    };
    asked.onsuccess = () => {
      // Another tab may want to delete it, or the browser may take it away.
      asked.result.onversionchange = () => forget();
      asked.result.onclose = () => (opened = null);
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

function forget() {
  void opened?.then((database) => database.close());
  opened = null;
}

/**
 * One transaction on one store; null where the browser keeps nothing (a private window may not).
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T|null>}
 */
export async function keeping(store, mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } catch {
    opened = null;
    return null;
  }
}

/** Nothing of the list stays; counts not sent yet do. */
export async function forgetBoard() {
  await keeping(BOARD, "readwrite", (store) => store.clear());
}

/** Nothing of anybody stays. */
export async function forgetAll() {
  await forgetBoard();
  await keeping(REPORTS, "readwrite", (store) => store.clear());
}
