// Runs the Python engine in a worker: JSON text in, JSON text out. Lies in one folder with the runtime and the archive.
//
// After its first answer it keeps a snapshot for the next visit: Python's memory as it is after the start, which the
// build has made. Pyodide's way to use one is not public, so whatever goes wrong with it leads to the ordinary start.
const scripts = Promise.all([import("./pyodide.mjs"), import("./pyodide.asm.mjs")]); // they come while a snapshot is read

// Which Python packages there are and for which runtime: none, but Pyodide wants to know. A test compares it.
const LOCK = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};
const CACHE = `rehab-rules-start ${new URL("../", import.meta.url).pathname}`; // other sites may share the origin
const PAUSE = 3000; // milliseconds after the first answer: the page may have better things to download
const PRACTICE = 700; // milliseconds after the first answer, in which some twenty visits of ten services fit
const PAGE = 4096; // bytes of memory that a snapshot has or leaves out together

const at = (name) => new URL(name, import.meta.url).href;

/**
 * Starts Python and answers from then on.
 * @param {string | undefined} kept the name of this edition's snapshot, which begins with the hash of its content
 * @param {Promise<{module: WebAssembly.Module, archive: ArrayBuffer}>} downloads runtime and archive
 */
export async function start(kept, downloads) {
  const [memory] = await Promise.all([kept && findSnapshot(kept), scripts]);
  const quick = memory && (await ready(downloads, memory).catch(() => refuse(kept)));
  const answer = quick || (await ready(downloads));
  let answered = false;
  self.onmessage = ({ data: { id, text } }) => {
    try {
      self.postMessage({ id, text: answer(text) });
      if (!answered) practise(() => answer(text), performance.now() + PRACTICE);
    } catch (error) {
      const dead = Boolean(error.pyodide_fatal_error);
      if (dead && quick) refuse(kept);
      self.postMessage({ id, error: error.message, dead });
    }
    if (!answered && kept) setTimeout(() => keepSnapshot(kept).catch(() => {}), PAUSE);
    answered = true;
  };
  self.postMessage({ ready: true, fromSnapshot: Boolean(quick) });
}

/** Computes a visit some more times between other work: browsers make better code of what is called often. */
function practise(compute, until) {
  if (performance.now() < until) setTimeout(() => (compute(), practise(compute, until)), 20);
}

/** The function that computes, with the rules read now and not at the first visit. */
async function ready(downloads, snapshot) {
  const python = await load(downloads, snapshot);
  const calculate = python.pyimport("calculator.web").calculate_text;
  calculate("{}");
  return calculate;
}

/** Python with the engine. Pyodide would download its files itself; it gets those that the page downloads, and prepares meanwhile. */
async function load(downloads, snapshot) {
  const [{ loadPyodide }, { default: createPyodideModule }] = await scripts;
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  let failed;
  const failure = new Promise((_, reject) => (failed = reject)); // Pyodide would only log it, and wait for ever
  const instantiated = async (imports) => {
    const { module } = await downloads;
    await snapshot?.whole;
    const instance = await WebAssembly.instantiate(module, imports);
    if (snapshot) snapshot.memory = instance.exports.memory;
    return { module, instance };
  };
  self.fetch = async () => new Response((await downloads).archive);
  WebAssembly.instantiateStreaming = (_, imports) => instantiated(imports).catch((error) => (failed(error), Promise.reject(error)));
  try {
    const files = { indexURL: at("./"), packageBaseUrl: at("./"), stdLibURL: at("python.zip"), lockFileContents: LOCK };
    return await Promise.race([loadPyodide({ ...files, createPyodideModule, _loadSnapshot: snapshot }), failure]);
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

/**
 * A snapshot as Pyodide takes it, with the pages of memory that differ from those of a fresh runtime.
 *
 * In the file (sitegen/compile_archive.mjs writes it): four numbers, Pyodide's own head, the numbers of the pages, and
 * the pages. Pyodide reads the head and then takes the rest to copy it over the memory; at that moment the pages go there.
 */
class Snapshot extends Uint8Array {
  /** @param {Promise<ArrayBuffer>} file comes while Pyodide prepares itself, which looks into it only afterwards */
  constructor(file) {
    super();
    this.whole = file.then((bytes) => this.take(bytes));
    this.whole.catch(() => {}); // whoever waits for it learns it too
  }

  take(file) {
    const [head, count, end, sum] = new Uint32Array(file, 0, 4);
    const pages = new Uint32Array(file, 16 + head, count);
    Object.assign(this, { file, pages, end, sum, content: new Uint8Array(file, 16 + head + 4 * count) });
  }

  // What Pyodide reads of it, once it is there.
  get buffer() {
    return this.file;
  }

  get byteOffset() {
    return 16;
  }

  get byteLength() {
    return this.file.byteLength - 16;
  }

  subarray(from, to) {
    if (to !== undefined) return new Uint8Array(this.buffer, this.byteOffset + from, to - from);
    const memory = new Uint8Array(this.memory.buffer);
    const pages = new Set(this.pages);
    if (sumOf(memory, this.end, pages) !== this.sum) throw new Error("this browser's fresh memory differs from the build's");
    this.pages.forEach((page, index) => memory.set(this.content.subarray(index * PAGE, (index + 1) * PAGE), page * PAGE));
    return new Uint8Array(0);
  }
}

/** A sum of the pages of a memory that a snapshot does not have. */
function sumOf(memory, end, without) {
  const words = new Uint32Array(memory.buffer);
  let sum = 0;
  for (let page = 0; page < end; page += 1) {
    if (without.has(page)) continue;
    for (let word = (page * PAGE) / 4; word < ((page + 1) * PAGE) / 4; word += 1) sum = (Math.imul(sum, 31) + words[word]) | 0;
  }
  return sum >>> 0;
}

/** The snapshot that an earlier visit has kept, which is still being read then. */
async function findSnapshot(name) {
  try {
    const found = await (await caches.open(CACHE)).match(at(name));
    return found?.ok ? new Snapshot(whole(found, name)) : undefined;
  } catch {
    return undefined; // no storage, or none for this page
  }
}

/** A snapshot's bytes, if they are those of its name. */
async function whole(found, name) {
  const file = await found.arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", file));
  if (!name.startsWith([...hash].map((byte) => byte.toString(16).padStart(2, "0")).join(""))) throw new Error("a snapshot is damaged");
  return file;
}

/** Never uses a snapshot again, nor downloads it: an error is kept in its place. */
async function refuse(name) {
  await (await caches.open(CACHE)).put(at(name), new Response(null, { status: 410 })).catch(() => {});
}

/** Keeps the snapshot for the next visit, and no other. */
async function keepSnapshot(name) {
  if (navigator.connection?.saveData) return;
  const cache = await caches.open(CACHE);
  if (await cache.match(at(name))) return;
  const answer = await fetch(at(name));
  if (!answer.ok) return;
  for (const old of await cache.keys()) await cache.delete(old);
  await cache.put(at(name), new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))));
}
