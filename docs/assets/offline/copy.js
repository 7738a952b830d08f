// The copy of the site for offline use: fills it, lets the service worker serve it, renews it, takes it away.
// Nothing is stored before `keep` is called, and `remove` leaves nothing behind.
import { sha256 } from "../sha256.js";

/**
 * @typedef {{ size: number, hash: string }} File
 * @typedef {{ version: string, files: Record<string, File> }} List what the site has, or a copy of it
 * @typedef {object} Now
 * @property {"looking" | "busy" | "impossible" | "unreachable" | "none" | "part" | "removed" | "storing" | "kept" | "ready"} state
 *   busy: another page stores; unreachable: nothing is kept, and the site does not answer; none, part, removed: nothing is
 *   served from a copy; kept: a copy is served; ready: a newer version is stored and waits for `takeOver`
 * @property {string} [reason] why something did not work
 * @property {number} [files] how many the whole copy has
 * @property {number} [size] its bytes
 * @property {{ files: number, size: number }} [done] what of it is stored
 */

/** The address of the site. */
export const root = new URL("../../", import.meta.url);
const LIST = new URL("offline.json", root).href;
const PREFIX = `rehab-rules-offline ${root.pathname} `; // other sites may share the origin
const AT_ONCE = 6; // downloads; browsers open no more connections to one server

const addressOf = (/** @type {string} */ path) => new URL(path, root).href;
const cacheOf = (/** @type {string} */ version) => PREFIX + version;
/** @param {ServiceWorker | null} [worker] */
const versionOf = (worker) => worker && new URL(worker.scriptURL).searchParams.get("cache")?.slice(PREFIX.length);
/** @param {(lock: Lock | null) => unknown} work @param {LockOptions} options */
const locked = (work, options = {}) => navigator.locks.request(PREFIX, options, work);

/** A problem in words for a person. */
class Trouble extends Error {}

/** @type {Set<(now: Now) => void>} */
const listeners = new Set();
/** @type {Now} */
let current = { state: "looking" };
/** @type {AbortController | null} */
let running = null; // of the download in this page

/** Calls a listener with the state now and whenever it changes. @param {(now: Now) => void} listener */
export function status(listener) {
  listeners.add(listener);
  listener(current);
}

/** @param {Now} state */
function announce(state) {
  current = state;
  for (const listener of listeners) listener(state);
}

/** Finds out how things stand, without storing anything. */
export async function look() {
  if (running) return;
  const reason = obstacle();
  if (reason) return announce({ state: "impossible", reason });
  if ((await navigator.locks.query()).held?.some(({ name }) => name === PREFIX)) return wait();
  try {
    const served = versionOf((await own())?.active);
    const list = served && (await listOf(served));
    if (list) return announce({ state: (await waiting()) ? "ready" : "kept", ...sizes(list) });
    const begun = await ours(); // refused where nothing may be stored
    const offered = await announced();
    announce({ state: begun.includes(cacheOf(offered.version)) ? "part" : "none", ...sizes(offered) });
  } catch (error) {
    announce({ state: /** @type {Error} */ (error).name === "SecurityError" ? "impossible" : "unreachable", reason: inWords(error) });
  }
}

/** Why nothing can be kept in this browser, if so. */
function obstacle() {
  if (!isSecureContext) return "Browsers keep pages for offline use only from protected addresses (https). This page came over http.";
  if (!navigator.serviceWorker || !globalThis.caches || !navigator.locks) return "This browser cannot keep pages for offline use. A private window may be the reason, or an old browser.";
}

/** Stores the site as it is now, and serves it from then on. What an earlier try has stored is not downloaded again. */
export async function keep() {
  navigator.storage?.persist?.().catch(() => {}); // a browser that is short of room then asks before it clears
  await alone(async () => {
    const list = await announced();
    await fill(list);
    await serve(list.version);
    await takeOver(); // only where a copy served that was no longer whole
    await forget([list.version]);
    announce({ state: "kept", ...sizes(list) });
  });
}

/** Stops a download in this page. */
export const stop = () => running?.abort(new Trouble("Stopped."));

/** Takes everything away; where another page is storing, after that. */
export async function remove() {
  await locked(async () => {
    try {
      await (await own())?.unregister();
      await forget([]);
      announce({ ...current, state: "removed", reason: undefined });
    } catch (error) {
      announce({ ...current, reason: inWords(error) });
    }
  });
}

/** For pages that are served from a copy: stores a newer version where the site has one. Offline it does nothing. */
export async function renew() {
  await look();
  const list = await announced().catch(() => null);
  const registration = await own();
  const served = versionOf(registration?.active);
  if (!list || !registration || !served || list.version === versionOf(registration.waiting)) return;
  if (list.version === served) {
    await locked(async (lock) => lock && forget([served, versionOf((await own())?.waiting) || ""]), { ifAvailable: true });
    return; // without the lock another page is storing
  }
  await alone(async () => {
    await fill(list);
    await serve(list.version);
    announce({ state: "ready", ...sizes(list) });
  });
}

/** Lets the newer version serve. Every page of the site then loads anew (assets/offline.js). */
export const takeOver = async () => (await waiting())?.postMessage("take over");

/** The worker of a newer version that waits, if there is one. */
export async function waiting() {
  const registration = await own();
  const isNewer = registration?.waiting && versionOf(registration.waiting) !== versionOf(registration.active);
  return isNewer ? registration.waiting : null;
}

/** Says that another page stores, and how things are when it has ended. */
async function wait() {
  announce({ state: "busy" });
  await locked(() => {});
  await look();
}

/** Runs work that fills a copy in one page at a time, and says how it failed. @param {() => Promise<void>} work */
async function alone(work) {
  /** @type {unknown} */
  let failure;
  const mine = await locked(async (lock) => {
    if (!lock) return false;
    running = new AbortController();
    await work().catch((error) => (failure = error));
    running = null;
    return true;
  }, { ifAvailable: true });
  if (!mine) return wait();
  if (!failure) return;
  await look();
  announce({ ...current, reason: inWords(failure) });
}

/** Stores every file of a list whose hash is right, and the list last. @param {List} list */
async function fill(list) {
  const download = running ?? new AbortController();
  const { signal } = download;
  const cache = await caches.open(cacheOf(list.version));
  const stored = new Set((await cache.keys()).map((request) => request.url));
  const copies = await kept();
  const done = { files: 0, size: 0 };
  const count = (/** @type {File} */ { size }) => {
    done.files += 1;
    done.size += size;
    if (!signal.aborted) announce({ state: "storing", ...sizes(list), done }); // a last file may arrive after the others have failed
  };
  const files = Object.entries(list.files);
  for (const [path, file] of files) if (stored.has(addressOf(path))) count(file);
  const open = files.filter(([path]) => !stored.has(addressOf(path))).values(); // one queue for all
  const work = async () => {
    for (const [path, file] of open) {
      const answer = (await right(await copies.get(file.hash)?.(), file)) ?? (await downloaded(path, file, signal));
      signal.throwIfAborted();
      await cache.put(addressOf(path), answer);
      count(file);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await cache.put(LIST, new Response(JSON.stringify(list)));
  } catch (error) {
    download.abort(error);
    if (/** @type {Error} */ (error).name === "QuotaExceededError") await discard(cacheOf(list.version)); // it would take the last room
    throw signal.reason; // the first of them: what was stopped fails in many ways
  }
}

/** Functions that give what is kept already, by hash. */
async function kept() {
  /** @type {Map<string, () => Promise<Response | undefined>>} */
  const found = new Map();
  for (const name of await ours()) {
    const cache = await caches.open(name);
    const list = await listOf(name.slice(PREFIX.length));
    for (const [path, { hash }] of Object.entries(list?.files ?? {})) found.set(hash, () => cache.match(addressOf(path)));
  }
  return found;
}

/** @param {string} path @param {File} file @param {AbortSignal} signal */
async function downloaded(path, file, signal) {
  const answer = await fetch(addressOf(path), { cache: "no-store", signal });
  if (!answer.ok) throw new Trouble(`The server did not give ${path || "the front page"} (HTTP ${answer.status}).`);
  const good = await right(answer, file);
  if (!good) throw new Trouble(`${path || "The front page"} is not what the site announced. It may be changing at this moment: try again in some minutes.`);
  return good;
}

/** A clean answer with the same content, if its hash is right. @param {Response | undefined} answer @param {File} file */
async function right(answer, { hash }) {
  if (!answer) return null;
  const bytes = await answer.arrayBuffer();
  const type = answer.headers.get("content-type");
  return (await sha256(bytes)) === hash ? new Response(bytes, { headers: type ? { "content-type": type } : {} }) : null;
}

/** Registers the worker of a version that is whole; done when it serves, or waits for the one before to end. @param {string} version */
async function serve(version) {
  const address = new URL("sw.js", root);
  address.searchParams.set("cache", cacheOf(version));
  const registration = await navigator.serviceWorker.register(address, { scope: root.pathname });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (!worker) throw new Trouble("The browser did not start the copy.");
  const last = registration.active ? "installed" : "activated";
  await new Promise((/** @type {(value?: unknown) => void} */ done, failed) => {
    const see = () => {
      if ([last, "activated"].includes(worker.state)) done();
      if (worker.state === "redundant") failed(new Trouble("The browser did not start the copy."));
    };
    worker.addEventListener("statechange", see);
    see();
  });
}

/** The site's own registration, not that of a folder above it. */
async function own() {
  const registration = await navigator.serviceWorker.getRegistration(root);
  return registration?.scope === root.href ? registration : undefined;
}

/** What the site has now, with size and hash of every file. @returns {Promise<List>} */
async function announced() {
  const answer = await fetch(LIST, { cache: "no-cache", priority: "low" });
  if (!answer.ok) throw new Trouble(`The list of what to keep could not be loaded (HTTP ${answer.status}).`);
  return answer.json();
}

/** The list of a copy that is whole. @param {string} version @returns {Promise<List | undefined>} */
const listOf = async (version) => (await caches.match(LIST, { cacheName: cacheOf(version) }))?.json();

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** Deletes every copy but those of some versions. @param {string[]} except */
async function forget(except) {
  for (const name of await ours()) if (!except.includes(name.slice(PREFIX.length))) await discard(name);
}

/** Empties a cache and deletes it: Chromium frees the room of a full one only when the browser is closed. @param {string} name */
async function discard(name) {
  const cache = await caches.open(name);
  await Promise.all((await cache.keys()).map((request) => cache.delete(request)));
  await caches.delete(name);
}

/** @param {List} list */
function sizes({ files }) {
  const all = Object.values(files);
  return { files: all.length, size: all.reduce((sum, { size }) => sum + size, 0) };
}

/** @param {unknown} error */
function inWords(error) {
  if (!(error instanceof Error)) return `The browser could not store it (${error}).`;
  if (error instanceof Trouble) return error.message;
  if (error.name === "QuotaExceededError") return "There is not enough room on this device, or the browser gives this site no more.";
  if (error.name === "SecurityError") return "The browser does not let this site store anything. A private window or a setting that blocks site data does that.";
  if (error instanceof TypeError) return "The connection broke off.";
  return `The browser could not store it (${error.message}).`;
}
