"""A result as text for a terminal.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}]}
>>> for line in as_text(calculate(visit)).splitlines()[:4]:
...     print(line)
97110  GP        2 units
97140  GP        1 unit
<BLANKLINE>
minutes: 40 total, 40 timed, 40 pooled
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calculator.grouping import group_by
from calculator.steps import counted

_WITHOUT_UNIT = {"payer-rule-unknown": "not counted"}
"""What a code without a unit is called, if nobody here can say that it earns none."""

_WITH_REASON = {"coverage-policies", "kx-threshold"}
"""Checks whose reason says more than which field is missing."""

_Result = Mapping[str, Any]


def as_text(result: _Result) -> str:
    """A result, or the problems of a bad visit, as people read it."""
    if "errors" in result:
        return "\n".join(f"error: {problem_text(problem)}" for problem in result["errors"])
    sections = (_lines, _totals, _amounts, _choices, _findings, _steps, _unchecked)
    text = [line for section in sections for line in section(result)]
    return "\n".join([*text, f"rules: edition {result['edition']}"])


def problem_text(problem: Mapping[str, str]) -> str:
    """A problem of a visit on one line: where it is, what was found and what was expected."""
    return f"{problem['field']}: {problem['message']}" if problem["field"] else problem["message"]


def _lines(result: _Result) -> Iterator[str]:
    """Claim lines, and codes without a unit."""
    if result["total_minutes"] is None:
        yield "the visit has billed lines and no minutes: what needs minutes was not checked"
        return
    for line in result["lines"]:
        yield f"{line['code']:<6} {' '.join(line['modifiers']):<9} {counted(line['units'], 'unit')}"
    if not result["lines"]:
        yield "no claim lines"
    for entry in result["unbilled"]:
        units, minutes = _WITHOUT_UNIT.get(entry["reason"], "no unit"), counted(entry["minutes"], "minute")
        yield f"{entry['code']:<6} {units}, {minutes}: {entry['because']}"


def _totals(result: _Result) -> Iterator[str]:
    """Minutes, and units by both rules."""
    if result["total_minutes"] is None:
        return
    pooled = "" if result["pooled_minutes"] is None else f", {result['pooled_minutes']} pooled"
    yield ""
    yield f"minutes: {result['total_minutes']} total, {result['timed_minutes']} timed{pooled}"
    both = result["both_rules"]
    by_rule = [f"{one['timed_units']} {one['rule']}{' (this payer)' * one['followed']}" for one in both["rules"]]
    yield f"timed units under both rules: {', '.join(by_rule)}. {both['says']}"
    if result["ask_payer"]:
        for one in both["rules"]:
            lines = [f"{line['code']} {' '.join(line['modifiers'])} x {line['units']}" for line in one["lines"]]
            yield f"if the payer's rule is {one['rule']}: {', '.join(lines) or 'no claim lines'}"
        yield f"ask the payer: {result['ask_payer']}"


def _amounts(result: _Result) -> Iterator[str]:
    """What is paid for each line, and for all."""
    payment = result["payment"]
    if not payment:
        return
    yield ""
    yield f"amounts ($), {payment['place']}:"
    for line in (*payment["lines"], {"code": "all", **payment}):
        if line.get("because"):
            yield f"{line['code']:<6} no price: {line['because']}"
        else:
            amounts = f"allowed {line['allowed']}, Medicare {line['medicare']}, patient {line['patient']}"
            yield f"{line['code']:<6} {amounts}"


def _choices(result: _Result) -> Iterator[str]:
    """Ties for the last units."""
    for choice in result["choices"]:
        codes, taken = ", ".join(choice["codes"]), ", ".join(choice["taken"])
        yield f"choice: {choice['units']} of {codes} tie for the last unit; using {taken}"


def _findings(result: _Result) -> Iterator[str]:
    """Findings, and the tables that were looked into."""
    for finding in result["findings"]:
        yield f"{finding['severity']}: {finding['says']} [{finding['check']}]"
    for table in result["tables"]:
        yield f"table: {_table(table)}"


def _table(table: Mapping[str, Any]) -> str:
    """A table of claims edits: whether it is for the day, and what it leaves open."""
    if table["since"] is None:
        return f"{table['title']}: not loaded for {', '.join(table['not_loaded'])}"
    days = "covers this day" if table["covers_date"] else "does not cover this day"
    open_codes = f"; no limit listed for {', '.join(table['no_row'])}, which is not the same as no limit"
    return f"{table['title']}, {days}{open_codes if table['no_row'] else ''}"


def _steps(result: _Result) -> Iterator[str]:
    """The derivation, each step with its facts and sources."""
    yield ""
    for position, step in enumerate(result["steps"], 1):
        yield f"{position}. {step['says']}"
        if facts := ", ".join(f"{fact['name']} {fact['value']}" for fact in step["facts"]):
            yield f"   {facts}"
        places = (f"{cite['source']} {cite['at']}".strip() for cite in step["cites"])
        yield f"   = {step['gives']}   [{'; '.join((step['rule'], *places))}]"
    yield ""


def _unchecked(result: _Result) -> Iterator[str]:
    """Checks that were not made: a line for each reason, and one for all fields that the visit does not have."""
    not_told = []
    for because, entries in group_by(result["not_checked"], lambda entry: entry["because"]).items():
        if entries[0]["kind"] == "not-told" and entries[0]["check"] not in _WITH_REASON:
            not_told += entries
        else:
            yield f"not checked, because {because}: {', '.join(entry['check'] for entry in entries)}"
    if not_told:
        number = len({entry["check"] for entry in not_told})
        checks = "1 check needs" if number == 1 else f"{number} checks need"
        fields = sorted({" or ".join(entry["needs"]) for entry in not_told})
        yield f"not checked: {checks} fields that the visit does not have (--json lists them): {', '.join(fields)}"
