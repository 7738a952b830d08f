"""Puts the conversion factor that stands on the rows of a relative value file into its parameter's file, as text.

From 2026 on each release has two files of one layout, and only one of them has the factor that is for everybody. It is
told by the number that is known, by what the maintainer says, or by `nonQPP` in the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from calculator.dated import in_force
from calculator.model import Value
from calculator.payment import FACTOR, FACTOR_APM
from calculator.upkeep.imports.draft import FACTOR_FILE, Draft
from calculator.upkeep.imports.relative_value_file import needs_its_name
from calculator.upkeep.imports.release import Asked, Refusal, RefusedError, Release

_ITEM = re.compile(r"^  - (?:\{since: |since: )(\d{4}-\d\d-\d\d).*\n(?:    .*\n)*", re.MULTILINE)
"""An entry of the list of values, in any of its two forms."""


def put_factor(draft: Draft, release: Release, key: str, asked: Asked) -> Draft:
    """The draft with the factor of a release.

    Args:
        draft: the rule files so far.
        release: a release of relative values.
        key: the source that has its values.
        asked: what the maintainer says.

    Raises:
        RefusedError: where the factor is not the one for everybody, or nothing says whether it is.
    """
    parameter = draft.rules.parameters.get(FACTOR)
    if parameter is None or release.factor is None:
        return draft
    known = _in_force(parameter.values, release.since)
    apm = draft.rules.parameters.get(FACTOR_APM)
    other = _in_force(apm.values, release.since) if apm else None
    if wrong := next(_faults(release, known, other, asked), None):
        raise RefusedError([Refusal(release.where, wrong)])
    if known is not None and known == Decimal(release.factor):
        return draft
    text = _with_value(draft.factor, release, key)
    draft = replace(draft, factor=text).noting(f"the conversion factor from {release.since} is {release.factor}")
    for position, value in enumerate(parameter.values):
        if value.since == release.since:
            draft = draft.without_unused((cite.source for cite in value.cites), (FACTOR_FILE, ("values", position)))
    return draft


def _in_force(values: tuple[Value, ...], on: date) -> Decimal | None:
    """The number that is known for a day; None where it is expected, or ended with its year."""
    entry = in_force(values, on, holds="calendar-year")
    return Decimal(entry.value) if entry and entry.value != "expected" else None


def _faults(release: Release, known: Decimal | None, other: Decimal | None, asked: Asked) -> Iterator[str]:
    """Why a factor is not the one for everybody."""
    found = Decimal(release.factor or 0)
    if asked.factor is not None:
        if found != asked.factor:
            yield f"found the conversion factor {found} on its rows, expected {asked.factor} as --factor says"
    elif found == other:
        yield (
            f"found the conversion factor {found}, that of qualifying APM participants (QPP), "
            f"expected the file for everybody else, whose name has nonQPP"
        )
    elif known is not None and found != known:
        yield (
            f"found the conversion factor {found} on its rows, expected {known} as {FACTOR_FILE} has it for "
            f"{release.since}: if Congress or CMS changed it, say --factor {found} and from which day, --effective DAY"
        )
    elif known is None and needs_its_name(release) and "nonqpp" not in _letters(release.where):
        yield (
            f"found the conversion factor {found} and no nonQPP in the name, expected to know which of the two files "
            f"of the release it is: say --factor {found} if the final rule has this number for everybody"
        )


def _letters(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


def _with_value(text: str, release: Release, key: str) -> str:
    """The parameter's text with the number from a day on: in place of an entry of that day, else in its order.

    The note and the sources of an entry that expected a number are about what was proposed, and go with it.
    """
    item = f'  - {{since: {release.since}, value: "{release.factor}", cites: [{{source: {key}, at: CONV FACTOR}}]}}\n'
    values = re.search(r"^values:\n((?:[ \n].*\n|\n)*)", text, re.MULTILINE)
    items = [*_ITEM.finditer(text, values.start(1), values.end(1))] if values else []
    if not items:
        raise RefusedError([Refusal(FACTOR_FILE, "found no list of values, each from its own line, expected one")])
    same = next((match for match in items if match[1] == str(release.since)), None)
    if same is not None:
        return text[: same.start()] + item + text[same.end() :]
    earlier = [match for match in items if match[1] < str(release.since)]
    place = earlier[-1].end() if earlier else items[0].start()
    return text[:place] + item + text[place:]
