"""KX and the amounts of the patient's year."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.checks.context import AmountUnknown, Claim, Limit, Method, Numbers, Violation, listed, parameters
from calculator.counting import threshold
from calculator.payment import NOTHING


@parameters
class KxMissing:
    """What `kx-missing` reads."""

    modifiers: tuple[str, ...]
    """The modifier that a line needs from the threshold on."""
    others: tuple[str, ...]
    """Notices of non-coverage, which excuse a line."""
    numbers: tuple[str, ...]
    """The threshold, without which nothing is compared."""


def _kx_missing(claim: Claim, parameters: KxMissing) -> Iterator[Violation | AmountUnknown]:
    """A line from the threshold on has neither KX nor a notice of non-coverage.

    The lines are added up in the order in which they are billed. Where the lines without KX would stay within the
    threshold if they came first, only their order is wrong, and that is a warning.
    """
    excused = {*parameters.modifiers, *parameters.others}
    bare = [bool(line.units) and not excused & set(line.modifiers) for line in claim.lines]
    needed = threshold.due(claim.kx, claim.amounts)
    alone_first = [amount if alone else NOTHING for amount, alone in zip(claim.amounts, bare, strict=True)]
    in_any_order = threshold.due(claim.kx, alone_first)
    found = False
    for number, line in enumerate(claim.lines):
        if not (bare[number] and needed[number] and claim.code(line.code)):
            continue
        found = True
        without = f"{line.code} has no {listed(parameters.modifiers)}, though the threshold"
        if claim.kx.passed:
            says = f"{without} was reached before this visit. Add it if the record supports medical necessity."
            yield Violation(says=says, line=number)
        elif in_any_order[number]:
            says = f"{without} is reached with this line or before it. Add it if the record supports medical necessity."
            yield Violation(says=says, line=number)
        else:
            says = (
                f"{without} is reached with this line or before it, in the order billed. Add it, or bill the lines "
                "without it first: together they stay within the threshold."
            )
            yield Violation(says=says, line=number, severity="warning")
    if not found and any(alone and need is None for alone, need in zip(bare, needed, strict=True)):
        yield AmountUnknown("we don't know the allowed amounts of all billed lines, so a line may cross the threshold")


@parameters
class KxNeedless:
    """What `kx-needless` reads."""

    modifiers: tuple[str, ...]
    """The modifier that a line needs from the threshold on."""
    numbers: tuple[str, ...]
    """The threshold, without which nothing is compared."""


def _kx_needless(claim: Claim, parameters: KxNeedless) -> Iterator[Violation]:
    """KX on a line with which the threshold is not passed yet, the lines being added up in the order billed."""
    if claim.kx.passed:
        return
    needed = threshold.due(claim.kx, claim.amounts)
    for number, line, _ in claim.lines_with(parameters.modifiers):
        if needed[number]:
            continue
        has = f"{line.code} has {listed(parameters.modifiers)}, but ${claim.visit.amount_used:,} was used before this visit"
        if needed[number] is None:
            says = f"{has}, below the threshold. KX is correct only from the line that crosses it, and we don't know the amounts that show which line that is."
        else:
            says = f"{has}, and this line does not reach the threshold."
        yield Violation(says=says, line=number)


def _review_amount(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """The amount used is above the amount from which claims may be picked for review."""
    used, [limit] = claim.visit.amount_used, numbers
    if used is not None and used >= limit.value:
        says = f"${used:,} used before this visit. Above ${limit.value:,}, claims may be selected for medical review."
        yield Violation(says=says, cites=limit.cites, facts={"amount used ($)": used, "threshold ($)": limit.value})


def _of_another_year(claim: Claim) -> Iterator[Violation]:
    """The amount used belongs to another calendar year."""
    year = claim.visit.amount_used_year
    if year is not None and year != claim.on.year:
        says = (
            f"The amount used is from {year}, but the visit is in {claim.on.year}. The count starts over on January 1."
        )
        yield Violation(says=says)


def _of_another_bucket(claim: Claim) -> Iterator[Violation]:
    """The amount used holds services of a discipline that is counted apart."""
    parameter = claim.rules.parameters.get(threshold.THRESHOLD)
    for bucket in parameter.buckets if parameter else ():
        strange = [name for name in claim.visit.amount_used_disciplines or () if name not in bucket.disciplines]
        if strange and claim.visit.discipline in bucket.disciplines:
            ours = listed(sorted(bucket.disciplines))
            says = f"The amount used includes {listed(strange)}; {ours} are counted separately."
            yield Violation(says=says)


METHODS = {
    "kx-missing": Method(_kx_missing, KxMissing),
    "kx-needless": Method(_kx_needless, KxNeedless),
    "review-amount": Method(_review_amount, Limit, with_numbers=True),
    "of-another-year": Method(_of_another_year),
    "of-another-bucket": Method(_of_another_bucket),
}
