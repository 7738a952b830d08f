// Answers from the copy of the site that somebody asked to keep. One worker serves one whole version, named in its own
// address, so old and new never mix: the browser lets the next worker in only when assets/offline/copy.js says so.
const CACHE = new URL(location.href).searchParams.get("cache");
const LIST = new URL("offline.json", registration.scope).href;
const SCOPE = registration.scope;

const inCopy = (address) => caches.match(address, { cacheName: CACHE });

/** The list is put into a copy last, so a copy with its list is whole. */
async function refuseAPart() {
  if (!(await inCopy(LIST))) throw new Error("The copy is not whole.");
}

/** The address as the copy has it: a filter or a word that was searched for changes no file. */
function plain(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/index\.html$/, "/");
}

/** What the copy has, else what the network has. A copy that cannot be read is no reason to show nothing. */
async function answer(request) {
  const address = plain(request.url);
  const kept = await inCopy(address).catch(() => undefined);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    const isFolder = await inCopy(`${address}/`).catch(() => undefined);
    return Response.redirect(isFolder ? `${address}/` : `${SCOPE}about/offline/#left-out`);
  }
}

addEventListener("install", (event) => event.waitUntil(refuseAPart()));

addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
});

// Only what lies below the site's own folder. The list is always asked anew, and "no-store" is how a copy is filled.
addEventListener("fetch", (event) => {
  const { method, url, cache } = event.request;
  if (method === "GET" && url.startsWith(SCOPE) && url !== LIST && cache !== "no-store") event.respondWith(answer(event.request));
});
