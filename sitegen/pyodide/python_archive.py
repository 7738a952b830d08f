"""Builds what the calculator in the page loads: the pinned Python runtime and one archive with engine and rules.

Everything goes into a folder named after its content, so that a cache never mixes two versions, and `manifest.json`
with it names that folder.
"""

import ast
import contextlib
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from calculator.model import KINDS
from sitegen.pyodide.node import NodeMissingError, node

ROOT = Path(__file__).parent.parent.parent
ENGINE = ROOT / "calculator"
WORKER = ROOT / "docs" / "assets" / "calculator" / "worker.js"
PYODIDE = ROOT / "node_modules" / "pyodide"
ENTRIES = (ENGINE / "web.py", ENGINE / "web_claims.py")
"""What the workers of the pages call."""
LIBRARY = "python_stdlib.zip"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
BUILDERS = tuple(
    Path(__file__).with_name(name)
    for name in ("compile_archive.mjs", "boot.mjs", "inside_pyodide.py", "dataclass_methods.py")
)
UNBUILT = "const BUILT = null;"
"""Where engine.js takes the manifest from the build."""

CACHE = ROOT / ".cache" / "pyodide"
KEPT = 5
"""Archives that stay in the cache, for going back and forth between rules."""

LEFT_OUT = ENGINE / "loading"
"""Reads rule files, which the browser does not have."""


class ArchiveError(RuntimeError):
    """The archive cannot be built."""


def build(out: Path, rules_json: str, cache: Path = CACHE) -> Path:
    """Write the runtime, the archive and the worker for the page; without changes it takes milliseconds.

    An `engine.js` that lies there already learns the folder.

    Args:
        out: the folder that the site serves as `assets/calculator/`.
        rules_json: the compiled rules, as `calculator.reading.bundle.dumps` gives them.
        cache: where compiled parts are kept between builds.

    Returns:
        The folder inside `out`, named after its content.

    Raises:
        ArchiveError: where the runtime is not installed or the engine does not work in it.
        NodeMissingError: where there is no node.
    """
    return install(out, archive(rules_json, cache), fingerprint(rules_json))


def install(out: Path, whole: Path, rules: str) -> Path:
    """Write the runtime, an archive with these rules by their fingerprint, and the worker; gives their folder in `out`."""
    files = {name: PYODIDE / name for name in RUNTIME} | {"worker.js": WORKER, "python.zip": whole}
    folder = out / digest(file.read_bytes() for _, file in sorted(files.items()))[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in files.items():
        shutil.copyfile(file, folder / name)
    pinned = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock = {"info": pinned["info"], "packages": {}}  # for which runtime packages are made, and that there are none
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    manifest = json.dumps({"folder": f"{folder.name}/", "rules": rules})
    (out / "manifest.json").write_text(f"{manifest}\n", encoding="utf-8")
    if (page := out / "engine.js").is_file():
        script = page.read_text(encoding="utf-8")
        page.write_text(script.replace(UNBUILT, f"const BUILT = {manifest};"), encoding="utf-8")
    return folder


def fingerprint(rules_json: str) -> str:
    """A short hash of compiled rules, which differs between two versions of one edition."""
    return hashlib.sha256(rules_json.encode()).hexdigest()[:12]


def made_by() -> str:
    """A hash of all that makes the parts, but for the engine and its rules."""
    return digest(file.read_bytes() for file in (*BUILDERS, *(PYODIDE / name for name in (*RUNTIME, LIBRARY))))


def archive(rules_json: str, cache: Path = CACHE) -> Path:
    """The zip with what the engine needs of the standard library, the engine and the rules, all as byte code."""
    if not (PYODIDE / "pyodide.asm.wasm").is_file():
        raise ArchiveError("node_modules/pyodide: missing, expected the pinned Python runtime: run `make ready`")
    library = cache / f"library-{made_by()[:16]}.zip"
    if not library.is_file():
        compiled("library", target=library)
    content = package(rules_json)
    named = (part for name, data in sorted(content.items()) for part in (name.encode(), data))
    target = cache / f"archive-{digest((library.name.encode(), *named))[:16]}.zip"
    if not target.is_file():
        with tempfile.TemporaryDirectory() as folder:
            compiled("archive", str(library), str(write(Path(folder, ENGINE.name), content)), target=target)
    target.touch()
    tidy(cache)
    return target


def package(rules_json: str) -> dict[str, bytes]:
    """The engine as the browser gets it, by file name: the modules that a visit needs, and what they need of the rules."""
    modules = {path.relative_to(ENGINE).as_posix(): path.read_bytes() for path in engine()}
    parts = (part for source in modules.values() for part in parsed(source))
    named = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    return modules | {"rules.json": needed_rules(rules_json, named).encode()}


def engine() -> list[Path]:
    """The modules that the browser's entries import, however far, but for those that read rule files."""
    found: set[Path] = set()
    waiting = list(ENTRIES)
    while waiting:
        module = waiting.pop()
        if module in found or not module.is_file() or module.is_relative_to(LEFT_OUT):
            continue
        found.add(module)
        for name in imported(module):
            path = ENGINE.parent.joinpath(*name.split("."))
            waiting += [path.with_suffix(".py"), path / "__init__.py"] if path.is_relative_to(ENGINE) else []
    return sorted(found)


@functools.cache
def parsed(source: bytes) -> list[ast.AST]:
    """Every part of a module's code; each module is asked for twice."""
    return list(ast.walk(ast.parse(source)))


def imported(module: Path) -> set[str]:
    """What a module imports, and every part of its way: `a.b.c`, `a.b` and `a` for `from a.b import c`."""
    names: set[str] = set()
    for part in parsed(module.read_bytes()):
        if isinstance(part, ast.Import):
            names |= {alias.name for alias in part.names}
        elif isinstance(part, ast.ImportFrom) and part.module:
            names |= {f"{part.module}.{alias.name}" for alias in part.names}
    return {".".join(parts[:end]) for parts in (name.split(".") for name in names) for end in range(1, len(parts) + 1)}


def needed_rules(rules_json: str, named: Set[str]) -> str:
    """The compiled rules without what only pages show: kinds and fields that no module of the engine names.

    A list or text may be one that every entry has, so it stays and is empty; a part with fields of its own goes.

    >>> code = '{"name": "x", "examples": [1], "published": {"says": "x"}}'
    >>> needed_rules(f'{{"codes": {{"97110": {code}}}, "claims": {{"y": {{}}}}}}', {"codes", "name"})
    '{"codes":{"97110":{"examples":[],"name":"x"}}}'
    """
    # "words" is a field of checks and "claims" one of files that are checked; the rule files of these names only pages read.
    wanted = (named | {"prices"}) - {"words", "claims"}
    rules = {kind: entries for kind, entries in json.loads(rules_json).items() if kind in wanted}
    if "sources" in rules:  # the engine asks them for what was loaded of the tables, and for nothing else
        rules["sources"] = {key: source for key, source in rules["sources"].items() if source.get("loaded")}
    for kind in set(KINDS) & set(rules):
        for key, entry in rules[kind].items():
            kept = {name: value if name in named else type(value)() for name, value in entry.items()}
            rules[kind][key] = {name: value for name, value in kept.items() if name in named or value != {}}
    return json.dumps(rules, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def compiled(*command: str, target: Path) -> None:
    """Run the compiler; the target appears whole or not at all, also when two builds run at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        draft = Path(folder, target.name)
        task, *sources = command
        run = subprocess.run(
            [node(), str(BUILDERS[0]), task, *sources, str(draft)], capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise ArchiveError(f"Pyodide could not make the {task}: {run.stderr.strip()}")
        os.replace(draft, target)


def write(folder: Path, content: Mapping[str, bytes]) -> Path:
    """Write files into a new folder."""
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def digest(parts: Iterable[bytes]) -> str:
    """One hash for several contents; what belongs to which part matters."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def tidy(cache: Path) -> None:
    """Forget all but the newest archives."""
    with contextlib.suppress(FileNotFoundError):  # another build may tidy at the same time
        for old in sorted(cache.glob("archive-*.zip"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()


def main(arguments: list[str]) -> int:
    """`python -m sitegen.pyodide.python_archive OUT`: build from the rules of this checkout."""
    from calculator.loading import rule_reader
    from calculator.reading import bundle

    if len(arguments) != 1:
        print("usage: python -m sitegen.pyodide.python_archive OUT", file=sys.stderr)
        return 2
    try:
        print(build(Path(arguments[0]), bundle.dumps(rule_reader.load(ROOT / "rules"))))
    except (ArchiveError, NodeMissingError, rule_reader.RuleError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
