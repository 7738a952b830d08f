"""Footnotes of one page: numbers for places in sources, badges that show how sure a statement is, and the list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from markupsafe import Markup

from calculator.grouping import group_by
from calculator.model import Cite, Source, Tier
from calculator.upkeep.due import is_stale
from sitegen.render import labels
from sitegen.render.markdown_text import escape, safe_url

RANKS: tuple[Tier, ...] = ("primary", "secondary", "unverified")
"""Tiers from the surest on."""

BADGES = {
    "unverified": "No source yet: from memory. Check it before relying on it.",
    "quoted": "Primary source, read only as others quote it.",
    "copy": "Primary source, read in another site's copy.",
    "secondary": "Secondary source; primary source not reviewed.",
    "undecided": "The sources were searched and leave this open.",
    "stale": "No source of this was read within a year of the edition's date, or its number has run out.",
}
"""What each badge means, shown when it is pointed at and in the key on the sources page."""


def badge(name: str, title: str = "") -> Markup:
    """A badge with its meaning, or with another title."""
    meaning = escape(title or BADGES[name])
    return Markup(f'<span class="badge badge--{name}" title="{meaning}">{name}</span>')


def tier_of(cite: Cite, sources: Mapping[str, Source]) -> Tier:
    """How surely a place is known: its own tier, else that of its source."""
    return cite.tier or sources[cite.source].tier


def badges_of(
    cites: Sequence[Cite], sources: Mapping[str, Source], as_of: date, *, undecided: bool = False
) -> list[str]:
    """Names of the badges of a statement.

    The surest source decides, and the freshest: one good source is enough.
    """
    names = ["undecided"] if undecided else []
    if cites:
        best = min((tier_of(cite, sources) for cite in cites), key=RANKS.index)
        surest = [sources[cite.source] for cite in cites if tier_of(cite, sources) == best]
        if best != "primary":
            names.append(best)
        elif all(source.extent == "quoted" for source in surest):
            names.append("quoted")
        elif all(source.extent == "quoted" or source.read_in for source in surest):
            names.append("copy")
        dated = [sources[cite.source] for cite in cites if sources[cite.source].read_on]
        names += ["stale"] if dated and all(is_stale(source, as_of) for source in dated) else []
    return names


SPOKEN = ("unverified", "undecided")
"""Badges that are written beside a statement. Of all others the number is dotted, and its popover says why."""


class Footnotes:
    """Numbers of one page, given at first mention. The templates ask while they arrange, top to bottom."""

    def __init__(self, page: str, sources: Mapping[str, Source], as_of: date) -> None:
        self.page, self.sources, self.as_of = page, sources, as_of
        self.numbers: dict[Cite, int] = {}
        self.unverified: list[str] = []
        """What nobody has read of the facts at the head of the page; they have one mark for all."""

    def marks(self, cites: Iterable[Cite], *, undecided: bool = False) -> Markup:
        """The badges and numbers that follow a statement."""
        cites = tuple(dict.fromkeys(cites))
        names = badges_of(cites, self.sources, self.as_of, undecided=undecided)
        badges = Markup("").join(badge(name) for name in names if name in SPOKEN)
        return (Markup("&#8239;") + badges if badges else badges) + self._numbers(cites, dotted=bool(names))

    def quiet(self, cites: Iterable[Cite], about: str) -> Markup:
        """The numbers of a fact at the head of a page; one that nobody has read is noted for the mark that all share."""
        cites = tuple(dict.fromkeys(cites))
        names = badges_of(cites, self.sources, self.as_of)
        if "unverified" in names and about not in self.unverified:
            self.unverified.append(about)
        return self._numbers(cites, dotted=bool(names))

    def numbers_of(self, cites: Iterable[Cite]) -> Markup:
        """The numbers alone."""
        return self._numbers(tuple(dict.fromkeys(cites)), dotted=False)

    def _numbers(self, cites: Sequence[Cite], *, dotted: bool) -> Markup:
        """The numbers as one link to the list, which docs/assets/source_marks.js shows in a popover at the mark.

        >>> memory = Source(title="Memory", publisher="", tier="unverified", extent="memory")
        >>> print(Footnotes("a.md", {"memory": memory}, date(2026, 3, 2)).numbers_of([Cite(source="memory")]))
        <sup class="cites"><a href="#cite-1">1</a></sup>
        """
        numbered = sorted(self.numbers.setdefault(cite, len(self.numbers) + 1) for cite in cites)
        if not numbered:
            return Markup("")
        kind = ' class="dotted"' if dotted else ""
        return Markup(f'<sup class="cites"><a{kind} href="#cite-{numbered[0]}">{_ranges(numbered)}</a></sup>')

    def by_source(self) -> list[tuple[str, Source, list[tuple[int, Cite]]]]:
        """The cited sources in order of first mention, each with its numbered places."""
        numbered = ((number, cite) for cite, number in self.numbers.items())
        places = group_by(numbered, lambda place: place[1].source)
        return [(key, self.sources[key], those) for key, those in places.items()]


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in their order, neighbours as a range.

    >>> _ranges([1, 3, 4, 7, 8, 9])
    '1 3 4 7-9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else " ".join(map(str, run)) for run in runs)


@cache
def source_title(source: Source) -> Markup:
    """A source's title, as a link where its address is known."""
    url, title = safe_url(source.url), escape(source.title)
    return Markup(f'<a class="outside" href="{url}" rel="noopener">{title}</a>') if url else title


@cache
def source_about(source: Source) -> Markup:
    """Who publishes a source, which edition it is, how much of it was read, where and when."""
    read = f"{EXTENTS[source.extent]}{f' {labels.day(source.read_on)}' if source.read_on else ''}"
    parts = (source.publisher, source.edition, read, read_where(source))
    return Markup(" · ").join(escape(part) for part in parts if part)


def read_where(source: Source) -> str:
    """Where a source was read, if not from its publisher.

    >>> table = Source(title="Edits", publisher="CMS", tier="primary", extent="whole", read_in="a package")
    >>> read_where(table)
    'read in a copy: a package'
    """
    if not source.read_in:
        return ""
    return f"quoted by {source.read_in}" if source.extent == "quoted" else f"read in a copy: {source.read_in}"


def mark_of(source: Source) -> str:
    """What to add to a source's name where it is no text of the publisher's own, in a word or two; else nothing.

    >>> mark_of(Source(title="Edits", publisher="CMS", tier="primary", extent="whole", read_in="a package"))
    'read in a copy'
    """
    if source.tier != "primary":
        return source.tier
    return "quoted by others" if source.extent == "quoted" else "read in a copy" if source.read_in else ""


EXTENTS = {
    "whole": "read in whole",
    "excerpt": "read in part",
    "quoted": "read only as quoted by others",
    "memory": "from memory, not read",
}
"""How much of a source was seen, in words."""
