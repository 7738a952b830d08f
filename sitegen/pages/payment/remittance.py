"""The page with a remittance worked by hand: one visit in three places on four days.

Every amount comes from the engine while the page is made. The last number of each sum is held against the engine's,
and a page that differs stops the build.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from calculator import answer, read_visit
from calculator.counting.modifiers import modifiers_of
from calculator.dated import number
from calculator.loading.examples import visit_of
from calculator.model import Cite, Example, Line, NotChecked, PaidLine, Rules
from calculator.payment import (
    ASSISTANT,
    COINSURANCE,
    REDUCED,
    REDUCTION,
    SEQUESTRATION,
    Prices,
    Unpriced,
    cents,
    places_by_key,
    prices_of,
    unit_in_full,
    values_on,
)
from sitegen.pages import amounts
from sitegen.pages.guide import guide_page, payment_steps, with_amounts
from sitegen.pages.page import Page
from sitegen.pages.worked_examples import Worked, worked
from sitegen.render.page_context import GUIDE_PAGES

_PLACES = ("15202-00", "13202-01", "02102-01")
"""Ohio, Manhattan, Alaska."""

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


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The guide's visit in each place on each day, and days whose numbers are not known."""
    visit = _visit(rules)
    worked_by_hand = {
        (place, on): _by_hand(visit, place, on, rules) for place in _PLACES for on in _DAYS if visit is not None
    }
    yield from guide_page(
        "payment-remittance",
        "payment/remittance",
        rules,
        as_of,
        head={},
        found=[one for one in worked_by_hand.values() if one],
        missing=[place_and_day for place_and_day, one in worked_by_hand.items() if not one],
        steps=payment_steps(rules),
        place_name=amounts.place_name,
    )


def _visit(rules: Rules) -> Example | None:
    guide = rules.guides.get("payment-remittance")
    return next((one for section in guide.sections for one in section.visits), None) if guide else None


def _by_hand(example: Example, place: str, on: date, rules: Rules) -> _Remittance | None:
    """A visit worked out by hand in a place on a day; None where it has no amounts.

    Raises:
        ValueError: where a sum differs from what the engine says.
    """
    if place not in places_by_key(rules):
        return None
    owed = Decimal("50.00") if on.month == 2 else None  # early in the year some of the deductible is still owed
    example = replace(example, date_of_service=on, locality=place, deductible_left=owed)
    done = with_amounts(worked(example, rules, GUIDE_PAGES["payment-remittance"]))
    visit = read_visit(visit_of(example), rules)
    given = prices_of(visit, rules)
    result = answer(visit, rules)
    if isinstance(given, NotChecked) or result.payment is None:
        return None
    assistant_modifier = modifiers_of(visit.discipline, rules).assistant
    assisted = [assistant_modifier in line.modifiers for line in result.lines]
    full = unit_in_full(visit, result.lines, assisted, given, rules)
    units: dict[tuple[str, bool], _Sum] = {}
    lines = []
    for position, (line, paid) in enumerate(zip(result.lines, result.payment.lines, strict=True)):
        values = values_on(line.code, visit, rules)
        if isinstance(values, Unpriced):
            raise ValueError(f"{line.code}: found no price ({values.because}), expected one in the worked remittance")
        in_full = line.units if values.multiple_procedure != REDUCED else int(full == position)
        parts = []
        for whole, count in ((True, in_full), (False, line.units - in_full)):
            if count:
                one = units.setdefault((line.code, whole), _unit_by_hand(line.code, whole, on, given, rules))
                parts.append((count, one.amount))
        name = " ".join((line.code, *line.modifiers, "×", str(line.units)))
        lines.append((name, _line_by_hand(parts, paid, line, assisted[position], on, rules)))
    numbers = [number(rules, name, on) for name in (REDUCTION, COINSURANCE, ASSISTANT, SEQUESTRATION)]
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


def _unit_by_hand(code: str, whole: bool, on: date, given: Prices, rules: Rules) -> _Sum:
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
