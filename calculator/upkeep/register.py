"""Changes entries of `rules/sources.yaml` as text, so that all else in the file stays as someone wrote it.

>>> register = Register("# Sources\\na:\\n  title: A\\n  loaded_prices:\\n    - file: places\\n      rows: 1\\nc:\\n  title: C\\n")
>>> changed = register.with_fields("a", "loaded_prices", 0, {"rows": 2, "file_rows": 9})
>>> print(changed.with_entry("b", "b:\\n  title: B\\n").text, end="")
# Sources
a:
  title: A
  loaded_prices:
    - file: places
      rows: 2
      file_rows: 9
b:
  title: B
c:
  title: C
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calculator.loading.values import scalar
from calculator.serialize import to_plain

_WIDTH = 120
_KEY = re.compile(r"^([A-Za-z0-9_.-]+):", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z(][A-Za-z0-9 ,.;()/+'_-]*|\d{4}-\d\d-\d\d|https?://[\w./~%?=&+-]+")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class RegisterError(ValueError):
    """An entry in a form that cannot be changed as text."""


@dataclass(frozen=True, slots=True)
class Register:
    """The text of `sources.yaml`.

    Attributes:
        text: all of it.
    """

    text: str

    def entry(self, key: str) -> str | None:
        """The lines of an entry, or None where there is none."""
        found = self._span(key)
        return self.text[found[0] : found[1]] if found else None

    def with_entry(self, key: str, entry: str) -> Register:
        """The register with an entry in place of the one of this key, or before the first key that sorts after it."""
        span = self._span(key)
        if span is None:
            later = (match.start() for match in _KEY.finditer(self.text) if match[1] > key)
            place = next(later, len(self.text))
            span = place, place
        return Register(self.text[: span[0]] + entry + self.text[span[1] :])

    def without(self, key: str) -> Register:
        """The register without an entry."""
        return self.with_entry(key, "")

    def with_field(self, key: str, field: str, value: str) -> Register:
        """The register with another value of a field on one line, or with the field as the entry's last before lists."""
        entry = self._known(key)
        line = f"  {field}: {written(value)}\n"
        pattern = re.compile(rf"^  {field}: .*\n", re.MULTILINE)
        if not pattern.search(entry):
            first_list = re.search(r"^  loaded(_prices)?:", entry, re.MULTILINE)
            place = first_list.start() if first_list else len(entry)
            return self.with_entry(key, entry[:place] + line + entry[place:])
        return self.with_entry(key, pattern.sub(lambda _: line, entry, count=1))

    def with_fields(self, key: str, listed: str, position: int, fields: Mapping[str, Any]) -> Register:
        """The register with other values in one entry of a list, such as the second of `loaded`."""
        before, items, after = self._items(key, listed)
        item = items[position]
        for field, value in fields.items():
            pattern = re.compile(rf"^(    - |      ){field}: .*$", re.MULTILINE)
            line = f"{field}: {value}"
            if pattern.search(item):
                item = pattern.sub(lambda match, line=line: match[1] + line, item, count=1)  # type: ignore[misc]
            else:
                item = item.rstrip("\n") + f"\n      {line}\n"
        return self.with_entry(key, before + "".join((*items[:position], item, *items[position + 1 :])) + after)

    def without_item(self, key: str, listed: str, position: int) -> Register:
        """The register without one entry of a list, and without the list where it was the last."""
        before, items, after = self._items(key, listed)
        items.pop(position)
        if not items:
            before = before.removesuffix(f"  {listed}:\n")
        return self.with_entry(key, before + "".join(items) + after)

    def with_item(self, key: str, listed: str, item: str) -> Register:
        """The register with one more entry in a list."""
        entry = self._known(key)
        if f"\n  {listed}:\n" not in entry:
            return self.with_entry(key, f"{entry}  {listed}:\n{item}")
        before, items, after = self._items(key, listed)
        return self.with_entry(key, before + "".join((*items, item)) + after)

    def _known(self, key: str) -> str:
        if (entry := self.entry(key)) is None:
            raise RegisterError(f"found no source {key}, expected a key of sources.yaml")
        return entry

    def _span(self, key: str) -> tuple[int, int] | None:
        match = re.search(rf"^{re.escape(key)}:", self.text, re.MULTILINE)
        if match is None:
            return None
        after = re.compile(r"^[^\s]", re.MULTILINE).search(self.text, match.end())
        return match.start(), after.start() if after else len(self.text)

    def _items(self, key: str, listed: str) -> tuple[str, list[str], str]:
        """An entry in three: up to the list, the entries of the list, and what follows it."""
        match = re.search(rf"^(?s:.*?)\n  {listed}:\n((?:    .*\n)+)", self._known(key))
        items = re.findall(r"(?:^    #.*\n)*^    - .*\n(?:^      .*\n)*", match[1], re.MULTILINE) if match else []
        if match is None or "".join(items) != match[1]:
            raise RegisterError(f"sources.yaml: found {key}.{listed} in another form, expected one field on each line")
        entry = self._known(key)
        return entry[: match.start(1)], items, entry[match.end(1) :]


def entry_text(key: str, fields: Mapping[str, Any], **lists: Sequence[str]) -> str:
    """An entry as it is in the file.

    Args:
        key: the source.
        fields: its fields on one line each; empty ones are left out.
        lists: the entries of its lists, as `item_text` writes them.
    """
    lines = [f"  {field}: {written(str(value))}\n" for field, value in fields.items() if value]
    listed = [f"  {name}:\n{''.join(items)}" for name, items in lists.items() if items]
    return f"{key}:\n{''.join((*lines, *listed))}"


def item_text(one: Any) -> str:
    """What was loaded from a source, as it is in a list of its entry.

    >>> from datetime import date
    >>> from calculator.model import LoadedPrices
    >>> print(item_text(LoadedPrices(file="places", since=date(2026, 1, 1), rows=109, sha256="ab")), end="")
        - file: places
          since: 2026-01-01
          rows: 109
          sha256: ab
    """
    lines = []
    for field, value in to_plain(one, sparse=True).items():
        if not isinstance(value, list):
            lines.append(f"{field}: {value}")
            continue
        codes = ", ".join(f'"{code}"' for code in value)
        if len(f"      {field}: [{codes}]") <= _WIDTH:
            lines.append(f"{field}: [{codes}]")
        else:
            wrapped = textwrap.wrap(f"{codes},", _WIDTH - 10)
            lines += [f"{field}:", "  [", *(f"    {line}" for line in wrapped), "  ]"]
    return "".join(f"{'    - ' if number == 0 else '      '}{line}\n" for number, line in enumerate(lines))


def written(value: str) -> str:
    """A text as YAML, in quotes where it needs them.

    >>> written("2026 Q4, effective 2026-10-01"), written("RVU26C: July"), written("CMS")
    ('"2026 Q4, effective 2026-10-01"', '"RVU26C: July"', 'CMS')
    """
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS and scalar(value, str) == value
    return value if plain else json.dumps(value, ensure_ascii=False)
