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


class Footnotes:
    """Numbers of one page, given at first mention. The templates ask while they arrange, top to bottom."""

    def __init__(self, page: str, sources: Mapping[str, Source], as_of: date) -> None:
        self.page, self.sources, self.as_of = page, sources, as_of
        self.numbers: dict[Cite, int] = {}

    def marks(self, cites: Iterable[Cite], *, undecided: bool = False) -> Markup:
        """The badges and numbers that follow a statement."""
        cites = tuple(dict.fromkeys(cites))
        names = badges_of(cites, self.sources, self.as_of, undecided=undecided)
        badges = [badge(name, self.copies(cites) if name == "copy" else "") for name in names]
        marks = Markup("").join([*badges, self.numbers_of(cites)])
        return Markup('&#8239;<span class="marks">') + marks + Markup("</span>") if marks else marks

    def copies(self, cites: Iterable[Cite]) -> str:
        """Whose words were read in which copies, for the title of a badge."""
        cited = dict.fromkeys(cite.source for cite in cites if tier_of(cite, self.sources) == "primary")
        return "; ".join(
            f"{source.publisher}, {read_where(source)}" for source in map(self.sources.get, cited) if source
        )

    def numbers_of(self, cites: Iterable[Cite]) -> Markup:
        """The numbers alone, as links to the list, each with its place as the title."""
        numbered = {self.numbers.setdefault(cite, len(self.numbers) + 1): cite for cite in cites}
        links = ""
        for number, cite in sorted(numbered.items()):
            title = escape(f"{self.sources[cite.source].title}{', ' if cite.at else ''}{cite.at}")
            links += f'<a href="#cite-{number}" title="{title}">{number}</a>'
        return Markup(f'<sup class="cites">{links}</sup>' if links else "")

    def by_source(self) -> list[tuple[str, Source, list[tuple[int, Cite]]]]:
        """The cited sources in order of first mention, each with its numbered places."""
        numbered = ((number, cite) for cite, number in self.numbers.items())
        places = group_by(numbered, lambda place: place[1].source)
        return [(key, self.sources[key], those) for key, those in places.items()]


@cache
def source_title(source: Source) -> Markup:
    """A source's title, as a link where its address is known."""
    url, title = safe_url(source.url), escape(source.title)
    return Markup(f'<a class="outside" href="{url}" rel="noopener">{title}</a>') if url else title


@cache
def source_about(source: Source) -> Markup:
    """Who publishes a source, which edition it is, how much of it was read, where and when."""
    read = labels.day(source.read_on) if source.read_on else ""
    parts = (source.publisher, source.edition, EXTENTS[source.extent], read_where(source), read)
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
