// Starts the pinned Pyodide under node: for building the archive, and for the tests.
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of the npm package. */
export const PYODIDE = new URL("../../node_modules/pyodide/", import.meta.url);

/**
 * A fresh Python: with a standard library as a zip, from a folder with the runtime (by default both of the npm package).
 * @param {{ library?: string, folder?: string, env?: object }} options
 */
export async function boot({ library, folder, env = {} } = {}) {
  const from = folder ? pathToFileURL(`${folder}/`) : PYODIDE;
  const { loadPyodide } = await import(new URL("pyodide.mjs", from));
  const { info } = JSON.parse(await readFile(new URL("pyodide-lock.json", PYODIDE), "utf8"));
  return loadPyodide({
    indexURL: fileURLToPath(from),
    stdLibURL: library ?? fileURLToPath(new URL("python_stdlib.zip", PYODIDE)),
    lockFileContents: { info, packages: {} },
    env,
    stdout: (line) => process.stderr.write(`${line}\n`), // standard output belongs to the caller
  });
}

/** Runs a script's main function; a failure ends it with a message instead of a megabyte of minified source. */
export async function run(main) {
  try {
    process.exitCode = (await main(...process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.stderr.write(`${String(error?.message ?? error).slice(-4000)}\n`);
    process.exitCode = 1;
  }
}
