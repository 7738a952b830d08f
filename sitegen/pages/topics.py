"""Views of the pages that guide: documentation topics, comparisons, popular claims, tables, and what to check next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from calculator.dated import in_force
from calculator.loading import cross_checks
from calculator.model import Cite, Code, Comparison, Example, Rules, Source, Topic
from calculator.upkeep.due import due
from sitegen.pages import coverage, edit_tables
from sitegen.pages.worked_examples import all_worked, worked
from sitegen.render.footnotes import tier_of


def topic_page(key: str, topic: Topic, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a page on documentation shows."""
    return {"key": key, "topic": topic}


def comparison_page(key: str, comparison: Comparison, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a comparison shows: what people decide by, and what the rules say of each code."""
    codes = {code: rules.codes[code] for code in comparison.codes}
    between = [
        {
            "codes": (one, other),
            "same_day": edit_tables.between(one, other, rules, as_of),
            "tables": _both_held(one, other, rules),
        }
        for position, one in enumerate(comparison.codes)
        for other in comparison.codes[position + 1 :]
    ]
    return {
        "key": key,
        "comparison": comparison,
        "codes": codes,
        "now": {code: in_force(entry.counting, as_of) for code, entry in codes.items()},
        "medicare": {code: in_force(entry.medicare, as_of) for code, entry in codes.items()},
        "coverage": {code: found for code in codes if (found := coverage.of_code(code, rules, as_of))},
        "limits": {code: edit_tables.limits(code, rules, as_of) for code in codes},
        "values": {code: next(iter(edit_tables.values(code, rules)), None) for code in codes},
        "between": between,
        "done": all_worked(comparison.examples, rules, path),
    }


def _both_held(one: str, other: str, rules: Rules) -> list[str]:
    """The titles of the tables of pairs that hold two codes."""
    held = edit_tables.looked_into(other, rules)
    return [period.title for period in edit_tables.looked_into(one, rules) if period in held]


def claims_page(rules: Rules) -> dict[str, Any]:
    """What popular answers get wrong: each claim, what the rule says, and a visit that shows it."""
    entries: list[dict[str, Any]] = [
        {
            "key": key,
            "claim": claim,
            "done": worked(claim.example, rules, "claims.md", f"example-{key}") if claim.example else None,
        }
        for key, claim in rules.claims.items()
    ]
    groups = [
        (verdict, [entry for entry in entries if entry["claim"].verdict == verdict])
        for verdict in ("wrong", "out-of-date", "imprecise", "right")
    ]
    return {"groups": [(verdict, found) for verdict, found in groups if found]}


def tables_page(rules: Rules) -> dict[str, Any]:
    """The tables of CMS: what each holds, of which quarter, from where."""
    places = [
        {"row": row, "cites": edit_tables.cites_of(row, f"place of service {row.code}")}
        for row in rules.tables.places_of_service
        if row.means or row.practice == "telehealth"
    ]
    return {"tables": edit_tables.summaries(rules), "places": places}


def counted(rules: Rules) -> dict[str, Any]:
    """How many cites of each tier stand where, and how many codes are told in which depth."""
    counts: dict[str, Counter[str]] = {}
    for file, _, thing in cross_checks.things(rules):
        for _, part in cross_checks.parts(thing):
            for cite in getattr(part, "cites", ()):
                kind = file.removesuffix(".yaml").partition("/")[0]
                counts.setdefault(kind, Counter())[tier_of(cite, rules.sources)] += 1
    counts["tables"] = Counter(rules.sources[row.source].tier for _, _, row in cross_checks.rows(rules))
    depths = Counter(_depth(code) for code in rules.codes.values())
    return {
        "counts": counts,
        "total": sum(counts.values(), Counter()),
        "depths": depths,
        "rests": statements_by_source(rules),
    }


FOOTING = {
    "whole": "the rule's own publisher, read in whole",
    "excerpt": "the rule's own publisher, read in part",
    "copy": "the rule's own publisher, read in a copy that somebody else keeps",
    "quoted": "the rule's own publisher, read only where others quote it",
    "secondary": "somebody who reports the rule",
    "unverified": "memory: nobody has read it",
}
"""What a statement rests on, surest first, in words."""


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


def statements_by_source(rules: Rules) -> dict[str, int]:
    """How many statements rest on what, each by its surest place; worked examples and rows of tables are none."""
    found = Counter(
        _footing(part.cites, rules.sources)
        for _, _, thing in cross_checks.things(rules)
        for _, part in cross_checks.parts(thing)
        if getattr(part, "cites", ()) and not isinstance(part, Example)
    )
    return {name: found[name] for name in FOOTING}


def to_check(rules: Rules, as_of: date) -> dict[str, Any]:
    """What a person should read next: every statement that rests on memory, by file, and what is out of date."""
    unread: dict[str, list[tuple[str, str]]] = {}
    for file, _, thing in cross_checks.things(rules):
        for _, part in cross_checks.parts(thing):
            cites = getattr(part, "cites", ())
            if cites and all(tier_of(cite, rules.sources) == "unverified" for cite in cites):
                unread.setdefault(file.removesuffix(".yaml"), []).append(
                    (_what_it_says(part), "; ".join(cite.at for cite in cites if cite.at))
                )
    return {"due": due(rules, as_of), "unread": unread, **counted(rules)}


def _depth(code: Code) -> str:
    """How much a code's page says: what it is, what to document, when it is covered and what goes wrong, or less."""
    told = [bool(part) for part in (code.what_it_is, code.document, code.covered_when, code.mistakes)]
    return "in depth" if all(told) else "in part" if any(told) else "in brief"


def _what_it_says(part: Any) -> str:
    """The words of a statement, or what else it is, for a list."""
    for name in ("says", "asks", "wrong", "name", "note"):
        if found := getattr(part, name, ""):
            return str(found)
    kind = type(part).__name__
    told = getattr(part, "kind", None) or getattr(part, "status", None) or getattr(part, "method", None)
    usual = getattr(part, "usual", ())
    return f"{kind}: {told or ', '.join(usual) or getattr(part, 'value', '')}"
