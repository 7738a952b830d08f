"""Docstrings of the engine as the API page shows them: an extension for the tool that reads them.

Python sessions become code blocks; without that, `>>>` lines are read as running text and brackets in them as links.
The sentences under the fields of a dataclass become one list in the docstring of the class.
"""

from collections.abc import Iterator
from typing import Any

import griffe


class Docstrings(griffe.Extension):
    """Rewrites docstrings once a package is read."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Rewrite every docstring of a package."""
        for member in documented(pkg):
            if member.docstring:
                member.docstring.value = fenced(member.docstring.value)
                if isinstance(member, griffe.Class) and "dataclass" in member.labels:
                    member.docstring.value += field_list(member)


def documented(member: griffe.Object) -> Iterator[griffe.Object]:
    """An object and all that is defined in it."""
    yield member
    for inner in member.members.values():
        if isinstance(inner, griffe.Object):
            yield from documented(inner)


def field_list(shape: griffe.Class) -> str:
    """The fields of a dataclass as a section of its docstring; empty where the docstring has one already."""
    if shape.docstring is None or "Attributes:" in shape.docstring.value:
        return ""
    fields = [
        f"    {name}: {' '.join(field.docstring.value.split())}"
        for name, field in shape.members.items()
        if isinstance(field, griffe.Attribute) and field.docstring and not name.startswith("_")
    ]
    return "\n".join(["", "", "Attributes:", *fields]) if fields else ""


def fenced(docstring: str) -> str:
    """A docstring with its sessions as fenced blocks. A session ends at the first empty line, as for doctest."""
    lines: list[str] = []
    inside = False
    for line in docstring.splitlines():
        if not inside and line.startswith(">>> "):
            inside = True
            lines.append("```pycon")
        elif inside and not line.strip():
            inside = False
            lines.append("```")
        lines.append(line)
    return "\n".join([*lines, "```"] if inside else lines)
