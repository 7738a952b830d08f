// Runs the Python engine in a worker: JSON text in, JSON text out. Lies in one folder with the runtime and the archive.
import { loadPyodide } from "./pyodide.mjs";

// Which Python packages there are and for which runtime: none, but Pyodide wants to know. A test compares it.
const LOCK = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};

const at = (name) => new URL(name, import.meta.url).href;

/** Pyodide only logs a download that fails, and then waits for ever: this notices it and changes nothing else. */
function watchDownloads() {
  const { fetch } = self;
  let failed;
  const failure = new Promise((_, reject) => (failed = reject));
  self.fetch = async (...request) => {
    try {
      const answer = await fetch(...request);
      if (!answer.ok) throw new Error(`HTTP ${answer.status} for ${answer.url}`);
      return answer;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  return { failure, end: () => (self.fetch = fetch) };
}

/** Loads Python with the engine; gives `calculate_text`. Runtime and archive download while the rest is read. */
async function load() {
  const downloads = watchDownloads();
  const python = await Promise.race([
    loadPyodide({ indexURL: at("./"), packageBaseUrl: at("./"), stdLibURL: at("python.zip"), lockFileContents: LOCK }),
    downloads.failure,
  ]);
  downloads.end();
  const { calculate_text } = python.pyimport("calculator.web");
  calculate_text("{}"); // reads the rules now, not at the first visit
  return calculate_text;
}

try {
  const calculate = await load();
  self.onmessage = ({ data: { id, text } }) => {
    try {
      self.postMessage({ id, text: calculate(text) });
    } catch (error) {
      self.postMessage({ id, error: error.message, dead: Boolean(error.pyodide_fatal_error) });
    }
  };
  self.postMessage({ ready: true });
} catch (error) {
  self.postMessage({ error: error.message });
}
