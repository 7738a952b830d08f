// Answers from the copy of the site that somebody asked to keep. One worker serves one whole version, named in its own
// address, so old and new never mix: the browser lets the next worker in only when assets/offline/copy.js says so.

/** @typedef {Event & {waitUntil: (work: Promise<void>) => void}} InstallEvent */
/** @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void}} FetchEvent */
/** @typedef {EventTarget & {registration: ServiceWorkerRegistration, skipWaiting: () => void}} Scope */
const worker = /** @type {Scope} */ (/** @type {unknown} */ (self)); // tsc knows the names of pages only
const CACHE = new URL(location.href).searchParams.get("cache") ?? "";
const SCOPE = worker.registration.scope;
const LIST = new URL("offline.json", SCOPE).href;

const inCopy = (/** @type {string} */ address) => caches.match(address, { cacheName: CACHE });

/** The list is put into a copy last, so a copy with its list is whole. */
async function refuseAPart() {
  if (!(await inCopy(LIST))) throw new Error("The copy is not whole.");
}

/** The address as the copy has it: a filter or a word that was searched for changes no file. @param {string} address */
function plain(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/index\.html$/, "/");
}

/** What the copy has, else what the network has. A copy that cannot be read is no reason to show nothing. @param {Request} request */
async function answer(request) {
  const address = plain(request.url);
  const kept = await inCopy(address).catch(() => undefined);
  if (kept) return kept;
  const lost = await lostFile(address).catch(() => undefined);
  try {
    return await (lost ? broughtBack(request, address, lost.hash) : fetch(request));
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    const isFolder = await inCopy(`${address}/`).catch(() => undefined);
    return Response.redirect(isFolder ? `${address}/` : `${SCOPE}about/offline/#left-out`);
  }
}

/** A file that the copy should have: some browsers take single ones away when room is short. @param {string} address */
const lostFile = async (address) => (await (await inCopy(LIST))?.json())?.files[address.slice(SCOPE.length)];

/**
 * The same file from the network, kept again. Another one there is of another version: then the whole copy goes, and the
 * next page stores the newer one (assets/offline/copy.js). @param {Request} request @param {string} address @param {string} hash
 */
async function broughtBack(request, address, hash) {
  const answer = await fetch(request);
  const bytes = await answer.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  if ([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === hash) {
    const type = answer.headers.get("content-type");
    const again = new Response(bytes, { headers: type ? { "content-type": type } : {} });
    await caches.open(CACHE).then((cache) => cache.put(address, again)).catch(() => {});
    return answer;
  }
  await caches.delete(CACHE);
  return request.mode === "navigate" ? answer : Response.error();
}

/**
 * What a reload gets while a newer copy waits: a page that asks for nothing, so that this worker can end, and loads anew
 * once the newer copy serves. Where that takes long, the older page comes, and says that newer rules are ready.
 */
const CHANGING = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Newer rules</title>
<p role="status">Loading newer rules…</p>
<script>
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  navigator.serviceWorker.getRegistration().then(({ waiting }) => (waiting ? waiting.postMessage("take over") : location.reload()));
  setTimeout(() => location.replace(location.pathname + location.search), 5000);
</script>`;

/** Whether somebody reloads a page. @param {Request} request */
const isReload = ({ mode, cache }) => mode === "navigate" && (cache === "no-cache" || cache === "reload");

const changing = async () => new Response(CHANGING, { headers: { "content-type": "text/html" } });

worker.addEventListener("install", (event) => /** @type {InstallEvent} */ (event).waitUntil(refuseAPart()));

worker.addEventListener("message", (event) => {
  if (/** @type {MessageEvent} */ (event).data === "take over") worker.skipWaiting();
});

// Only what lies below the site's own folder. The list is always asked anew, and "no-store" is how a copy is filled.
worker.addEventListener("fetch", (given) => {
  const event = /** @type {FetchEvent} */ (given);
  const { method, url, cache } = event.request;
  if (method === "GET" && url.startsWith(SCOPE) && url !== LIST && cache !== "no-store") event.respondWith(isReload(event.request) && worker.registration.waiting ? changing() : answer(event.request));
});
