"""What rules cite: each source is registered, used, and says how it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calculator.errors import Fault
from calculator.model import Cite, Rules
from calculator.traverse import every_part, table_rows


def sources_exist(rules: Rules) -> Iterator[Fault]:
    """A cited source is in the register."""
    for file, _, trail, cite in every_part(rules):
        if isinstance(cite, Cite) and cite.source not in rules.sources:
            yield Fault(file, (*trail, "source"), f"found '{cite.source}', expected a key of sources.yaml")
    for file, position, row in table_rows(rules):
        if row.source not in rules.sources:
            yield Fault(file, (position, "source"), f"found '{row.source}', expected a key of sources.yaml")


def everything_is_cited(rules: Rules) -> Iterator[Fault]:
    """Whatever can carry a source carries at least one."""
    for file, _, trail, part in every_part(rules):
        if getattr(part, "cites", None) == ():
            yield Fault(file, (*trail, "cites"), "found an empty list, expected at least one source")


def sources_are_used(rules: Rules) -> Iterator[Fault]:
    """A source in the register is cited somewhere."""
    used = {part.value.source for part in every_part(rules) if isinstance(part.value, Cite)}
    used |= {row.source for _, _, row in table_rows(rules)}
    for key in rules.sources:
        if key not in used:
            yield Fault("sources.yaml", (key,), "found a source that nothing cites, expected one that is used")


def sources_tell_when_they_were_read(rules: Rules) -> Iterator[Fault]:
    """A source that was read says on which day, and one from memory does not."""
    for key, source in rules.sources.items():
        if (source.read_on is None) != (source.extent == "memory"):
            expected = "none for a source from memory" if source.read_on else "the day it was read"
            yield Fault("sources.yaml", (key, "read_on"), f"found {source.read_on or 'nothing'}, expected {expected}")
        if source.extent == "memory" and source.tier != "unverified":
            message = f"found '{source.tier}', expected unverified for a source from memory"
            yield Fault("sources.yaml", (key, "tier"), message)


def publishers_stand_alone(rules: Rules) -> Iterator[Fault]:
    """A publisher has no words about where a copy was read: that is another field, which pages mark."""
    for key, source in rules.sources.items():
        if _ELSEWHERE.search(source.publisher):
            message = f"found '{source.publisher}', expected the publisher alone, and in read_in where it was read"
            yield Fault("sources.yaml", (key, "publisher"), message)


_ELSEWHERE = re.compile(r"\b(cop(y|ies)|mirror|packaged|quoted|restated|read (at|in|through))\b", re.IGNORECASE)
"""Words that shows where something was read, and not who published it."""


def sources_have_web_addresses(rules: Rules) -> Iterator[Fault]:
    """A source's address is one of the web: anything else could run in the reader's browser."""
    for key, source in rules.sources.items():
        if source.url and not _WEB.fullmatch(source.url):
            expected = "an address such as https://www.cms.gov/ without blanks, or none"
            yield Fault("sources.yaml", (key, "url"), f"found '{source.url[:60]}', expected {expected}")


_WEB = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?")
