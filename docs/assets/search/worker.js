// The site's search: the theme's own (lunr), asked better, with the pages that a text names put first. The theme starts this worker in
// place of its own (overrides/main.html) and talks to it in its own messages; nothing is loaded before something is looked for.
/** @import { Item } from "./lookup.js" */

/** The theme's messages, by their type. */
const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3];

const here = (/** @type {string} */ way) => new URL(way, location.href);
const theirs = here(`../javascripts/workers/${location.hash.slice(1)}`);

/** @type {{config: object, options: object}} */
let setup;
/** @type {Promise<(text: string) => Promise<Item[][]>> | null} */
let searching = null;
let newest = "";

self.onmessage = async ({ data: { type, data } }) => {
  if (type === SETUP) {
    setup = data;
    self.postMessage({ type: READY });
  } else if (type === QUERY) {
    newest = data;
    const items = data.trim() ? await found(data) : [];
    if (newest === data) self.postMessage({ type: RESULT, data: { items } });
  }
};

/** The results for a text; none where the search cannot be loaded, and the next text tries again. @param {string} text */
async function found(text) {
  try {
    searching ??= begun();
    return await (await searching)(text);
  } catch (why) {
    console.warn("The search could not be loaded.", why);
    searching = null;
    return [];
  }
}

/** Loads the index and the words, and starts the theme's worker with them. */
async function begun() {
  const read = async (/** @type {string} */ name) => (await fetch(here(`../../search/${name}`))).json();
  const [{ Lookup, lunrQuery, namedFirst }, docs, entries] = await Promise.all([import("./lookup.js"), read("pages.json"), read("words.json")]);
  const lookup = new Lookup(entries);
  const pages = new Map(docs.map((/** @type {Item} */ doc) => [doc.location, doc]));
  const worker = new Worker(theirs);
  const ask = (/** @type {unknown} */ message) => new Promise((answered, failed) => {
    worker.onmessage = ({ data: { data } }) => answered(data);
    worker.onerror = failed;
    worker.postMessage(message);
  });
  await ask({ type: SETUP, data: { ...setup, docs } });
  let last = Promise.resolve();
  /** @param {string} query @returns {Promise<Item[][]>} */
  const asked = async (query) => {
    const result = last.then(() => ask({ type: QUERY, data: query }));
    last = result.catch(() => {});
    return query ? (await result).items : [];
  };
  return async (/** @type {string} */ text) => {
    const groups = await asked(lunrQuery(text));
    // lunr fails at a few numbers, such as 1 and 127, and finds nothing then.
    const others = groups.length ? groups : await asked(lunrQuery(text, { numbers: false }));
    return namedFirst(others, lookup.named(text), pages);
  };
}
