"""How many statements of the rules rest on what, and which of them rest on memory alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from calculator.model import Cite, Code, Example, Rules, Source
from calculator.per_rule_set import once
from calculator.traverse import every_part, table_rows
from sitegen.render.footnotes import tier_of

FOOTING = {
    "whole": "the rule's own publisher, read in full",
    "excerpt": "the rule's own publisher, read in part",
    "copy": "the rule's own publisher, read in another site's copy",
    "quoted": "the rule's own publisher, read only where others quote it",
    "secondary": "reported by others (secondary)",
    "unverified": "from memory, no source yet",
}
"""What a statement rests on, surest first, in words."""


@once
def counted(rules: Rules) -> dict[str, Any]:
    """How many cites of each tier each kind of file has, and how many codes are described in which depth."""
    counts: dict[str, Counter[str]] = {}
    for part in every_part(rules):
        for cite in getattr(part.value, "cites", ()):
            kind = part.file.removesuffix(".yaml").partition("/")[0]
            counts.setdefault(kind, Counter())[tier_of(cite, rules.sources)] += 1
    counts["tables"] = Counter(rules.sources[row.source].tier for _, _, row in table_rows(rules))
    return {
        "counts": counts,
        "total": sum(counts.values(), Counter()),
        "depths": Counter(_depth(code) for code in rules.codes.values()),
        "rests": statements_by_source(rules),
        "footing": FOOTING,
    }


def _footing(cites: Iterable[Cite], sources: Mapping[str, Source]) -> str:
    """What a statement rests on: its surest place.

    >>> read = Source(title="Manual", publisher="CMS", tier="primary", extent="excerpt")
    >>> memory = Source(title="Memory", publisher="", tier="unverified", extent="memory")
    >>> _footing([Cite(source="memory"), Cite(source="manual")], {"manual": read, "memory": memory})
    'excerpt'
    """

    def of(cite: Cite) -> str:
        source, tier = sources[cite.source], tier_of(cite, sources)
        if tier != "primary":
            return tier
        if source.extent in ("quoted", "memory"):
            return "quoted"
        return "copy" if source.read_in else source.extent

    return min(map(of, cites), key=list(FOOTING).index)


@once
def statements_by_source(rules: Rules) -> dict[str, int]:
    """How many statements rest on what, each by its surest place; worked examples and rows of tables are none."""
    found = Counter(
        _footing(part.cites, rules.sources)
        for _, _, _, part in every_part(rules)
        if getattr(part, "cites", ()) and not isinstance(part, Example)
    )
    return {name: found[name] for name in FOOTING}


def from_memory(rules: Rules) -> dict[str, list[tuple[str, str]]]:
    """By file, the words of every statement that rests on memory alone, and what of it was not read."""
    unread: dict[str, list[tuple[str, str]]] = {}
    for file, _, _, part in every_part(rules):
        cites = getattr(part, "cites", ())
        if cites and all(tier_of(cite, rules.sources) == "unverified" for cite in cites):
            unread.setdefault(file.removesuffix(".yaml"), []).append(
                (_words_of(part), "; ".join(cite.at for cite in cites if cite.at))
            )
    return unread


def _depth(code: Code) -> str:
    """How much a code's page says: what it is, what to document, when it is covered and what goes wrong, or less."""
    parts = [bool(part) for part in (code.what_it_is, code.document, code.covered_when, code.mistakes)]
    return "in depth" if all(parts) else "in part" if any(parts) else "in brief"


def is_brief(code: Code) -> bool:
    """True for a code whose page has its counting, lists, limits and pairs, and nothing of what depth needs."""
    return _depth(code) == "in brief"


def _words_of(part: Any) -> str:
    """The words of a statement, or what else it is, for a list."""
    for name in ("says", "asks", "wrong", "name", "note"):
        if found := getattr(part, name, ""):
            return str(found)
    kind = type(part).__name__
    value = getattr(part, "kind", None) or getattr(part, "status", None) or getattr(part, "method", None)
    usual = getattr(part, "usual", ())
    return f"{kind}: {value or ', '.join(usual) or getattr(part, 'value', '')}"
