"""What Medicare allows and pays for a visit's lines, to the cent, with reductions applied.

Of all therapy units of the day one is paid in full, the one with the highest practice expense; of every other the
practice expense is reduced. Each unit is rounded half up to the cent and then added. The deductible is used up from the
line with the highest-priced unit on, so that no total depends on the order of the lines; then coinsurance, the assistant's factor
on Medicare's part, and sequestration, line by line.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT", "locality": "15202-00",
...          "services": [{"code": "97110", "minutes": 23}, {"code": "97140", "minutes": 15}]}
>>> paid = calculate(visit)["payment"]
>>> paid["allowed"], [(line["code"], line["allowed"]) for line in paid["lines"]]
('70.14', [('97110', '49.49'), ('97140', '20.65')])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

from calculator.counting import assistant
from calculator.coverage import refusal
from calculator.dated import Number, begun, in_force, number
from calculator.grouping import group_by
from calculator.model import Amount, Cite, Line, NotChecked, PaidLine, Payment, Rules, Step, Visit
from calculator.model.result import NotCheckedKind, UnpricedKind
from calculator.model.tables import STATUS_LETTERS, Place, RelativeValues
from calculator.per_rule_set import once
from calculator.steps import counted, step

FACTOR, FACTOR_APM = "conversion-factor", "conversion-factor-apm"
REDUCTION = "mppr-practice-expense-reduction"
COINSURANCE, SEQUESTRATION = "part-b-coinsurance", "sequestration"
ASSISTANT, NONPARTICIPATING = assistant.FACTOR, "nonparticipating-share"
REDUCED = 5
"""The multiple procedure indicator of codes that take part in the reduction."""


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Why a code has no price."""

    kind: UnpricedKind
    because: str


UNPRICED = {
    letter: Unpriced(meaning.unpriced, f"{meaning.because} (status {letter})")
    for letter, meaning in STATUS_LETTERS.items()
    if meaning.unpriced
}
"""Why a code has no price, by the fee schedule's status letter."""

_NEVER_PAID: frozenset[UnpricedKind | None] = frozenset({"bundled", "not-valid", "not-covered"})
"""Why Medicare pays nothing, so that the amount is known to be 0; all other reasons leave it open."""

_NO_VALUES = Unpriced("no-data", "the fee schedule has no RVUs for it")
"""Why a code has no price whose row holds nothing but zeros."""

_UNDECIDED = Unpriced("undecided", "we found no text on whether Medicare's part is reduced for an assistant")
"""Why an assistant's line of some codes has no amounts."""

_NOTICED = Unpriced("undecided", "it carries a notice of non-coverage, so the payer decides whether it pays")
"""Why a line that is to be sent with a notice has no amounts."""

NOTHING = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """An amount rounded half up to the cent: the only place where money is rounded.

    >>> cents(Decimal("29.0625")), cents(Decimal("1.005"))
    (Decimal('29.06'), Decimal('1.01'))
    """
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The prices of one day and place.

    Attributes:
        place: the locality with its indices.
        factor: USD per RVU.
        left: the share of practice expense that a reduced unit keeps.
        share: 1, or what a practice that does not participate is allowed of the fee.
    """

    place: Place
    factor: Number
    left: Decimal
    share: Decimal

    def unit(self, values: RelativeValues, *, reduced: bool) -> Decimal:
        """The allowed amount of one unit, in USD and cents."""
        expense = values.practice_expense * self.place.practice_expense * (self.left if reduced else 1)
        work = values.work * self.place.work
        malpractice = values.malpractice * self.place.malpractice
        return cents((work + expense + malpractice) * self.factor.value * self.share)


@once
def values_by_code(rules: Rules) -> Mapping[str, tuple[RelativeValues, ...]]:
    """The relative values of each code, by date."""
    rows = sorted(rules.tables.relative_values, key=lambda row: row.since)
    return {code: tuple(found) for code, found in group_by(rows, lambda row: row.code).items()}


@once
def places_by_key(rules: Rules) -> Mapping[str, tuple[Place, ...]]:
    """The localities by MAC and number, by date."""
    rows = sorted(rules.tables.places, key=lambda row: row.since)
    return {key: tuple(found) for key, found in group_by(rows, lambda row: f"{row.mac}-{row.locality}").items()}


def values_on(code: str, visit: Visit, rules: Rules) -> RelativeValues | Unpriced:
    """The relative values of a code on the day, or why it has no price. A year's values end with it."""
    row = in_force(values_by_code(rules).get(code, ()), visit.date_of_service, holds="calendar-year")
    if row is None:
        return Unpriced("no-data", f"we have no RVUs for {visit.date_of_service.year}")
    return UNPRICED.get(row.status) or (row if row.has_values else _NO_VALUES)


def _values_for(code: str, visit: Visit, rules: Rules) -> RelativeValues | Unpriced:
    """The relative values that a line of the visit is paid by, or why nothing is paid: the fee schedule prices codes that
    Medicare does not cover."""
    if because := refusal(code, visit, rules):
        return Unpriced("not-covered", because)
    return values_on(code, visit, rules)


def prices_of(visit: Visit, rules: Rules) -> Prices | NotChecked:
    """The prices of the visit's day and place, or why there are none."""
    on = visit.date_of_service
    if rules.payers[visit.payer].kind != "medicare":
        return _no_amounts("out-of-scope", "we do not have this payer's allowed amounts")
    if visit.setting == "critical-access-hospital":
        return _no_amounts("out-of-scope", "a critical access hospital is not paid by the fee schedule")
    if visit.locality is None:
        return _no_amounts("not-told", "the visit does not have a Medicare locality", "locality")
    place = in_force(places_by_key(rules).get(visit.locality, ()), on, holds="calendar-year")
    if place is None:
        return _no_amounts("number-unknown", f"we have no GPCIs of {visit.locality} for {on.year}")
    own = visit.apm and begun(rules, FACTOR_APM, on)  # up to 2025 there was one factor for everyone
    factor = number(rules, FACTOR_APM if own else FACTOR, on)
    reduction = number(rules, REDUCTION, on)
    if factor is None or reduction is None:
        return _no_amounts("number-unknown", f"we don't know the conversion factor of {on.year}")
    outside = number(rules, NONPARTICIPATING, on) if visit.participating is False else None
    share = outside.value if outside else Decimal(1)
    return Prices(place=place, factor=factor, left=1 - reduction.value / 100, share=share)


def _no_amounts(kind: NotCheckedKind, because: str, *needs: str) -> NotChecked:
    return NotChecked(check="payment", kind=kind, because=because, needs=needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What the lines come to, or why they come to nothing here.

    Attributes:
        payment: the amounts; None where none are computed.
        allowed: the allowed amount of each line, 0 where it has no price; empty where none are computed.
        known: the same for each line, None where its amount is not known.
    """

    payment: Payment | None = None
    allowed: tuple[Decimal, ...] = ()
    known: tuple[Decimal | None, ...] = ()
    steps: tuple[Step, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()


def pay(
    visit: Visit,
    lines: Sequence[Line],
    assisted: Sequence[bool],
    rules: Rules,
    noticed: Sequence[bool] | None = None,
) -> Paid:
    """Amounts of the lines.

    Args:
        visit: a visit that was read; `locality` decides whether anything is computed.
        lines: its claim lines.
        assisted: for each line, whether it carries CQ or CO.
        rules: the rule set.
        noticed: for each line, whether it carries a notice of non-coverage, so that the payer decides whether it pays;
            None where no line does.
    """
    prices = prices_of(visit, rules)
    if isinstance(prices, NotChecked):
        return Paid(known=(None,) * len(lines), not_checked=(prices,))
    priced = [_values_for(line.code, visit, rules) for line in lines]
    full = unit_in_full(visit, lines, assisted, prices, rules)
    steps: list[Step] = []
    amounts: dict[int, _Allowed] = {}
    for index, (line, values) in enumerate(zip(lines, priced, strict=True)):
        if isinstance(values, RelativeValues):
            in_full = line.units if values.multiple_procedure != REDUCED else int(full == index)
            amounts[index], said = _allowed_of(line, values, in_full, prices)
            if line.units:
                steps.append(said)
    deductible = dict.fromkeys(amounts, NOTHING)
    left = cents(visit.deductible_left or NOTHING)
    for index in sorted(amounts, key=lambda index: (-amounts[index].unit, lines[index].code, assisted[index])):
        deductible[index] = min(left, amounts[index].allowed)
        left -= deductible[index]
    left_out = assistant.spares(visit.date_of_service, rules)
    paid = []
    for index, line in enumerate(lines):
        why = priced[index]
        if assisted[index] and index in amounts and left_out and line.code in left_out.undecided:
            why = _UNDECIDED
        if noticed and noticed[index]:
            why = _NOTICED
        if isinstance(why, Unpriced):
            paid.append(PaidLine(code=line.code, units=line.units, kind=why.kind, because=why.because))
        else:
            paid.append(_shared_out(line, amounts[index], deductible[index], assisted[index], visit, rules))
    known = tuple(
        None
        if noticed and noticed[index]
        else NOTHING
        if not line.units
        else _known_of(paid[index], amounts.get(index))
        for index, line in enumerate(lines)
    )
    return Paid(
        payment=_together(paid, visit, prices),
        allowed=tuple(amount or NOTHING for amount in known),
        known=known,
        steps=(*steps, *_last_steps(paid, visit, rules)),
    )


def _known_of(paid: PaidLine, amount: _Allowed | None) -> Decimal | None:
    """What is known to be allowed for a line: nothing for what is never paid."""
    return amount.allowed if amount else NOTHING if paid.kind in _NEVER_PAID else None


def unit_in_full(
    visit: Visit, lines: Sequence[Line], assisted: Sequence[bool], prices: Prices, rules: Rules
) -> int | None:
    """The line whose first unit is paid in full; None where another visit of the day has it.

    The unit with the highest practice expense is, by its RVUs before they are adjusted for the place; of several the
    one with the highest total amount, then the first by code, so that no amount hangs on the order of the lines.
    """
    with_units = (index for index, line in enumerate(lines) if line.units)
    in_order = sorted(with_units, key=lambda index: (lines[index].code, assisted[index]))
    ours = [(lines[index].code, index) for index in in_order]
    theirs = [(line.code, None) for other in visit.other_visits for line in other.lines if line.units]
    best: tuple[tuple[Decimal, Decimal], int | None] | None = None
    for code, index in (*ours, *theirs):
        values = _values_for(code, visit, rules)
        if isinstance(values, Unpriced) or values.multiple_procedure != REDUCED:
            continue
        rank = (values.practice_expense, prices.unit(values, reduced=False))
        if best is None or rank > best[0]:
            best = (rank, index)
    return best[1] if best else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allowed:
    """The allowed amount of a line, and that of one of its units in full."""

    allowed: Decimal
    unit: Decimal


def _allowed_of(line: Line, values: RelativeValues, in_full: int, prices: Prices) -> tuple[_Allowed, Step]:
    """The allowed amount of a line with some units in full, and the step that tells it."""
    whole, reduced = prices.unit(values, reduced=False), prices.unit(values, reduced=True)
    allowed = in_full * whole + (line.units - in_full) * reduced
    place = prices.place
    facts = {
        "work, practice expense, malpractice RVUs": f"{values.work}, {values.practice_expense}, {values.malpractice}",
        f"GPCIs of {place.name.title()}": f"{place.work}, {place.practice_expense}, {place.malpractice}",
        "conversion factor ($)": prices.factor.value,
        "a full unit ($)": whole,
        "a reduced unit ($)": reduced,
    }
    cites = (
        Cite(source=values.source, at=values.code),
        Cite(source=place.source, at=f"{place.mac}-{place.locality}"),
        *prices.factor.cites,
    )
    says = f"{line.code}: {counted(in_full, 'unit')} paid in full, {line.units - in_full} with reduced practice expense (MPPR)."
    said = step("payment", f"parameters/{REDUCTION}", says, facts, gives=f"${allowed:,} allowed", cites=cites)
    return _Allowed(allowed=allowed, unit=whole), said


def _shared_out(
    line: Line, amount: _Allowed, deductible: Decimal, assisted: bool, visit: Visit, rules: Rules
) -> PaidLine:
    """A line's allowed amount, shared between Medicare and the patient."""
    on = visit.date_of_service
    rest = amount.allowed - deductible
    coinsurance = cents(rest * _percent(rules, COINSURANCE, visit))
    medicare = rest - coinsurance
    factor = number(rules, ASSISTANT, on) if assisted else None
    after_assistant = cents(medicare * factor.value) if factor else medicare
    sequestered = cents(after_assistant * _percent(rules, SEQUESTRATION, visit))
    return PaidLine(
        code=line.code,
        units=line.units,
        allowed=amount.allowed,
        medicare=after_assistant - sequestered,
        patient=deductible + coinsurance,
        deductible=deductible,
        coinsurance=coinsurance,
        reduction=line.units * amount.unit - amount.allowed,
        assistant=medicare - after_assistant,
        sequestration=sequestered,
    )


def _percent(rules: Rules, name: str, visit: Visit) -> Decimal:
    """A percentage in force on the day, as a share; 0 where none is."""
    found = number(rules, name, visit.date_of_service)
    return found.value / 100 if found else Decimal(0)


def _sum(paid: Sequence[PaidLine], name: Amount) -> Decimal:
    return sum((getattr(one, name) or NOTHING for one in paid), NOTHING)


def _together(paid: Sequence[PaidLine], visit: Visit, prices: Prices) -> Payment:
    """The lines and their sums."""
    sums = {name: _sum(paid, name) for name in get_args(Amount)}
    place = f"{prices.place.name.title()}, {prices.place.state}"
    return Payment(lines=tuple(paid), locality=visit.locality or "", place=place, **sums)


def _last_steps(paid: Sequence[PaidLine], visit: Visit, rules: Rules) -> tuple[Step, ...]:
    """How the allowed amounts are shared, in the order in which it is done."""
    if not any(one.allowed for one in paid):
        return ()
    says = (
        "Subtract the remaining deductible from each line's allowed amount, then the patient's coinsurance. Medicare's "
        "part is then reduced for CQ/CO lines, and last by sequestration. We found no source that lists this order "
        "in one place."
    )
    names: tuple[Amount, ...] = ("deductible", "coinsurance", "assistant", "sequestration")
    facts = {f"{name} ($)": _sum(paid, name) for name in names}
    used = (number(rules, name, visit.date_of_service) for name in (COINSURANCE, ASSISTANT, SEQUESTRATION))
    cites = tuple(cite for found in used if found for cite in found.cites)
    gives = f"${_sum(paid, 'medicare'):,} from Medicare"
    return (step("payment", f"parameters/{SEQUESTRATION}", says, facts, gives=gives, cites=cites),)
