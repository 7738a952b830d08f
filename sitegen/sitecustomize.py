"""Runs in the browser's Python before anything else and makes its start a third shorter, changing nothing else.

Python imports a module of this name as it starts. Methods that dataclasses would write and compile at every start are
compiled once, while the archive is built; one that is missing there is compiled as ever. Docstrings are left out of the
archive, and dataclasses write no signatures in their place.
"""

from __future__ import annotations

import contextlib
import dataclasses
import marshal
import zipimport
from types import CodeType
from typing import Any

METHODS: dict[str, CodeType] = {}
"""By their source."""

with contextlib.suppress(OSError):  # missing while the archive is built: what is used then becomes that file
    METHODS |= marshal.loads(__loader__.get_data("methods.bin"))  # type: ignore[name-defined]


def run(source: str, *names: dict[str, Any]) -> None:
    """`exec` for the methods that dataclasses write."""
    if source not in METHODS:
        METHODS[source] = compile(source, "<string>", "exec", dont_inherit=True)
    exec(METHODS[source], *names)


def read_once(importer: Any, name: str, *, kept: dict[tuple[int, str], Any] = {}) -> Any:  # noqa: B006
    """A module's code; zipimport asks for it twice, first only to find out where the module lies."""
    key = id(importer), name
    if key in kept:
        return kept.pop(key)
    kept[key] = read(importer, name)
    return kept[key]


class Unsigned:
    """What dataclasses want of `inspect`, but for signatures: working one out takes longer than making the class."""

    unwrap = staticmethod(dataclasses.inspect.unwrap)  # type: ignore[attr-defined]

    @staticmethod
    def signature(_: type, **__: Any) -> None:
        """Dataclasses write none where it is not possible."""
        raise ValueError


read = zipimport._get_module_code  # type: ignore[attr-defined]
zipimport._get_module_code = read_once  # type: ignore[attr-defined]
dataclasses.exec = run  # type: ignore[attr-defined]
dataclasses.inspect = Unsigned  # type: ignore[attr-defined]
