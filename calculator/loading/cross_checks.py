"""What must hold between rule files: one small function for each, all of them run at every reading.

>>> from calculator.model import Edition, Rules
>>> from datetime import date
>>> empty = Rules(edition=Edition(edition="2026.1", as_of=date(2026, 1, 1), earliest_date_of_service=date(2018, 1, 1)))
>>> [fault.message for fault in faults(empty)]
['missing, expected a payer medicare-part-b', 'missing, expected a payer midpoint']
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import string
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from calculator import checks, payment, steps
from calculator.counting import assistant, quantities, threshold, units
from calculator.dated import in_force, number
from calculator.errors import Fault
from calculator.model import (
    KINDS,
    Cite,
    Code,
    Counting,
    Discipline,
    Edit,
    Example,
    Loaded,
    MedicareStatus,
    Rules,
    UnitLimit,
    Visit,
)
from calculator.serialize import field_types, fields_of

Trail = tuple[str | int, ...]

_WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAMES = {
    "codes": (re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}T"), "a code such as 97110 or G0283"),
    "modifiers": (re.compile(r"[A-Z0-9]{2}"), "a modifier such as GP"),
    "payers": (_WORDS, "a name such as medicare-part-b"),
    "parameters": (_WORDS, "a name such as kx-threshold"),
    "checks": (_WORDS, "a name such as code-outside-discipline"),
    "documentation": (_WORDS, "a name such as plan-of-care"),
    "comparisons": (_WORDS, "a name such as evaluation-levels"),
    "coverage": (_WORDS, "a name such as ncd-30-3-3"),
}
"""How things of each kind are named, and that in words."""


def faults(rules: Rules) -> list[Fault]:
    """Everything that does not fit together."""
    return [fault for check in CHECKS for fault in check(rules)]


def things(rules: Rules) -> Iterator[tuple[str, str, Any]]:
    """Every file of one thing: its path in `rules/`, its key, and what it holds."""
    for kind in KINDS:
        for key, thing in getattr(rules, kind).items():
            yield f"{kind}/{key}.yaml", key, thing
    yield "claims.yaml", "", rules.claims
    yield "words.yaml", "", rules.words


def parts(value: Any, trail: Trail = ()) -> Iterator[tuple[Trail, Any]]:
    """Every dataclass inside a thing, with the way to it."""
    if fields := fields_of(type(value)):  # type: ignore[arg-type]
        yield trail, value
        for name, _, atomic in fields:
            if not atomic:
                yield from parts(getattr(value, name), (*trail, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from parts(item, (*trail, position))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from parts(item, (*trail, key))


def rows(rules: Rules) -> Iterator[tuple[str, int, Any]]:
    """Every row of every table: its file in `rules/`, its position, and what it holds."""
    for field in dataclasses.fields(rules.tables):
        for position, row in enumerate(getattr(rules.tables, field.name)):
            yield f"tables/{field.name.replace('_', '-')}.csv", position, row


def sources_exist(rules: Rules) -> Iterator[Fault]:
    """A cited source stands in the register."""
    for file, _, thing in things(rules):
        for trail, part in parts(thing):
            if isinstance(part, Cite) and part.source not in rules.sources:
                yield Fault(file, (*trail, "source"), f"found '{part.source}', expected a key of sources.yaml")
    for file, position, row in rows(rules):
        if row.source not in rules.sources:
            yield Fault(file, (position, "source"), f"found '{row.source}', expected a key of sources.yaml")


def everything_is_cited(rules: Rules) -> Iterator[Fault]:
    """Whatever can carry a source carries at least one."""
    for file, _, thing in things(rules):
        for trail, part in parts(thing):
            if getattr(part, "cites", None) == ():
                yield Fault(file, (*trail, "cites"), "found an empty list, expected at least one source")


def sources_are_used(rules: Rules) -> Iterator[Fault]:
    """A source in the register is cited somewhere."""
    used = {part.source for _, _, thing in things(rules) for _, part in parts(thing) if isinstance(part, Cite)}
    used |= {row.source for _, _, row in rows(rules)}
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
            yield Fault(
                "sources.yaml", (key, "tier"), f"found '{source.tier}', expected unverified for a source from memory"
            )


_ELSEWHERE = re.compile(r"\b(cop(y|ies)|mirror|packaged|quoted|restated|read (at|in|through))\b", re.IGNORECASE)
"""Words that tell where something was read, and not who published it."""


def publishers_stand_alone(rules: Rules) -> Iterator[Fault]:
    """Where a copy was read is a field of its own, so that pages can mark it."""
    for key, source in rules.sources.items():
        if _ELSEWHERE.search(source.publisher):
            message = f"found '{source.publisher}', expected the publisher alone, and in read_in where it was read"
            yield Fault("sources.yaml", (key, "publisher"), message)


def sources_have_web_addresses(rules: Rules) -> Iterator[Fault]:
    """A source's address is one of the web: anything else could run in the reader's browser."""
    for key, source in rules.sources.items():
        if source.url and not _WEB.fullmatch(source.url):
            expected = "an address such as https://www.cms.gov/ without blanks, or none"
            yield Fault("sources.yaml", (key, "url"), f"found '{source.url[:60]}', expected {expected}")


_WEB = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?")


def dates_ascend(rules: Rules) -> Iterator[Fault]:
    """Dated entries of one list start later and later."""
    for file, _, thing in things(rules):
        for trail, part in parts(thing):
            for field in dataclasses.fields(part):
                entries = getattr(part, field.name)
                if not (isinstance(entries, tuple) and entries and hasattr(entries[0], "since")):
                    continue
                for position in range(1, len(entries)):
                    before, here = entries[position - 1].since, entries[position].since
                    if here <= before:
                        yield Fault(
                            file,
                            (*trail, field.name, position, "since"),
                            f"found {here}, expected a day after {before}",
                        )


def claims_edits_are_as_loaded(rules: Rules) -> Iterator[Fault]:
    """The tables of claims edits hold what their source says was loaded, and only rows that a check can use."""
    loaded = {
        (one.file, one.program, one.table, one.since, one.until, key): (position, one)
        for key, source in rules.sources.items()
        for position, one in enumerate(source.loaded)
    }
    of_table: dict[Any, list[str]] = {key: [] for key in loaded}
    files: dict[str, Sequence[Any]] = {"pairs": rules.tables.pairs, "unit-limits": rules.tables.unit_limits}
    for file, rows in files.items():
        path = f"tables/{file}.csv"
        for position, row in enumerate(rows):
            key = (file, row.program, row.table, row.since, row.until, row.source)
            if key in loaded:
                of_table[key].append(csv_line(row))
            for field, message in _row_faults(row, loaded[key][1] if key in loaded else None, rules):
                yield Fault(path, (position, field), message)
    for key, (position, one) in loaded.items():
        trail: Trail = (key[-1], "loaded", position)
        for field, message in _loaded_faults(one, of_table[key]):
            yield Fault("sources.yaml", (*trail, field), message)
        yield from _later_codes(one, (*trail, "codes"), rules)
    yield from _periods_overlap(rules)


def csv_line(row: Any) -> str:
    """A row as its line in the file; its cells need no quotes."""
    cells = (getattr(row, name) for name, _, _ in fields_of(type(row)))  # type: ignore[arg-type]
    return ",".join("" if cell is None else str(cell) for cell in cells)


def checksum(lines: Iterable[str]) -> str:
    """The checksum of the rows of a table and period: of their lines, sorted, each with a line break after it."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest()


def _row_faults(row: Any, loaded: Loaded | None, rules: Rules) -> Iterator[tuple[str, str]]:
    """What is wrong with one row: the column and the message."""
    if row.until < row.since:
        yield "until", f"found {row.until}, expected {row.since} or later"
    elif loaded is None:
        yield (
            "program",
            f"found a row of {row.program}, {row.table}, {row.since} to {row.until} from {row.source}, expected a table "
            "that sources.yaml lists under this source's loaded",
        )
    codes = (row.code,) if isinstance(row, UnitLimit) else (row.column1, row.column2)
    if not any(code in rules.codes for code in codes):
        yield "code" if len(codes) == 1 else "column1", f"found {' and '.join(codes)}, expected a code with a page"
    if loaded:
        held = (loaded.codes, loaded.column2 or loaded.codes)
        for name, code, among in zip(
            ("code",) if len(codes) == 1 else ("column1", "column2"), codes, held, strict=False
        ):
            if code not in among:
                yield name, f"found {code}, expected a code that sources.yaml says was looked for in this table"
    if isinstance(row, Edit) and row.effective and row.deleted and row.deleted < row.effective:
        yield "deleted", f"found {row.deleted}, expected {row.effective} or later"


def _loaded_faults(one: Loaded, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with what a source says was loaded: the field and the message."""
    if one.until < one.since:
        yield "until", f"found {one.until}, expected {one.since} or later"
    if one.file == "unit-limits" and one.column2:
        yield "column2", "found codes of column 2, expected none for unit limits"
    if len(lines) != one.rows:
        yield "rows", f"found {len(lines)} rows in tables/{one.file}.csv, expected {one.rows}"
    if (found := checksum(lines)) != one.sha256:
        yield (
            "sha256",
            f"found rows with the checksum {found}, expected {one.sha256}: compare the changed rows with the source, "
            "then write the new one",
        )


def _later_codes(one: Loaded, trail: Trail, rules: Rules) -> Iterator[Fault]:
    """A table tells nothing of a code that came after it."""
    for code in one.codes:
        if code in rules.codes and rules.codes[code].counting and _first_day(rules.codes[code]) > one.until:
            message = f"found {code}, which begins {_first_day(rules.codes[code])}, expected only codes of {one.until} or before"
            yield Fault("sources.yaml", trail, message)


def _periods_overlap(rules: Rules) -> Iterator[Fault]:
    """Two loads of one table are for different days."""
    told: list[Loaded] = []
    for key, source in rules.sources.items():
        for position, one in enumerate(source.loaded):
            for other in told:
                same = (one.file, one.program, one.table) == (other.file, other.program, other.table)
                if same and one.since <= other.until and other.since <= one.until:
                    message = f"found {one.since} to {one.until}, expected days outside {other.since} to {other.until}"
                    yield Fault("sources.yaml", (key, "loaded", position, "since"), message)
            told.append(one)


def _rule_choices(rules: Rules) -> Iterator[tuple[str, Trail, str, Mapping[str, tuple[str, ...]]]]:
    """Every method that a payer names: its file, the way to it, its name, and the methods there are."""
    for key, payer in rules.payers.items():
        for field, known in (
            ("unit_rule", units.METHODS),
            ("assistant_rule", assistant.METHODS),
            ("threshold_rule", threshold.METHODS),
        ):
            for position, entry in enumerate(getattr(payer, field)):
                yield f"payers/{key}.yaml", (field, position, "method"), entry.method, known


def methods_exist(rules: Rules) -> Iterator[Fault]:
    """A method that a payer names is one the calculator has."""
    for file, trail, method, known in _rule_choices(rules):
        if method not in known:
            yield Fault(file, trail, f"found '{method}', expected one of {', '.join(sorted(known))}")


def payers_have_rules(rules: Rules) -> Iterator[Fault]:
    """Each of a payer's three rules has an entry, if only to say that it is unknown."""
    for key, payer in rules.payers.items():
        for field in ("unit_rule", "assistant_rule", "threshold_rule"):
            if not getattr(payer, field):
                expected = "at least one entry; method unknown is allowed"
                yield Fault(f"payers/{key}.yaml", (field,), f"found an empty list, expected {expected}")


def parameters_exist(rules: Rules) -> Iterator[Fault]:
    """A number that a method looks up is in `parameters/`."""
    for file, trail, method, known in _rule_choices(rules):
        for parameter in known.get(method, ()):
            if parameter not in rules.parameters:
                yield Fault(file, trail, f"found '{method}', expected parameters/{parameter}.yaml, which it needs")


def see_also_exists(rules: Rules) -> Iterator[Fault]:
    """What a page points to has a page."""
    known = {key for _, key, _ in things(rules)}
    for file, key, thing in things(rules):
        for trail, part in parts(thing):
            for position, other in enumerate(getattr(part, "see_also", ())):
                where = (*trail, "see_also", position)
                if other not in known:
                    yield Fault(file, where, f"found '{other}', expected the name of a file in rules/")
                if other == key:
                    yield Fault(file, where, f"found '{other}' itself, expected another thing")


def codes_are_known(rules: Rules) -> Iterator[Fault]:
    """Codes that a topic, a comparison or a coverage decision is about have a file, and a comparison answers for each."""
    for kind in ("documentation", "comparisons", "coverage"):
        for key, thing in getattr(rules, kind).items():
            for position, code in enumerate(thing.codes):
                if code not in rules.codes:
                    trail = ("codes", position)
                    yield Fault(
                        f"{kind}/{key}.yaml", trail, f"found '{code}', expected the name of a file in rules/codes/"
                    )
    for key, comparison in rules.comparisons.items():
        for position, row in enumerate(comparison.rows):
            if tuple(row.answers) != comparison.codes:
                found, expected = ", ".join(row.answers), ", ".join(comparison.codes)
                yield Fault(
                    f"comparisons/{key}.yaml",
                    ("rows", position, "answers"),
                    f"found answers for {found}, expected {expected}",
                )


def coverage_is_whole(rules: Rules) -> Iterator[Fault]:
    """A coverage decision says something from some day on, and what holds for others where it names who must furnish."""
    for key, decision in rules.coverage.items():
        file = f"coverage/{key}.yaml"
        if not decision.decided:
            yield Fault(file, ("decided",), "found an empty list, expected at least one entry")
        for position, entry in enumerate(decision.decided):
            trail: Trail = ("decided", position, "from_others")
            if bool(entry.only_by) != bool(entry.from_others):
                expected = "what holds from others" if entry.only_by else "nothing where only_by is empty"
                yield Fault(file, trail, f"found {entry.from_others or 'nothing'}, expected {expected}")


def spared_codes_fit(rules: Rules) -> Iterator[Fault]:
    """Codes that a reduction leaves out have a file, are left out while there is something to leave out, and of the one
    reduction where the calculator looks for them."""
    for key, parameter in rules.parameters.items():
        file = f"parameters/{key}.yaml"
        if parameter.spares and key != payment.ASSISTANT:
            yield Fault(file, ("spares",), f"found codes, expected none: only {payment.ASSISTANT} spares some")
        for position, entry in enumerate(parameter.spares):
            for field in ("codes", "undecided"):
                for place, code in enumerate(getattr(entry, field)):
                    if code not in rules.codes:
                        trail: Trail = ("spares", position, field, place)
                        yield Fault(file, trail, f"found '{code}', expected the name of a file in rules/codes/")
            if parameter.values and entry.since < parameter.values[0].since:
                trail = ("spares", position, "since")
                yield Fault(file, trail, f"found {entry.since}, expected {parameter.values[0].since} or later")


def buckets_hold_each_discipline(rules: Rules) -> Iterator[Fault]:
    """The KX threshold counts each discipline in one bucket; no other number has any."""
    for key, parameter in rules.parameters.items():
        held = sorted(name for bucket in parameter.buckets for name in bucket.disciplines)
        expected = sorted(typing.get_args(Discipline)) if key == threshold.THRESHOLD else []
        if held and held != expected:
            wanted = f"each of {', '.join(expected)} once" if expected else f"none: only {threshold.THRESHOLD} has some"
            yield Fault(f"parameters/{key}.yaml", ("buckets",), f"found {', '.join(held)}, expected {wanted}")


def statuses_agree(rules: Rules) -> Iterator[Fault]:
    """What a code's file says of Medicare is what the fee schedule's status letter says."""
    for position, row in enumerate(rules.tables.relative_values):
        code = rules.codes.get(row.code)
        entry = in_force(code.medicare, row.since) if code else None
        if entry is not None and row.status not in _STATUS_LETTERS[entry.status]:
            yield Fault(
                "tables/relative-values.csv",
                (position, "status"),
                f"found {row.status} for {row.code} from {row.since}, expected {' or '.join(_STATUS_LETTERS[entry.status])}"
                f" as codes/{row.code}.yaml says ({entry.status})",
            )


_STATUS_LETTERS = {
    "active": ("A",),
    "not-valid": ("I", "N", "X"),
    "bundled": ("B",),
    "restricted": ("R",),
    "contractor-priced": ("C",),
}
"""Status letters of the fee schedule that each status may have."""


def codes_have_an_example(rules: Rules) -> Iterator[Fault]:
    """Every code has a worked example in which it stands."""
    for key, code in rules.codes.items():
        if not any(key in _codes_of(example) for example in code.examples):
            yield Fault(
                f"codes/{key}.yaml", ("examples",), f"found none with {key}, expected at least one worked example"
            )


def _codes_of(example: Any) -> set[str]:
    """The codes that an example enters or expects."""
    expected = {line.code for line in example.expect.lines or ()} | set(example.expect.units or ())
    return {service.code for service in example.services} | expected


def examples_expect_something(rules: Rules) -> Iterator[Fault]:
    """An example that expects nothing cannot fail."""
    for file, _, thing in things(rules):
        for trail, example in parts(thing):
            if not isinstance(example, Example):
                continue
            expect = example.expect
            if (
                expect.units is None
                and expect.amounts is None
                and expect.lines is None
                and expect.timed_units is None
                and not expect.findings
                and not expect.without
                and not expect.error
            ):
                yield Fault(
                    file,
                    (*trail, "expect"),
                    "found nothing to compare, expected units, lines, amounts, findings, without or error",
                )


def counting_is_whole(rules: Rules) -> Iterator[Fault]:
    """Timed codes have minutes, others have none."""
    for key, code in rules.codes.items():
        if not code.counting:
            yield Fault(f"codes/{key}.yaml", ("counting",), "found an empty list, expected at least one entry")
        for position, entry in enumerate(code.counting):
            minutes = entry.minutes_per_unit
            good = minutes is not None and minutes > 0 if entry.kind == "timed" else minutes is None
            if not good:
                expected = "minutes above 0" if entry.kind == "timed" else f"none for {entry.kind}"
                trail = ("counting", position, "minutes_per_unit")
                yield Fault(
                    f"codes/{key}.yaml",
                    trail,
                    f"found {'nothing' if minutes is None else minutes}, expected {expected}",
                )


def replacements_are_in_use(rules: Rules) -> Iterator[Fault]:
    """A code that is named instead of another is in use as long as it is named, up to the day of the reference."""
    for key, code in rules.codes.items():
        lists: tuple[tuple[str, Sequence[Counting | MedicareStatus]], ...] = (
            ("counting", code.counting),
            ("medicare", code.medicare),
        )
        for field, entries in lists:
            for position, entry in enumerate(entries):
                following = entries[position + 1].since - timedelta(days=1) if position + 1 < len(entries) else None
                first = max(entry.since, rules.edition.earliest_date_of_service)
                last = max(following or rules.edition.as_of, first)
                for other in entry.use_instead:
                    dated = rules.codes[other].counting if other in rules.codes else ()
                    found = [in_force(dated, day) for day in (first, last)]
                    if any(one is None or one.kind == "not-in-use" for one in found):
                        message = f"found '{other}', expected a code that is in use from {first} to {last}"
                        yield Fault(f"codes/{key}.yaml", (field, position, "use_instead"), message)


def quantities_are_whole(rules: Rules) -> Iterator[Fault]:
    """What a code counts has a range that can be met, a step where it is an add-on, and codes that have a file."""
    for key, code in rules.codes.items():
        for position, entry in enumerate(code.counting):
            for field, message in quantity_faults(entry, rules):
                yield Fault(f"codes/{key}.yaml", ("counting", position, field), message)


def quantity_faults(entry: Counting, rules: Rules) -> Iterator[tuple[str, str]]:
    """The field and the message of everything that is wrong with what an entry counts."""
    given = [name for name in ("least", "above", "most") if getattr(entry, name) is not None]
    if entry.kind != "untimed":
        for name in ("counts", "step", "window", *given):
            if getattr(entry, name) is not None:
                yield name, f"found '{getattr(entry, name)}', expected none for {entry.kind}"
        return
    is_add_on = entry.base is not None or entry.counts == "added-minutes"
    if is_add_on != (entry.step is not None):
        expected = "none: only an untimed add-on has one" if entry.step else "what one unit of the add-on stands for"
        yield "step", f"found {entry.step or 'nothing'}, expected {expected}"
    measured = entry.counts in quantities.UNITS and entry.base is None
    if measured != bool(given):
        expected = "least, above or most" if measured else f"none where {entry.counts or 'nothing'} is counted"
        yield "least", f"found {', '.join(given) or 'no range'}, expected {expected}"
    low = entry.least if entry.least is not None else entry.above
    if entry.least is not None and entry.above is not None:
        yield "above", f"found {entry.above} beside least {entry.least}, expected one of them"
    if low is not None and entry.most is not None and low > entry.most:
        yield "most", f"found {entry.most}, expected {low} or more"
    add_on = rules.codes.get(entry.add_on) if entry.add_on else None
    further = in_force(add_on.counting, entry.since) if add_on else None
    if further is not None and further.counts != entry.counts:
        yield "counts", f"found '{entry.counts}', expected '{further.counts}' as its add-on {entry.add_on} counts"
    if further is not None and (entry.most if further.begun else entry.least) is None:
        needed = "most" if further.begun else "least"
        yield needed, f"found nothing, expected what the first unit stands for, as {entry.add_on} counts on from it"
    for field in ("family", "not_with"):
        for other in getattr(entry, field):
            if other not in rules.codes:
                yield field, f"found '{other}', expected the name of a file in rules/codes/"


def add_ons_match(rules: Rules) -> Iterator[Fault]:
    """A base code and its add-on name each other."""
    for key, code in rules.codes.items():
        for position, entry in enumerate(code.counting):
            for field, back in (("add_on", "base"), ("base", "add_on")):
                other = getattr(entry, field)
                if other is None:
                    continue
                partner = in_force(rules.codes[other].counting, entry.since) if other in rules.codes else None
                if partner is None or getattr(partner, back) != key:
                    trail = ("counting", position, field)
                    yield Fault(
                        f"codes/{key}.yaml",
                        trail,
                        f"found '{other}', expected a code whose {back} is {key} from {entry.since}",
                    )


def names_are_codes(rules: Rules) -> Iterator[Fault]:
    """Files are named as codes and modifiers are written on a claim."""
    for kind, (pattern, expected) in NAMES.items():
        for key in getattr(rules, kind):
            if not pattern.fullmatch(key):
                yield Fault(f"{kind}/{key}.yaml", (), f"found a file named '{key}', expected {expected}")
            elif key == "index":
                found = "found a file named 'index', expected another name: the index of the folder has this address"
                yield Fault(f"{kind}/{key}.yaml", (), found)


def rows_are_of_codes_and_places(rules: Rules) -> Iterator[Fault]:
    """Codes and localities in tables have all their digits; spreadsheets drop the zeros that a number begins with."""
    patterns = {
        ("places", "mac"): (re.compile("[0-9]{5}"), "five digits such as 01112"),
        ("places", "locality"): (re.compile("[0-9]{2}"), "two digits such as 05"),
        ("relative_values", "code"): _CODE,
        ("unit_limits", "code"): _CODE,
        ("pairs", "column1"): _CODE,
        ("pairs", "column2"): _CODE,
    }
    for (table, column), (pattern, expected) in patterns.items():
        for position, row in enumerate(getattr(rules.tables, table)):
            cell = getattr(row, column)
            if not pattern.fullmatch(cell):
                file = f"tables/{table.replace('_', '-')}.csv"
                yield Fault(file, (position, column), f"found '{cell[:60]}', expected {expected}")


_CODE = (re.compile("[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z]"), "a code such as 97110, G0283 or 0552T")


def numbers_can_be_counted_with(rules: Rules) -> Iterator[Fault]:
    """Minutes are whole numbers from 1 and days from 0; of percentages none is above 100; nothing is below 0."""
    for key, parameter in rules.parameters.items():
        for position, entry in enumerate(parameter.values):
            value = entry.value
            if value == "expected":
                continue
            whole = value == int(value)
            expected = {
                "minutes": "" if whole and value >= 1 else "whole minutes from 1",
                "days": "" if whole and value >= 0 else "whole days from 0",
                "percent": "" if 0 <= value <= 100 else "a number from 0 to 100",
            }.get(parameter.unit, "" if value >= 0 else "a number from 0")
            if expected:
                trail: Trail = ("values", position, "value")
                yield Fault(f"parameters/{key}.yaml", trail, f"found {value}, expected {expected}")


def a_unit_begins_within_its_minutes(rules: Rules) -> Iterator[Fault]:
    """The minutes that give one more unit are never more than those of a unit."""
    first = rules.parameters.get(units.FIRST_UNIT)
    for position, entry in enumerate(first.values if first else ()):
        span = number(rules, units.PER_UNIT, entry.since)
        if span and entry.value != "expected" and entry.value > span.value:
            trail: Trail = ("values", position, "value")
            message = f"found {entry.value}, expected at most the {span.value} minutes of a unit"
            yield Fault(f"parameters/{units.FIRST_UNIT}.yaml", trail, message)


def checks_exist(rules: Rules) -> Iterator[Fault]:
    """A check that a file describes is one the calculator makes: by a method, or while it counts."""
    for key, check in rules.checks.items():
        file = f"checks/{key}.yaml"
        if check.method and check.method not in checks.METHODS:
            yield Fault(
                file, ("method",), f"found '{check.method}', expected one of {', '.join(sorted(checks.METHODS))}"
            )
        elif not check.method and key not in steps.CHECKS:
            yield Fault(file, (), f"found '{key}', expected a method, or one of {', '.join(sorted(steps.CHECKS))}")
        elif check.method and key in steps.CHECKS:
            yield Fault(file, ("method",), f"found '{check.method}', expected none: the counting itself tells {key}")


def checks_name_what_is_there(rules: Rules) -> Iterator[Fault]:
    """What a check's file names is there: fields of a visit, payers, codes, modifiers, numbers."""
    known_modifiers = {name for key, modifier in rules.modifiers.items() for name in (key, *modifier.also)}
    known = {
        "payers": {*rules.payers, *(payer.kind for payer in rules.payers.values())},
        "codes": rules.codes,
        "modifiers": known_modifiers,
        "others": known_modifiers,
        "numbers": rules.parameters,
    }
    for key, check in rules.checks.items():
        for field, names in known.items():
            for position, name in enumerate(getattr(check, field)):
                if name not in names:
                    message = f"found '{name}', expected the name of a file in rules/"
                    yield Fault(f"checks/{key}.yaml", (field, position), message)
        for field, all_paths in (("needs", check.needs), ("reads", check.reads)):
            for position, paths in enumerate(all_paths):
                for path in paths.split("|"):
                    if not _field_exists(Visit, path.split(".")):
                        message = f"found '{path}', expected a field of a visit such as billed or plan.certified"
                        yield Fault(f"checks/{key}.yaml", (field, position), message)


def findings_can_be_said(rules: Rules) -> Iterator[Fault]:
    """What a check's finding leaves open is what its method fills in."""
    for key, check in rules.checks.items():
        known = _FILLED_IN.get(check.method, ())
        expected = f"text with no braces but {' and '.join(f'{{{name}}}' for name in known)}" if known else "no braces"
        try:
            parts = list(string.Formatter().parse(check.finds))
        except ValueError:
            parts = [("", "", "", "")]  # a brace alone
        if any(name is not None and (name not in known or how or kind) for _, name, how, kind in parts):
            yield Fault(f"checks/{key}.yaml", ("finds",), f"found '{check.finds[:60]}', expected {expected}")


_FILLED_IN = {"visit-tells": ("found", "code"), "by-telehealth": ("code",)}
"""What the methods that say a check's `finds` fill in."""


def _field_exists(shape: Any, path: list[str]) -> bool:
    """True where a shape has a field at the end of a path; lists are walked into."""
    if not path:
        return True
    if dataclasses.is_dataclass(shape) and isinstance(shape, type):
        hints = field_types(shape)
        return path[0] in hints and _field_exists(hints[path[0]], path[1:])
    return any(_field_exists(part, path) for part in typing.get_args(shape))


def payers_name_what_is_there(rules: Rules) -> Iterator[Fault]:
    """The codes and checks that a payer's file names have a file."""
    for key, payer in rules.payers.items():
        for position, pair in enumerate(payer.pairs):
            trail: Trail = ("pairs", position)
            for code in (*pair.codes, pair.mark):
                if code not in rules.codes:
                    yield Fault(
                        f"payers/{key}.yaml", trail, f"found '{code}', expected the name of a file in rules/codes/"
                    )
            if len(pair.codes) != 2 or pair.mark not in pair.codes:
                yield Fault(
                    f"payers/{key}.yaml",
                    trail,
                    f"found {', '.join(pair.codes)} with {pair.mark}, expected two codes and one of them",
                )
        for position, rule in enumerate(payer.checks):
            if rule.check not in rules.checks:
                trail = ("checks", position, "check")
                yield Fault(
                    f"payers/{key}.yaml", trail, f"found '{rule.check}', expected the name of a file in rules/checks/"
                )


def known_faults_are_answered(rules: Rules) -> Iterator[Fault]:
    """Each known fault has checks, pages or a reason; the checks exist and every check is named."""
    if not rules.faults:
        return
    for key, fault in rules.faults.items():
        if not fault.found_by and not fault.read_on and not fault.because:
            yield Fault("faults.yaml", (key,), "found no answer, expected found_by, read_on or because")
        for position, name in enumerate(fault.found_by):
            if name not in rules.checks:
                yield Fault(
                    "faults.yaml",
                    (key, "found_by", position),
                    f"found '{name}', expected the name of a file in rules/checks/",
                )
        for position, page in enumerate(fault.read_on):
            kind, _, name = page.partition("/")
            if kind not in KINDS or name not in getattr(rules, kind):
                yield Fault(
                    "faults.yaml", (key, "read_on", position), f"found '{page}', expected a page such as codes/97116"
                )


def checks_have_both_examples(rules: Rules) -> Iterator[Fault]:
    """A check is shown where it must be found and where it must not."""
    for key, check in rules.checks.items():
        for field, expected in (("findings", "in which it is found"), ("without", "in which it is not (without)")):
            if not any(key in getattr(example.expect, field) for example in check.examples):
                yield Fault(f"checks/{key}.yaml", ("examples",), f"found no example {expected}, expected at least one")


def moved_pages_lead_somewhere(rules: Rules) -> Iterator[Fault]:
    """An old address has no page of its own any more, and the new one has. Links to hand-written pages are checked
    when the site is built."""
    pages = {file.removesuffix(".yaml") for file, _, _ in things(rules)}
    for old, moved in rules.moved.items():
        if not _ADDRESS.fullmatch(old):
            yield Fault("moved.yaml", (old,), f"found '{old[:60]}', expected an address such as codes/97110")
        if old in pages:
            yield Fault("moved.yaml", (old,), f"found '{old}', expected an address that no rule file has any more")
        if moved.to.partition("/")[0] in KINDS and moved.to not in pages:
            yield Fault("moved.yaml", (old, "to"), f"found '{moved.to}', expected a page such as codes/97110")


_ADDRESS = re.compile(r"[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*")


def _squashed(text: str) -> str:
    """A name without what may be written in several ways; docs/assets/calculator/entry.js has the same.

    >>> _squashed("Re-Eval") == _squashed("re eval")
    True
    """
    return re.sub(r"[\W_]", "", text.lower())


def words_name_what_is_there(rules: Rules) -> Iterator[Fault]:
    """A word of the notes stands once, for codes that can be entered, and names payers that have a file."""
    seen: dict[str, str] = {}
    for key, word in rules.words.items():
        spelled: list[tuple[Trail, str]] = [((key,), key)]
        spelled += [((key, "spellings", position), text) for position, text in enumerate(word.spellings)]
        for trail, text in spelled:
            if not _squashed(text):
                yield Fault("words.yaml", trail, f"found '{text}', expected letters")
            elif (first := seen.setdefault(_squashed(text), key)) != key or (
                trail != (key,) and _squashed(text) in map(_squashed, [key, *word.spellings[: int(trail[2])]])
            ):
                yield Fault("words.yaml", trail, f"found '{text}' a second time, expected it once (also at {first})")
        meanings: list[tuple[Trail, tuple[str, ...]]] = [((key, "codes"), word.codes)]
        meanings += [((key, "payers", payer), codes) for payer, codes in word.payers.items()]
        for trail, codes in meanings:
            if not codes:
                yield Fault("words.yaml", trail, "found an empty list, expected at least one code")
            for position, code in enumerate(codes):
                if code not in _enterable(rules):
                    expected = "a code of rules/codes/ that is in use and has minutes of its own"
                    yield Fault("words.yaml", (*trail, position), f"found '{code}', expected {expected}")
        for payer in word.payers:
            if payer not in rules.payers:
                expected = "the name of a file in rules/payers/"
                yield Fault("words.yaml", (key, "payers", payer), f"found '{payer}', expected {expected}")


def _enterable(rules: Rules) -> dict[str, Code]:
    """Codes whose minutes are entered: no add-on, whose minutes stand under its base, and none that ended."""
    found = {}
    for key, code in rules.codes.items():
        now = in_force(code.counting, rules.edition.as_of)
        if now is not None and now.kind != "not-in-use" and now.base is None:
            found[key] = code
    return found


def shared_names_are_asked(rules: Rules) -> Iterator[Fault]:
    """A name that several codes have, or that `words.yaml` has, means all codes that have it: none of them wins."""
    if not rules.words:
        return
    named: dict[str, set[str]] = {}
    for key, code in _enterable(rules).items():
        for name in code.also_called:
            if not name.isdigit():
                named.setdefault(_squashed(name), set()).add(key)
    listed = {_squashed(text): word for key, word in rules.words.items() for text in (key, *word.spellings)}
    for key, code in _enterable(rules).items():
        for position, name in enumerate(code.also_called):
            sharing, word = named.get(_squashed(name), set()), listed.get(_squashed(name))
            if (len(sharing) > 1 or word) and sharing - set(word.codes if word else ()):
                found = f"found '{name}' of {', '.join(sorted(sharing))}"
                yield Fault(
                    f"codes/{key}.yaml", ("also_called", position), f"{found}, expected a word of words.yaml for them"
                )


def needed_payers_exist(rules: Rules) -> Iterator[Fault]:
    """The two payers that other programs may rely on are there."""
    for key in ("medicare-part-b", "midpoint"):
        if key not in rules.payers:
            yield Fault("edition.yaml", (), f"missing, expected a payer {key}")


def time_is_covered(rules: Rules) -> Iterator[Fault]:
    """From the first entry of a list on, no day is left without an answer until the last entry ends."""
    for key, parameter in rules.parameters.items():
        if not parameter.values:
            yield Fault(f"parameters/{key}.yaml", ("values",), "found an empty list, expected at least one entry")
            continue
        first, last = parameter.values[0].since, parameter.values[-1].since
        silent = [
            day for day in _quarters(first, last) if in_force(parameter.values, day, holds=parameter.holds) is None
        ]
        if silent:
            message = (
                f"found nothing in force on {', '.join(map(str, silent))}, expected a value from {first} to {last}"
            )
            yield Fault(f"parameters/{key}.yaml", ("values",), message)


def _quarters(first: date, last: date) -> Iterator[date]:
    """The first days of all quarters from one day to another."""
    for year in range(first.year, last.year + 1):
        for month in (1, 4, 7, 10):
            if first <= date(year, month, 1) <= last:
                yield date(year, month, 1)


def every_code_can_be_counted_from_its_start(rules: Rules) -> Iterator[Fault]:
    """Medicare's view of a code does not begin before the code does."""
    for key, code in rules.codes.items():
        if code.counting and code.medicare and _first_day(code) - code.medicare[0].since > timedelta(0):
            yield Fault(
                f"codes/{key}.yaml",
                ("medicare", 0, "since"),
                f"found {code.medicare[0].since}, expected {_first_day(code)} or later",
            )


def _first_day(code: Code) -> date:
    """The first day a code is known for."""
    return code.counting[0].since


CHECKS: tuple[Callable[[Rules], Iterator[Fault]], ...] = (
    needed_payers_exist,
    names_are_codes,
    rows_are_of_codes_and_places,
    numbers_can_be_counted_with,
    a_unit_begins_within_its_minutes,
    sources_exist,
    everything_is_cited,
    sources_are_used,
    sources_tell_when_they_were_read,
    publishers_stand_alone,
    sources_have_web_addresses,
    dates_ascend,
    methods_exist,
    payers_have_rules,
    parameters_exist,
    see_also_exists,
    codes_are_known,
    coverage_is_whole,
    spared_codes_fit,
    buckets_hold_each_discipline,
    statuses_agree,
    codes_have_an_example,
    checks_exist,
    checks_name_what_is_there,
    findings_can_be_said,
    payers_name_what_is_there,
    known_faults_are_answered,
    checks_have_both_examples,
    moved_pages_lead_somewhere,
    words_name_what_is_there,
    shared_names_are_asked,
    examples_expect_something,
    claims_edits_are_as_loaded,
    counting_is_whole,
    replacements_are_in_use,
    quantities_are_whole,
    add_ons_match,
    every_code_can_be_counted_from_its_start,
    time_is_covered,
)
