"""What must hold between rule files: one small function for each, all of them run at every reading.

>>> from calculator.model import Edition, Rules
>>> from datetime import date
>>> empty = Rules(edition=Edition(edition="2026.1", as_of=date(2026, 1, 1), earliest_date_of_service=date(2018, 1, 1)))
>>> [fault.message for fault in faults(empty)]
['missing, expected a payer medicare-part-b', 'missing, expected a payer midpoint']
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from calculator import assistant, checks, payment, quantities, threshold, trace, units
from calculator.dated import in_force
from calculator.errors import Fault
from calculator.model import KINDS, Cite, Code, Counting, Example, Rules, Visit
from calculator.plain import field_types, fields_of

Trail = tuple[str | int, ...]

WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAMES = {
    "codes": (re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}T"), "a code such as 97110 or G0283"),
    "modifiers": (re.compile(r"[A-Z0-9]{2}"), "a modifier such as GP"),
    "payers": (WORDS, "a name such as medicare-part-b"),
    "parameters": (WORDS, "a name such as kx-threshold"),
    "checks": (WORDS, "a name such as code-outside-discipline"),
    "documentation": (WORDS, "a name such as plan-of-care"),
    "comparisons": (WORDS, "a name such as evaluation-levels"),
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


def rule_choices(rules: Rules) -> Iterator[tuple[str, Trail, str, Mapping[str, tuple[str, ...]]]]:
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
    for file, trail, method, known in rule_choices(rules):
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
    for file, trail, method, known in rule_choices(rules):
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
    """Codes that a topic or a comparison is about have a file, and a comparison answers for each of them."""
    for kind in ("documentation", "comparisons"):
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


def statuses_agree(rules: Rules) -> Iterator[Fault]:
    """What a code's file says of Medicare is what the fee schedule's status letter says."""
    for position, row in enumerate(rules.tables.relative_values):
        code = rules.codes.get(row.code)
        entry = in_force(code.medicare, row.since) if code else None
        if entry is not None and row.status not in STATUS_LETTERS[entry.status]:
            yield Fault(
                "tables/relative-values.csv",
                (position, "status"),
                f"found {row.status} for {row.code} from {row.since}, expected {' or '.join(STATUS_LETTERS[entry.status])}"
                f" as codes/{row.code}.yaml says ({entry.status})",
            )


STATUS_LETTERS = {
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
        if not any(key in codes_of(example) for example in code.examples):
            yield Fault(
                f"codes/{key}.yaml", ("examples",), f"found none with {key}, expected at least one worked example"
            )


def codes_of(example: Any) -> set[str]:
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


def checks_exist(rules: Rules) -> Iterator[Fault]:
    """A check that a file describes is one the calculator makes: by a method, or while it counts."""
    for key, check in rules.checks.items():
        file = f"checks/{key}.yaml"
        if check.method and check.method not in checks.METHODS:
            yield Fault(
                file, ("method",), f"found '{check.method}', expected one of {', '.join(sorted(checks.METHODS))}"
            )
        elif not check.method and key not in trace.CHECKS:
            yield Fault(file, (), f"found '{key}', expected a method, or one of {', '.join(sorted(trace.CHECKS))}")
        elif check.method and key in trace.CHECKS:
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
        for position, paths in enumerate(check.needs):
            for path in paths.split("|"):
                if not field_exists(Visit, path.split(".")):
                    message = f"found '{path}', expected a field of a visit such as billed or plan.certified"
                    yield Fault(f"checks/{key}.yaml", ("needs", position), message)


def field_exists(shape: Any, path: list[str]) -> bool:
    """True where a shape has a field at the end of a path; lists are walked into."""
    if not path:
        return True
    if dataclasses.is_dataclass(shape) and isinstance(shape, type):
        hints = field_types(shape)
        return path[0] in hints and field_exists(hints[path[0]], path[1:])
    return any(field_exists(part, path) for part in typing.get_args(shape))


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
        if old in pages:
            yield Fault("moved.yaml", (old,), f"found '{old}', expected an address that no rule file has any more")
        if moved.to.partition("/")[0] in KINDS and moved.to not in pages:
            yield Fault("moved.yaml", (old, "to"), f"found '{moved.to}', expected a page such as codes/97110")


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
            day for day in quarters(first, last) if in_force(parameter.values, day, holds=parameter.holds) is None
        ]
        if silent:
            message = (
                f"found nothing in force on {', '.join(map(str, silent))}, expected a value from {first} to {last}"
            )
            yield Fault(f"parameters/{key}.yaml", ("values",), message)


def quarters(first: date, last: date) -> Iterator[date]:
    """The first days of all quarters from one day to another."""
    for year in range(first.year, last.year + 1):
        for month in (1, 4, 7, 10):
            if first <= date(year, month, 1) <= last:
                yield date(year, month, 1)


def every_code_can_be_counted_from_its_start(rules: Rules) -> Iterator[Fault]:
    """Medicare's view of a code does not begin before the code does."""
    for key, code in rules.codes.items():
        if code.counting and code.medicare and first_day(code) - code.medicare[0].since > timedelta(0):
            yield Fault(
                f"codes/{key}.yaml",
                ("medicare", 0, "since"),
                f"found {code.medicare[0].since}, expected {first_day(code)} or later",
            )


def first_day(code: Code) -> date:
    """The first day a code is known for."""
    return code.counting[0].since


CHECKS: tuple[Callable[[Rules], Iterator[Fault]], ...] = (
    needed_payers_exist,
    names_are_codes,
    sources_exist,
    everything_is_cited,
    sources_are_used,
    sources_tell_when_they_were_read,
    dates_ascend,
    methods_exist,
    payers_have_rules,
    parameters_exist,
    see_also_exists,
    codes_are_known,
    spared_codes_fit,
    statuses_agree,
    codes_have_an_example,
    checks_exist,
    checks_name_what_is_there,
    payers_name_what_is_there,
    known_faults_are_answered,
    checks_have_both_examples,
    moved_pages_lead_somewhere,
    examples_expect_something,
    counting_is_whole,
    quantities_are_whole,
    add_ons_match,
    every_code_can_be_counted_from_its_start,
    time_is_covered,
)
