"""What the pages on payment show: worked visits, the reduction, the assistant's part, places, and a remittance by hand.

Every amount comes from the engine while the page is made. Where a page shows how it is worked out, the last number
of each sum is held against the engine's, and a page that differs stops the build.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from calculator import answer, read_visit
from calculator.counting.modifiers import modifiers_of
from calculator.dated import Number, in_force, number
from calculator.loading.examples import visit_of
from calculator.model import (
    Billed,
    Cite,
    Discipline,
    Example,
    Expected,
    Line,
    NotChecked,
    OtherVisit,
    PaidLine,
    Parameter,
    Rules,
    Service,
    Statement,
)
from calculator.payment import (
    ASSISTANT,
    COINSURANCE,
    REDUCED,
    REDUCTION,
    SEQUESTRATION,
    UNPRICED,
    Prices,
    Unpriced,
    cents,
    places_by_key,
    prices_of,
    unit_in_full,
    values_on,
)
from sitegen.pages import amounts
from sitegen.pages.worked_examples import Worked, field_lines, try_it, worked
from sitegen.render import labels

_DATE = date(2026, 3, 2)
"""A fixed day, so that the pages' visits stay what they are."""

OHIO, MANHATTAN, ALASKA = "15202-00", "13202-01", "02102-01"
_INSTITUTIONS = "mppr-practice-expense-reduction-institutional"

_PAGES_ABOUT = {
    "payment/reduction.md": (REDUCTION, _INSTITUTIONS),
    "payment/assistant.md": (ASSISTANT, "CQ", "CO"),
    "payment/places.md": ("gpci-work-floor", "alaska-work-floor", "frontier-practice-expense-floor"),
    "payment/index.md": (
        "conversion-factor",
        "conversion-factor-apm",
        "nonparticipating-share",
        "part-b-deductible",
        COINSURANCE,
        SEQUESTRATION,
        "efficiency-adjustment",
    ),
}
"""The pages on payment with the numbers and modifiers from whose pages they are reached."""

TITLES = {
    "payment/index.md": "What the visit pays",
    "payment/reduction.md": "Multiple procedure payment reduction (MPPR)",
    "payment/assistant.md": "What CQ and CO do to payment",
    "payment/places.md": "Payment localities",
    "payment/remittance.md": "A remittance worked by hand",
}


def pages_about(key: str) -> list[tuple[str, str]]:
    """The pages on payment that concern a number or a modifier: path and title."""
    return [(path, TITLES[path]) for path, keys in _PAGES_ABOUT.items() if key in keys]


def _said(rules: Rules, says: str, *cites: Cite, undecided: bool = False) -> Statement:
    """A statement with those of its places whose source the rule set has."""
    return Statement(says=says, cites=_known(rules, *cites), undecided=undecided)


# --- worked visits ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cases:
    """Visits of one page, computed when they are asked for."""

    rules: Rules
    page: str

    def case(
        self,
        name: str,
        *services: Service,
        on: date = _DATE,
        discipline: Discipline = "PT",
        says: str = "",
        locality: str = OHIO,
        **more: Any,
    ) -> Worked | None:
        """A visit with its amounts; None where the rule set lacks a code or the place."""
        known = {service.code for service in services} <= set(self.rules.codes)
        if not known or amounts.MEDICARE not in self.rules.payers or locality not in places_by_key(self.rules):
            return None
        example = Example(
            name=name,
            says=says,
            payer=amounts.MEDICARE,
            date_of_service=on,
            discipline=discipline,
            services=services,
            locality=locality,
            expect=Expected(),
            cites=(),
            **more,
        )
        done = worked(example, self.rules, self.page)
        return replace(done, doctest=_session(done))

    def group(self, *found: Worked | None) -> list[Worked]:
        """Those that there are."""
        return [one for one in found if one]


def _session(done: Worked) -> str:
    """A Python session that computes a visit and shows what each line is allowed, and who pays it."""
    fields = "\n".join(line for name, value in visit_of(done.example).items() for line in field_lines(name, value))
    head = f'>>> from calculator import calculate\n>>> paid = calculate({{\n{fields}\n... }})["payment"]'
    show = '>>> for line in paid["lines"]:\n...     print(line["code"], line["allowed"], line["medicare"], line["patient"])'
    paid = done.result.payment if done.result else None
    told = [f"{line.code} {line.allowed} {line.medicare} {line.patient}" for line in (paid.lines if paid else ())]
    return "\n".join([head, show, *told])


def _minutes(code: str, count: int = 15) -> Service:
    """Minutes of the therapist."""
    return Service(code=code, minutes=count)


def _assistants(code: str, count: int = 15, therapist: int | None = None) -> Service:
    """Minutes of the assistant, beside those of the therapist."""
    return Service(code=code, assistant_minutes=count, therapist_minutes=therapist)


def _supply(code: str, days: int) -> Service:
    """A device supply that an assistant furnished, with its days of data."""
    return Service(code=code, assistant_minutes=10, days_of_data=days)


def _elsewhere(discipline: Discipline, *codes: str) -> tuple[OtherVisit, ...]:
    """Another discipline's visit of the day, one unit of each code."""
    modifier = {"PT": "GP", "OT": "GO", "SLP": "GN"}[discipline]
    lines = tuple(Billed(code=code, units=1, modifiers=(modifier,)) for code in codes)
    return (OtherVisit(discipline=discipline, lines=lines),)


# --- the overview -----------------------------------------------------------------------------------------------------


def _order(rules: Rules) -> list[Statement]:
    """The steps from relative values to payment, in the order in which the engine takes them."""
    on = rules.edition.as_of
    off, share, left, cut = (number(rules, name, on) for name in (REDUCTION, COINSURANCE, ASSISTANT, SEQUESTRATION))
    parameter = rules.parameters.get(ASSISTANT)
    whole = in_force(parameter.spares, on) if parameter else None
    return [
        _said(
            rules,
            "One unit: work, practice expense and malpractice RVUs, each times the place's index, added, times the "
            "conversion factor, rounded half up to the cent.",
            Cite(source="usc-1395w-4", at="(b)(1)"),
            Cite(source="cran-cms-ohio"),
        ),
        _said(
            rules,
            f"Multiple procedure reduction: of every therapy unit of the day except one {_percent(off)} of the practice "
            "expense is taken off. The units of a line, added, are its allowed amount.",
            Cite(source="usc-1395w-4", at="(b)(7)"),
        ),
        _said(rules, "Deductible: what the patient still owes of it comes off first.", Cite(source="usc-1395l-b")),
        _said(
            rules,
            f"Coinsurance: {_percent(share)} of the rest is the patient's; what is left is Medicare's part.",
            Cite(source="usc-1395m-k", at="(1)(B)"),
        ),
        _said(
            rules,
            f"Assistant: of Medicare's part of a line with CQ or CO {_percent(left, Decimal(100))} is paid"
            + (f"; {labels.joined(whole.codes)} keep theirs whole." if whole else "."),
            Cite(source="usc-1395m-v", at="(1)"),
            *(whole.cites if whole else ()),
        ),
        _said(
            rules,
            f"Sequestration: {_percent(cut)} less of what Medicare then pays.",
            Cite(source="usc-2-906-d", at="(1)(A)"),
        ),
    ]


def _percent(found: Number | None, times: Decimal = Decimal(1)) -> str:
    """A percentage in force in words; a share is told as one."""
    return f"{_plain(found.value * times)} percent" if found else "a percentage not known here"


def _doubt(rules: Rules) -> Statement:
    """What is not known about that order."""
    return _said(
        rules,
        "No single text that was read lists these steps. The order is put together from the provisions above; "
        "another order would give other amounts.",
        Cite(source="usc-1395m-v", at="(1)"),
        Cite(source="usc-2-906-d", at="(1)(A)"),
        undecided=True,
    )


def _overview(rules: Rules, as_of: date, page: str) -> dict[str, Any]:
    """What the page on payment as a whole shows."""
    cases = _Cases(rules, page)
    one = _minutes("97110")
    owed = number(rules, "part-b-deductible", _DATE)
    return {
        "order": _order(rules),
        "doubt": _doubt(rules),
        "lead": cases.case("two codes, three units", _minutes("97110", 23), _minutes("97140")),
        "pairs": [
            (title, found)
            for title, found in (
                (
                    "The conversion factor changed on March 9, 2024",
                    cases.group(
                        cases.case("the last day of the first factor of 2024", one, on=date(2024, 3, 8)),
                        cases.case("the first day of the second factor of 2024", one, on=date(2024, 3, 9)),
                    ),
                ),
                (
                    "Two conversion factors from 2026",
                    cases.group(
                        cases.case("everyone else, 2026", one),
                        cases.case("a qualifying APM participant, 2026", one, apm=True),
                    ),
                ),
                (
                    "A deductible that is still owed",
                    cases.group(
                        cases.case(
                            "a deductible smaller than the visit",
                            _minutes("97110", 23),
                            _minutes("97140"),
                            deductible_left=Decimal("40.00"),
                            says="It is used up from the line of the dearest full unit on, whatever the order of the lines. Coinsurance is worked out on the rest.",
                        ),
                        cases.case(
                            "a deductible larger than the visit",
                            _minutes("97110", 23),
                            _minutes("97140"),
                            deductible_left=owed.value if owed else None,
                            says="Medicare pays nothing, and there is nothing for sequestration to cut.",
                        ),
                    ),
                ),
                (
                    "A practice that does not participate",
                    cases.group(cases.case("95 percent of the amount, assignment taken", one, participating=False)),
                ),
                (
                    "A line without a price",
                    cases.group(
                        cases.case("a bundled code beside a priced one", one, _minutes("97010", 10)),
                    ),
                ),
            )
            if found
        ],
        "unpriced": {status: why.because for status, why in UNPRICED.items()},
        "limits": [
            _said(
                rules,
                "Relative values are those of one release a year, the newest that could be read. A change of a code "
                "within a year is not seen.",
                Cite(source="pprrvu-2026"),
            ),
            _said(
                rules,
                "A charge below the fee schedule amount is not asked for. Medicare then pays its share of the charge.",
                Cite(source="usc-1395m-k", at="(1)(B)"),
            ),
            _said(
                rules,
                "The short supply codes of remote monitoring, 98984 and 98985, get no amount on a line with CQ or CO. The text "
                "that spares 98976 and 98977 is older than they are and does not name them; a vendor writes that they are spared.",
                Cite(source="ngs-rtm-2024"),
                Cite(source="orva-98985", at="badges"),
                undecided=True,
            ),
            _said(
                rules,
                "Adjustments for quality reporting, other insurers and value-based programs are not computed.",
                Cite(source="memory", at="what else may change a payment"),
            ),
        ],
        "kept": _kept(rules),
    }


def _kept(rules: Rules) -> tuple[int, int] | None:
    """The first and last year with prices."""
    found = amounts.periods(rules)
    return (found[0].since.year, found[-1].since.year) if found else None


# --- the reduction ----------------------------------------------------------------------------------------------------

SUPERSEDED = "33.0607"
"""The conversion factor of the first final rule for 2023, which never took effect."""

PUBLISHED_OHIO_2023 = {"97110": "27.89", "97112": "31.96", "97140": "25.72", "97161": "95.13", "97530": "34.80"}
"""What the source `lmb-ohio-2023` shows for 2023."""


def _reduction(rules: Rules, as_of: date, page: str) -> dict[str, Any]:
    """What the page on the multiple procedure reduction shows."""
    cases = _Cases(rules, page)
    visits = (
        (
            "One unit alone",
            "",
            cases.case("one unit is paid in full", _minutes("97110")),
        ),
        (
            "More units of one code",
            "One of them is paid in full; the reduction reaches the others as well.",
            cases.case("two units of one code", _minutes("97110", 30)),
        ),
        (
            "Two codes",
            "The code with the higher practice expense RVU keeps its unit, whatever stands first in the note.",
            cases.case("the higher practice expense is in full", _minutes("97110"), _minutes("97530")),
        ),
        (
            "A tie",
            "Both codes have the same practice expense RVU, so the higher amount decides. Where amount and practice "
            "expense are both equal, the first by code is taken here, a line without CQ or CO before one with it.",
            cases.case("equal practice expense", _minutes("97012"), _minutes("97032")),
        ),
        (
            "Two disciplines on one day",
            "Physical and occupational therapy of one patient and day are looked at together. Each visit of the pair is "
            "computed with the other told as other visit: the unit in full is on one side only.",
            cases.case(
                "occupational therapy has the unit in full", _minutes("97110"), other_visits=_elsewhere("OT", "97530")
            ),
        ),
        (
            "",
            "",
            cases.case(
                "the same day, seen from occupational therapy",
                _minutes("97530"),
                discipline="OT",
                other_visits=_elsewhere("PT", "97110"),
            ),
        ),
        (
            "A code outside the reduction",
            "Codes with another indicator than 5 are computed in full each time, and take nothing from the others: the unit "
            "in full is still left for 97530.",
            cases.case(
                "97129 and 97130 do not take part", _minutes("97129", 30), _minutes("97530", 30), discipline="OT"
            ),
        ),
    )
    return {
        "parameter": rules.parameters.get(REDUCTION),
        "institutions": rules.parameters.get(_INSTITUTIONS),
        "visits": [one for one in visits if one[2]],
        "times": _times(rules),
        "elsewhere": _known(rules, Cite(source="lmb-ohio-2023"), Cite(source="pprrvu-2023", at="CONV FACTOR")),
        "superseded": SUPERSEDED,
        "old": _known(rules, Cite(source="usc-1395w-4", at="(b)(7)"), Cite(source="novitas-mppr", at="example")),
        "order": _order(rules),
        "doubt": _doubt(rules),
        "indicators": _indicators(rules),
        "published": _published(rules),
        "ties": _said(
            rules,
            "Two visits of one day may tie with each other, such as one unit of 97110 under physical and one under "
            "occupational therapy. Only one of them is paid in full. The calculator sees one visit at a time and gives "
            "it to the visit that is computed, so adding both answers counts it twice.",
            Cite(source="novitas-mppr"),
        ),
    }


def _known(rules: Rules, *cites: Cite) -> tuple[Cite, ...]:
    """Those places whose source the rule set has."""
    return tuple(cite for cite in cites if cite.source in rules.sources)


def _times(rules: Rules) -> list[dict[str, Any]]:
    """The percentages of offices and institutions over time, newest first."""
    both = [rules.parameters[name].values if name in rules.parameters else () for name in (REDUCTION, _INSTITUTIONS)]
    starts = sorted({value.since for values in both for value in values})
    found = []
    for start, later in zip(starts, [*starts[1:], None], strict=False):
        office, institution = (in_force(values, start) for values in both)
        last = later - timedelta(days=1) if later else None
        found.append({"time": labels.span(start, last), "office": office, "institution": institution})
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Indicators:
    """Which codes take part in a year: those with indicator 5 and a price, and other priced codes by their indicator."""

    year: int
    part: list[str]
    others: dict[int, list[str]]


def _indicators(rules: Rules) -> _Indicators | None:
    """The codes of the newest year, by multiple procedure indicator."""
    rows = [
        row
        for row in rules.tables.relative_values
        if row.code in rules.codes and row.status not in UNPRICED and amounts.has_values(row)
    ]
    if not rows:
        return None
    year = max(row.since.year for row in rows)
    found: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.multiple_procedure, row.code)):
        if row.since.year == year:
            found.setdefault(row.multiple_procedure, []).append(row.code)
    return _Indicators(year, found.pop(REDUCED, []), found)


def _published(rules: Rules) -> list[dict[str, Any]]:
    """Amounts of Ohio 2023 that a page shows, beside those computed here."""
    period = next((one for one in amounts.periods(rules) if one.since.year == 2023), None)
    given = amounts.all_prices(rules)[period].get(OHIO) if period else None
    if given is None or period is None:
        return []
    codes = [code for code in PUBLISHED_OHIO_2023 if code in rules.codes]
    return [
        {"code": code, "there": PUBLISHED_OHIO_2023[code], "here": amounts.unit(code, period, given, rules).full}
        for code in codes
    ]


# --- the assistant's part ---------------------------------------------------------------------------------------------


def rule_of(parameter: Parameter) -> list[Statement]:
    """What is worked out with a number, and which codes it is not put on."""
    return [
        *parameter.used_for,
        *(
            Statement(
                says=f"From {labels.day(entry.since)} it is not put on {labels.joined(entry.codes)}. {entry.note}".strip(),
                cites=entry.cites,
            )
            for entry in parameter.spares
        ),
    ]


def _assistant(rules: Rules, as_of: date, page: str) -> dict[str, Any]:
    """What the page on payment of lines with CQ and CO shows."""
    cases = _Cases(rules, page)
    visits = (
        (
            "The therapist alone, and the assistant alone",
            "The same unit twice. The allowed amount and the patient's part are the same; only Medicare's part shrinks.",
            cases.group(
                cases.case("a unit of the therapist", _minutes("97110")),
                cases.case("a unit of the assistant", _assistants("97110")),
            ),
        ),
        (
            "CQ on one line",
            "Units of one code with and without CQ stand on two lines. Only the marked line is reduced.",
            cases.group(cases.case("three units, one with CQ", _assistants("97110", 22, therapist=23))),
        ),
        (
            "With the multiple procedure reduction",
            "Who furnished a unit does not change which one is in full: here it is one of the assistant's.",
            cases.group(
                cases.case(
                    "occupational therapy, CO on the unit in full",
                    _assistants("97530"),
                    _minutes("97535"),
                    discipline="OT",
                ),
            ),
        ),
        (
            "A deductible that is still owed",
            "What the patient pays as deductible is not Medicare's, so nothing of it is reduced.",
            cases.group(
                cases.case("15 USD of the deductible left", _assistants("97110"), deductible_left=Decimal("15.00")),
            ),
        ),
        (
            "A device supply of remote monitoring",
            "98976 and 98977 carry no CQ and keep Medicare's part whole, whoever furnished them. The other lines of the day are "
            "reduced. For the short supply codes of 2026 no text of CMS or a contractor that was read decides it: no amount is shown.",
            cases.group(
                cases.case("98977 is spared, 97110 is not", _supply("98977", 20), _assistants("97110")),
                cases.case("the short supply code is undecided", _supply("98985", 10), _assistants("97110")),
            ),
        ),
        (
            "Before 2022 and after",
            "In 2020 and 2021 the modifiers were reported and cost nothing.",
            cases.group(
                cases.case("the last day without the reduction", _assistants("97110"), on=date(2021, 12, 31)),
                cases.case("the first weekday with it", _assistants("97110"), on=date(2022, 1, 3)),
            ),
        ),
    )
    parameter = rules.parameters.get(ASSISTANT)
    return {
        "parameter": parameter,
        "rule": rule_of(parameter) if parameter else [],
        "visits": [one for one in visits if one[2]],
        "order": _order(rules),
        "doubt": _doubt(rules),
    }


# --- places -----------------------------------------------------------------------------------------------------------


def _places(rules: Rules, as_of: date, page: str) -> dict[str, Any]:
    """What the page of localities shows."""
    now = [period for period in amounts.periods(rules) if period.since <= as_of and not period.apm]
    period = now[-1] if now else None
    given = amounts.all_prices(rules)[period] if period else {}
    code = "97110" if "97110" in rules.codes else None
    rows = [_place_row(key, one, period, code, rules, page) for key, one in amounts.in_order(given)] if period else []
    states = Counter(one.place.state for one in given.values())
    alone = sum(count == 1 for count in states.values())
    newest = next(iter(given.values())) if given else None
    return {
        "period": period,
        "rows": rows,
        "code": code,
        "national": amounts.unit(code, period, replace(newest, place=amounts.NATIONAL), rules).full
        if newest and code and period
        else None,
        "states": sorted(states),
        "changes": amounts.changes(rules),
        "cites": tuple(dict.fromkeys(Cite(source=one.place.source) for one in given.values())),
        "place_name": amounts.place_name,
        "kept": _kept(rules),
        "find": [
            _said(
                rules,
                "The place where the service is furnished decides, not where the bill is written.",
                Cite(source="memory", at="payment locality"),
            ),
            _said(
                rules,
                f"{alone} of {len(states)} states and territories have one place: look for the state below. A place may "
                "reach into another state, as its name then tells.",
                *((Cite(source=newest.place.source),) if newest else ()),
            ),
            _said(
                rules,
                "Where a state has several, the county decides. Lists of counties are not kept here; the Medicare "
                "contractor (MAC) has them.",
                Cite(source="memory", at="counties of the payment localities"),
            ),
        ],
    }


def _place_row(
    key: str, given: Prices, period: amounts.Period, code: str | None, rules: Rules, page: str
) -> dict[str, Any]:
    """A place with its indices, the amount of one unit, and the calculator filled in with it."""
    visit = {
        "date_of_service": date(period.since.year, _DATE.month, _DATE.day).isoformat(),
        "payer": amounts.MEDICARE,
        "discipline": "PT",
        "services": [{"code": code, "minutes": 15}],
        "locality": key,
    }
    national = replace(given, place=amounts.NATIONAL)
    amount, whole = (amounts.unit(code, period, one, rules).full if code else None for one in (given, national))
    return {
        "key": key,
        "place": given.place,
        "name": amounts.place_name(given.place),
        "amount": amount,
        "share": round(100 * amount / whole) if amount and whole else None,
        "try_it": try_it(visit, page) if amount else "",
    }


# --- a remittance by hand ---------------------------------------------------------------------------------------------

_DAYS = (date(2024, 2, 5), date(2024, 6, 3), date(2025, 3, 3), date(2026, 3, 2))
"""One day for each of the last factors, two of them in 2024."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """One number of the page: what it is, how it is worked out in one step or two, and the amount in USD and cents."""

    label: str
    how: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remittance:
    """One visit on one day in one place, worked out by hand.

    Attributes:
        done: the visit with the engine's answer.
        given: the prices of the day and place.
        units: for each kind of unit its code, whether it is in full, and how it is worked out.
        lines: for each claim line its name and its sums.
        cites: where the numbers of the day come from.
    """

    done: Worked
    given: Prices
    units: tuple[tuple[str, bool, _Sum], ...]
    lines: tuple[tuple[str, tuple[_Sum, ...]], ...]
    cites: tuple[Cite, ...]


def _remittances(rules: Rules, as_of: date, page: str) -> dict[str, Any]:
    """What the page with the remittance shows: one visit in three places on four days."""
    cases = _Cases(rules, page)
    services = (
        _minutes("97161", 30),
        _assistants("97110", 15, therapist=15),
        _assistants("97112"),
        _minutes("G0283"),
    )
    found = []
    missing = []
    for locality in (OHIO, MANHATTAN, ALASKA):
        for on in _DAYS:
            owed = Decimal("50.00") if on.month == 2 else None
            done = cases.case("a first visit", *services, on=on, locality=locality, deductible_left=owed)
            made = _by_hand(done, rules) if done else None
            if made:
                found.append(made)
            else:
                missing.append((locality, on))
    return {
        "found": found,
        "missing": missing,
        "first": found[0].done if found else None,
        "doubt": _doubt(rules),
        "place_name": amounts.place_name,
    }


def _by_hand(done: Worked, rules: Rules) -> _Remittance | None:
    """A visit worked out by hand; None where it has no amounts.

    Raises:
        ValueError: where a sum differs from what the engine says.
    """
    visit = read_visit(visit_of(done.example), rules)
    given = prices_of(visit, rules)
    result = answer(visit, rules)
    if isinstance(given, NotChecked) or result.payment is None:
        return None
    assistant_modifier = modifiers_of(visit.discipline, rules).assistant
    assisted = [assistant_modifier in line.modifiers for line in result.lines]
    full = unit_in_full(visit, result.lines, assisted, given, rules)
    units: dict[tuple[str, bool], _Sum] = {}
    lines = []
    for place, (line, paid) in enumerate(zip(result.lines, result.payment.lines, strict=True)):
        values = values_on(line.code, visit, rules)
        if isinstance(values, Unpriced):
            raise ValueError(f"{line.code}: found no price ({values.because}), expected one in the worked remittance")
        in_full = line.units if values.multiple_procedure != REDUCED else int(full == place)
        parts = []
        for whole, count in ((True, in_full), (False, line.units - in_full)):
            if count:
                one = units.setdefault(
                    (line.code, whole), _unit_by_hand(line.code, whole, visit.date_of_service, given, rules)
                )
                parts.append((count, one.amount))
        lines.append((_named(line), _line_by_hand(parts, paid, line, assisted[place], visit.date_of_service, rules)))
    numbers = [
        number(rules, name, visit.date_of_service) for name in (REDUCTION, COINSURANCE, ASSISTANT, SEQUESTRATION)
    ]
    cites = (
        Cite(source=given.place.source),
        *given.factor.cites,
        *(cite for one in numbers if one for cite in one.cites),
    )
    return _Remittance(
        done=done,
        given=given,
        units=tuple((code, whole, one) for (code, whole), one in units.items()),
        lines=tuple(lines),
        cites=tuple(dict.fromkeys(cites)),
    )


def _named(line: Line) -> str:
    """A claim line in words."""
    return " ".join((line.code, *line.modifiers, "×", str(line.units)))


def _unit_by_hand(code: str, whole: bool, on: date, given: Prices, rules: Rules) -> _Sum:
    """How the amount of one unit is worked out."""
    period = next(one for one in amounts.periods(rules) if one.since <= on <= one.until)
    values = values_on(code, period.visit(None), rules)
    if isinstance(values, Unpriced):
        raise ValueError(f"{code}: found no price, expected one in the worked remittance")
    place = given.place
    left = Decimal(1) if whole else given.left
    added = (
        values.work * place.work
        + values.practice_expense * place.practice_expense * left
        + values.malpractice * place.malpractice
    )
    product = added * given.factor.value * given.share
    half = "" if whole else f" × {_plain(given.left)}"
    how = (
        f"{values.work} × {place.work} + {values.practice_expense} × {place.practice_expense}{half} + "
        f"{values.malpractice} × {place.malpractice} = {_plain(added)}",
        f"{_plain(added)} × {given.factor.value} = {_plain(product)}",
    )
    return _Sum("One unit", how, _same(cents(product), given.unit(values, reduced=not whole), code))


def _line_by_hand(
    parts: list[tuple[int, Decimal]], paid: PaidLine, line: Line, assisted: bool, on: date, rules: Rules
) -> tuple[_Sum, ...]:
    """How a line's payment is worked out, from its units to what Medicare pays."""
    share, factor, cut = (
        found.value if (found := number(rules, name, on)) else None for name in (COINSURANCE, ASSISTANT, SEQUESTRATION)
    )
    share, cut = (share or Decimal(0)) / 100, (cut or Decimal(0)) / 100
    deductible = paid.deductible or Decimal("0.00")
    allowed = _same(sum((count * one for count, one in parts), Decimal("0.00")), paid.allowed, line.code)
    rest = allowed - deductible
    coinsurance = _same(cents(rest * share), paid.coinsurance, line.code)
    part = rest - coinsurance
    kept = factor if assisted else None
    after = part if kept is None else cents(part * kept)
    _same(part - after, paid.assistant, line.code)
    off = _same(cents(after * cut), paid.sequestration, line.code)
    after_cq = "no CQ" if kept is None else f"{kept} × {part} = {_plain(part * kept)}"
    return (
        _Sum("Allowed", (" + ".join(f"{count} × {one}" for count, one in parts),), allowed),
        _Sum("Deductible", (), deductible),
        _Sum("Coinsurance", (f"{_plain(share)} × {rest} = {_plain(rest * share)}",), coinsurance),
        _Sum("Medicare's part", (f"{rest} − {coinsurance}",), part),
        _Sum("After CQ", (after_cq,), after),
        _Sum("Sequestration", (f"{_plain(cut)} × {after} = {_plain(after * cut)}",), off),
        _Sum("Medicare pays", (f"{after} − {off}",), _same(after - off, paid.medicare, line.code)),
        _Sum(
            "Patient pays", (f"{deductible} + {coinsurance}",), _same(deductible + coinsurance, paid.patient, line.code)
        ),
    )


def _same(found: Decimal, engine: Decimal | None, code: str) -> Decimal:
    """A sum that must be the engine's."""
    if found != engine:
        raise ValueError(f"{code}: found {found} by hand, expected {engine} as the engine says")
    return found


def _plain(value: Decimal) -> str:
    """A number without zeros at its end.

    >>> _plain(Decimal("1.50")), _plain(Decimal("20.00"))
    ('1.5', '20')
    """
    return f"{value.normalize():f}"


VIEWS: Mapping[str, tuple[str, Any]] = {
    "payment/index.md": ("payment", _overview),
    "payment/reduction.md": ("payment-reduction", _reduction),
    "payment/assistant.md": ("payment-assistant", _assistant),
    "payment/places.md": ("payment-places", _places),
    "payment/remittance.md": ("payment-remittance", _remittances),
}
"""The pages on payment: each with its template and what it shows."""
