// Tells the versions of what is linked into the pinned Pyodide, by their names in sitegen/notices.yaml, as JSON.
import { boot, run } from "../../sitegen/pyodide/boot.mjs";

run(async () => {
  const python = await boot();
  process.stdout.write(python.runPython(`
import decimal, json, pyexpat, sqlite3, zlib
from compression import zstd

json.dumps({
    "Expat": pyexpat.EXPAT_VERSION.removeprefix("expat_"),
    "libmpdec": decimal.__libmpdec_version__,
    "SQLite": sqlite3.sqlite_version,
    "zlib": zlib.ZLIB_RUNTIME_VERSION,
    "Zstandard": zstd.zstd_version,
})
`));
});
