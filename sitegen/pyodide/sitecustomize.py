"""Runs in the browser's Python before anything else, so that the first answer comes sooner.

Python imports a module of this name as it starts. Three things are done here:

- A module is read once, not twice.
- Modules that the calculator has no use for are not read. Pyodide imports all of asyncio, and with it sockets, threads
  and logging, to await promises; inspect, ast and tokenize, to run text as Python and to write signatures. In their place
  stand modules that have what the start asks of them. What is left out is left out for good, because the archive gets
  what is loaded: this Python neither awaits JavaScript nor runs text for it (`runPython`).
- Text that dataclasses would write and compile at every start is compiled once, while the archive is built; one that is
  missing there is compiled as ever.

The way back: with an empty `STAND_INS` everything that Pyodide imports comes into the archive.
"""

from __future__ import annotations

import sys
import zipimport

# --- reading modules -------------------------------------------------------------------------------------------------


def read_once(importer: Any, name: str, *, kept: dict[tuple[int, str], Any] = {}) -> Any:  # noqa: B006
    """A module's code; zipimport asks for it twice, first only to find out where the module lies."""
    key = id(importer), name
    if key in kept:
        return kept.pop(key)
    kept[key] = read(importer, name)
    return kept[key]


read = zipimport._get_module_code  # type: ignore[attr-defined]
zipimport._get_module_code = read_once  # type: ignore[attr-defined]

import contextlib
import marshal
import typing
from types import CodeType, ModuleType
from typing import Any

# --- modules that are not read ---------------------------------------------------------------------------------------


def run_line(source: str, names: dict[str, Any] | None = None) -> Any:
    """The value of the last expression of a line: "import importlib; importlib". Pyodide runs no other text at its start."""
    *statements, expression = source.split("; ")
    names = {} if names is None else names
    exec("\n".join(statements), names)
    return eval(expression, names)


def find(path: str) -> Any:
    """A module, or something in one, by its dotted path: what JavaScript gets as `pyimport`."""
    module, _, name = path.rpartition(".")
    if not module:
        return __import__(path)
    found = __import__(module, fromlist=[name])
    return getattr(found, name) if hasattr(found, name) else __import__(path, fromlist=[name])


def unsigned(*_: Any, **__: Any) -> None:
    """Gives no signature. Dataclasses would write one into docstrings, which are left out here."""
    raise ValueError("this Python works out no signatures: sitegen/pyodide/sitecustomize.py")


def unwrapped(function: Any) -> Any:
    """The innermost of functions that wrap each other."""
    return unwrapped(function.__wrapped__) if hasattr(function, "__wrapped__") else function


def of_calls(name: str) -> Any:
    """How Python calls JavaScript: whatever comes, converted as ever. Made when asked for, because its parts come later."""
    if name != "default_signature":
        raise AttributeError(name)
    from _pyodide_core import JsFuncSignature, js2py_default_call_result, py2js_default  # type: ignore[import-not-found]

    return JsFuncSignature(
        unsigned, False, 0, (), (), py2js_default, (), (), (), py2js_default, js2py_default_call_result
    )


def hold() -> None:
    """Takes in hand what Pyodide's own modules do; a snapshot expects it there."""
    from pyodide_js._api import scheduleCallback  # type: ignore[import-not-found]
    from pyodide_js import loadedPackages  # type: ignore[import-not-found]  # isort: skip

    vars(sys.modules["pyodide.webloop"]).update(held=(scheduleCallback, loadedPackages))


class Nowhere:
    """The folder of packages, for Pyodide; there are none."""

    def __str__(self) -> str:
        return ""


class Format:
    """The one form of annotations that dataclasses want; the engine's are all text."""

    FORWARDREF = None


STAND_INS: dict[str, dict[str, Any]] = {
    "asyncio": {},
    "codeop": {},  # traceback wants these two for errors of syntax
    "tokenize": {},
    "annotationlib": {"Format": Format, "get_annotations": lambda cls, **_: cls.__annotations__},
    "inspect": {"iscoroutinefunction": lambda _: False, "signature": unsigned, "unwrap": unwrapped},
    "_pyodide._base": {"eval_code": run_line, "pyimport_impl": find},
    "_pyodide.docstring": {"get_cmeth_docstring": lambda _: ""},
    "_pyodide.jsbind": {"__getattr__": of_calls, "no_default": object()},
    "pyodide.code": {},
    "pyodide.webloop": {"_initialize_event_loop": hold},
    "pyodide._package_loader": {"SITE_PACKAGES": Nowhere(), "DSO_DIR": Nowhere(), "init_loaded_packages": lambda: None},
}
"""What the start asks of each module."""

for title, content in STAND_INS.items():
    sys.modules[title] = ModuleType(title)
    vars(sys.modules[title]).update(content)

import dataclasses  # it finds the inspect from above

# --- text that is run as Python ----------------------------------------------------------------------------------------

COMPILED: dict[str, CodeType] = {}
"""By its text."""

with contextlib.suppress(OSError):  # missing while the archive is built: what is used then becomes that file
    COMPILED |= marshal.loads(__loader__.get_data("compiled.bin"))  # type: ignore[name-defined]


def compiled(text: str, mode: str) -> CodeType:
    """A text's byte code."""
    if text not in COMPILED:
        COMPILED[text] = compile(text, "<string>", mode, dont_inherit=True)
    return COMPILED[text]


def run(text: str, *names: dict[str, Any]) -> None:
    """`exec` for the methods that dataclasses write."""
    exec(compiled(text, "exec"), *names)


def type_hints(shape: Any, **more: Any) -> dict[str, Any]:
    """The types of a dataclass's fields, which the engine tells as text."""
    if not dataclasses.is_dataclass(shape):
        return resolved(shape, **more)
    return {
        name: eval(compiled(text, "eval"), vars(sys.modules[base.__module__]))
        for base in reversed(shape.__mro__)  # type: ignore[union-attr]
        for name, text in getattr(base, "__annotations__", {}).items()
    }


resolved = typing.get_type_hints
dataclasses.exec = run  # type: ignore[attr-defined]
typing.get_type_hints = type_hints  # type: ignore[assignment]
