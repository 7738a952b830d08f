// The calculator's engine for any page: a visit in, its result out. Python runs in one worker, started when needed.

/** How long to wait, in milliseconds: for the engine to start, and for a sign of life while it computes. */
export const limits = { load: 60_000, call: 15_000 };

const MANIFEST = new URL("manifest.json", import.meta.url);
const BUILT = null; // the build writes in what the manifest tells, so that nobody has to ask before the first try
const SCRIPTS = ["worker.js", "pyodide.mjs", "pyodide.asm.mjs"]; // what the worker imports, which always asks the cache
const listeners = new Set();
let cache = "default"; // how the browser's own cache is asked: after a failed start, what it keeps may be the damaged file
let current = { state: "idle" };
let engine = null; // the promise of a running engine; null before the first use and after a failure

/** The result of a visit, or `{errors: [{field, message}]}`. */
export async function calculate(visit) {
  return JSON.parse(await calculateText(JSON.stringify(visit)));
}

/** The result of a visit as the engine's own JSON text; both are text. Rejects only where the engine fails. */
export async function calculateText(json) {
  return (await warm())(String(json));
}

/** Starts the engine where it does not run, so that the first answer comes sooner. Rejects with a reason. */
export function warm() {
  engine ??= start().catch((error) => {
    engine = null; // the next call tries again
    cache = "reload";
    tell({ state: "failed", reason: error.message });
    throw error;
  });
  return engine;
}

/**
 * Tells a listener the state now and whenever it changes: `{state: "idle" | "loading" | "ready" | "failed", reason,
 * rules}`; `rules` is the fingerprint of the rules that answer, once they are ready. Gives a function that ends it.
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

/** Gives the function that computes. */
async function start() {
  tell({ state: "loading" });
  checkBrowser();
  const { worker, rules } = await (BUILT ? startWorker(BUILT).catch(startNewer) : startWorker(newest()));
  const compute = caller(worker);
  tell({ state: "ready", rules });
  return compute;
}

/** A page that was opened, or cached, before the site was renewed names a folder that is gone; then newer rules answer. */
async function startNewer(failure) {
  const edition = await newest().catch(() => BUILT);
  if (edition.folder === BUILT.folder) throw failure;
  return startWorker(edition);
}

/** Where WebAssembly is forbidden, Pyodide would wait for ever instead of saying so. */
function checkBrowser() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // the smallest module there is
  } catch {
    throw new Error("This browser, or a rule of your network, does not allow WebAssembly, which the calculator needs.");
  }
}

/** The edition that the site has now: asked anew each time, because the folder of an old one may be gone. */
async function newest() {
  try {
    return await (await download(MANIFEST, { cache: "no-cache" })).json();
  } catch (error) {
    throw new Error(`The calculator could not be downloaded (${error.message}).`);
  }
}

async function download(address, options = {}) {
  const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(limits.load) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status} for ${address}`);
  return answer;
}

/** The worker's first script, which gets the address of the rest, and then what the page has downloaded meanwhile. */
const FIRST = `const downloads = new Promise((done) => {
  onmessage = ({ data: { script, snapshot, files } }) => {
    if (files) return done(files);
    import(script).then(({ start }) => start(snapshot, downloads)).catch(({ message }) => postMessage({ error: message }));
  };
});`;

/**
 * Gives a worker that is ready. It starts while the edition is still asked for.
 *
 * A worker started from an address is not bound by the page's content security policy; one started from a blob is, and
 * so can send nothing elsewhere.
 */
async function startWorker(edition) {
  const blob = URL.createObjectURL(new Blob([FIRST], { type: "text/javascript" }));
  let worker, timer;
  try {
    worker = new Worker(blob, { type: "module", name: "calculator" });
    const { folder, snapshot, rules } = await edition;
    const at = (name) => new URL(folder + name, MANIFEST).href;
    await new Promise((ready, failed) => {
      const fail = (why) => failed(new Error(`The calculator could not start (${why}).`));
      const late = `not ready after ${limits.load / 1000} seconds; the connection may be slow, or the browser old`;
      timer = setTimeout(fail, limits.load, late);
      worker.onmessage = ({ data }) => (data.ready ? ready() : fail(data.error));
      worker.onerror = (event) => {
        event.preventDefault();
        fail(event.message || "its worker did not load");
      };
      handOver(worker, at, snapshot).catch(({ message }) => fail(message));
    });
    return { worker, rules };
  } catch (error) {
    worker?.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    URL.revokeObjectURL(blob);
  }
}

/** Tells the worker its script, downloads the big files beside it, and compiles while they come. */
async function handOver(worker, at, snapshot) {
  if (cache === "reload") await Promise.all(SCRIPTS.map(async (name) => (await download(at(name), { cache })).text()));
  worker.postMessage({ script: at("worker.js"), snapshot });
  const [module, archive] = await Promise.all([
    WebAssembly.compileStreaming(download(at("pyodide.asm.wasm"), { cache })),
    download(at("python.zip"), { cache }).then((answer) => answer.arrayBuffer()),
  ]);
  worker.postMessage({ files: { module, archive } }, [archive]);
}

/** The function that sends a text to a worker that is ready, and gives the promise of its answer. */
function caller(worker) {
  const waiting = new Map();
  let lastId = 0;
  let timer;

  function watch() {
    clearTimeout(timer);
    if (waiting.size) timer = setTimeout(() => stop("The calculator did not answer in time."), limits.call);
  }

  /** A busy Python cannot be interrupted, a dead one not used: the worker goes, and the next call starts another. */
  function stop(reason) {
    clearTimeout(timer);
    worker.terminate();
    engine = null;
    tell({ state: "failed", reason });
    for (const { failed } of waiting.values()) failed(new Error(reason));
    waiting.clear();
  }

  worker.onmessage = ({ data: { id, text, error, dead } }) => {
    if (dead) return stop(error);
    const { done, failed } = waiting.get(id);
    waiting.delete(id);
    watch();
    if (error === undefined) done(text);
    else failed(new Error(error));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    stop(`The calculator stopped (${event.message || "its worker broke"}).`);
  };
  return (text) =>
    new Promise((done, failed) => {
      lastId += 1;
      waiting.set(lastId, { done, failed });
      if (waiting.size === 1) watch();
      worker.postMessage({ id: lastId, text });
    });
}
