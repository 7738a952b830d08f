// The copy of the site for offline use: fills it, lets the service worker serve it, renews it, takes it away.
// Nothing is stored before `keep` is called, and `remove` leaves nothing behind.

/** The address of the site. */
export const root = new URL("../../", import.meta.url);
const LIST = new URL("offline.json", root).href;
const PREFIX = `rehab-rules-offline ${root.pathname} `; // other sites may share the origin
const AT_ONCE = 6; // downloads; browsers open no more connections to one server

const addressOf = (path) => new URL(path, root).href;
const cacheOf = (version) => PREFIX + version;
const versionOf = (worker) => worker && new URL(worker.scriptURL).searchParams.get("cache")?.slice(PREFIX.length);
const locked = (work, options = {}) => navigator.locks.request(PREFIX, options, work);

/** A problem that is told to a person in these words. */
class Trouble extends Error {}

const listeners = new Set();
let current = { state: "looking" };
let running = null; // the AbortController of the download in this page

/**
 * Tells a listener the state now and whenever it changes: `{state, reason, files, size, done}`. The states:
 * - looking, busy (another page stores), impossible, unreachable (nothing is kept, and the site does not answer);
 * - none, part, removed: nothing is served from a copy;
 * - storing, kept, ready (a newer version is stored and waits for `takeOver`).
 * Gives a function that ends it.
 */
export function status(listener) {
  listeners.add(listener);
  listener(current);
  return () => listeners.delete(listener);
}

function tell(state) {
  current = state;
  for (const listener of listeners) listener(state);
}

/** Finds out how things stand, without storing anything. */
export async function look() {
  if (running) return;
  const reason = obstacle();
  if (reason) return tell({ state: "impossible", reason });
  if ((await navigator.locks.query()).held.some(({ name }) => name === PREFIX)) return wait();
  try {
    const served = versionOf((await own())?.active);
    const list = served && (await listOf(served));
    if (list) return tell({ state: (await waiting()) ? "ready" : "kept", ...sizes(list) });
    const begun = await ours(); // refused where nothing may be stored
    const offered = await announced();
    tell({ state: begun.includes(cacheOf(offered.version)) ? "part" : "none", ...sizes(offered) });
  } catch (error) {
    tell({ state: error.name === "SecurityError" ? "impossible" : "unreachable", reason: inWords(error) });
  }
}

/** Why nothing can be kept in this browser, or nothing. */
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
    tell({ state: "kept", ...sizes(list) });
  });
}

/** Stops a download in this page. */
export function stop() {
  running?.abort(new Trouble("Stopped."));
}

/** Takes everything away; where another page is storing, after that. */
export async function remove() {
  await locked(async () => {
    try {
      await (await own())?.unregister();
      await forget([]);
      tell({ ...current, state: "removed", reason: undefined });
    } catch (error) {
      tell({ ...current, reason: inWords(error) });
    }
  });
}

/** For pages that are served from a copy: stores a newer version where the site has one. Offline it does nothing. */
export async function renew() {
  await look();
  const list = await announced().catch(() => null);
  const registration = await own();
  const served = versionOf(registration?.active);
  if (!list || !served || list.version === versionOf(registration.waiting)) return;
  if (list.version === served) return locked(async (lock) => lock && forget([served, versionOf((await own())?.waiting)]), { ifAvailable: true }); // none: another page is storing
  await alone(async () => {
    await fill(list);
    await serve(list.version);
    tell({ state: "ready", ...sizes(list) });
  });
}

/** Lets the newer version serve. Every page of the site then loads anew (assets/offline.js). */
export async function takeOver() {
  (await waiting())?.postMessage("take over");
}

/** The worker of a newer version that waits, if there is one. */
export async function waiting() {
  const registration = await own();
  const isNewer = registration?.waiting && versionOf(registration.waiting) !== versionOf(registration.active);
  return isNewer ? registration.waiting : null;
}

/** Tells that another page stores, and how things stand when it has ended. */
async function wait() {
  tell({ state: "busy" });
  await locked(() => {});
  await look();
}

/** Runs work that fills a copy in one page at a time, and tells how it failed. */
async function alone(work) {
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
  tell({ ...current, reason: inWords(failure) });
}

/** Stores every file of a list whose hash is right, and the list last. */
async function fill(list) {
  const { signal } = running;
  const cache = await caches.open(cacheOf(list.version));
  const stored = new Set((await cache.keys()).map((request) => request.url));
  const copies = await kept();
  const done = { files: 0, size: 0 };
  const count = ({ size }) => {
    done.files += 1;
    done.size += size;
    if (signal.aborted) return; // a last file may arrive after it was told how the others failed
    tell({ state: "storing", ...sizes(list), done });
  };
  const files = Object.entries(list.files);
  for (const [path, file] of files) if (stored.has(addressOf(path))) count(file);
  const open = files.filter(([path]) => !stored.has(addressOf(path))).values(); // one queue for all
  const work = async () => {
    for (const [path, file] of open) {
      const answer = (await right(copies.get(file.hash)?.(), file)) ?? (await downloaded(path, file, signal));
      signal.throwIfAborted();
      await cache.put(addressOf(path), answer);
      count(file);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await cache.put(LIST, new Response(JSON.stringify(list)));
  } catch (error) {
    running.abort(error);
    if (error.name === "QuotaExceededError") await discard(cacheOf(list.version)); // it would take the last room
    throw signal.reason; // the first of them: what was stopped fails in many ways
  }
}

/** Functions that give what is kept already, by hash. */
async function kept() {
  const found = new Map();
  for (const name of await ours()) {
    const cache = await caches.open(name);
    const list = await listOf(name.slice(PREFIX.length));
    for (const [path, { hash }] of Object.entries(list?.files ?? {})) found.set(hash, () => cache.match(addressOf(path)));
  }
  return found;
}

async function downloaded(path, file, signal) {
  const answer = await fetch(addressOf(path), { cache: "no-store", signal });
  if (!answer.ok) throw new Trouble(`The server did not give ${path || "the front page"} (HTTP ${answer.status}).`);
  const good = await right(answer, file);
  if (!good) throw new Trouble(`${path || "The front page"} is not what the site announced. It may be changing at this moment: try again in some minutes.`);
  return good;
}

/** A clean answer with the same content, if its hash is right. */
async function right(answer, { hash }) {
  const given = await answer;
  if (!given) return null;
  const bytes = await given.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const type = given.headers.get("content-type");
  return hex === hash ? new Response(bytes, { headers: type ? { "content-type": type } : {} }) : null;
}

/** Registers the worker of a version that is whole; done when it serves, or waits for the one before to end. */
async function serve(version) {
  const address = new URL("sw.js", root);
  address.searchParams.set("cache", cacheOf(version));
  const registration = await navigator.serviceWorker.register(address, { scope: root.pathname });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  const last = registration.active ? "installed" : "activated";
  await new Promise((done, failed) => {
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

/** What the site has now, with size and hash of every file. */
async function announced() {
  const answer = await fetch(LIST, { cache: "no-cache", priority: "low" });
  if (!answer.ok) throw new Trouble(`The list of what to keep could not be loaded (HTTP ${answer.status}).`);
  return answer.json();
}

/** The list of a copy that is whole. */
async function listOf(version) {
  return (await caches.match(LIST, { cacheName: cacheOf(version) }))?.json();
}

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** Deletes every copy but those of some versions. */
async function forget(except) {
  for (const name of await ours()) if (!except.includes(name.slice(PREFIX.length))) await discard(name);
}

/** Empties a cache and deletes it: Chromium frees the room of a full one only when the browser is closed. */
async function discard(name) {
  const cache = await caches.open(name);
  await Promise.all((await cache.keys()).map((request) => cache.delete(request)));
  await caches.delete(name);
}

function sizes({ files }) {
  const all = Object.values(files);
  return { files: all.length, size: all.reduce((sum, { size }) => sum + size, 0) };
}

function inWords(error) {
  if (error instanceof Trouble) return error.message;
  if (error.name === "QuotaExceededError") return "There is not enough room on this device, or the browser gives this site no more.";
  if (error.name === "SecurityError") return "The browser does not let this site store anything. A private window or a setting that blocks site data does that.";
  if (error instanceof TypeError) return "The connection broke off.";
  return `The browser could not store it (${error.message}).`;
}
