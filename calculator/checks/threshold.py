"""KX and the amounts of the patient's year."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.checks.claim import Claim, Found, listed


def kx_missing(claim: Claim) -> Iterator[Found]:
    """A line from the threshold on has neither KX nor a notice of non-coverage."""
    for number, line in enumerate(claim.lines):
        needed = claim.over_threshold or line.code in claim.crossed
        if needed and not set(line.modifiers) & {*claim.check.modifiers, *claim.check.others}:
            when = "was reached before this visit" if claim.over_threshold else "is passed with this line or before it"
            says = (
                f"{line.code} has no {listed(claim.check.modifiers)}, though the threshold {when}. "
                "It attests that the record supports further services."
            )
            yield Found(says=says, line=number)


def kx_needless(claim: Claim) -> Iterator[Found]:
    """KX below the threshold."""
    if claim.over_threshold is not False:
        return
    for number, line in enumerate(claim.lines):
        if set(line.modifiers) & set(claim.check.modifiers) and line.code not in claim.crossed:
            says = (
                f"{line.code} has {listed(claim.check.modifiers)}, but USD {claim.visit.amount_used} was used before this "
                "visit, below the threshold: it is right only from the line that crosses it."
            )
            yield Found(says=says, line=number)


def review_amount(claim: Claim) -> Iterator[Found]:
    """The amount used is above the amount from which claims may be picked for review."""
    used, [limit] = claim.visit.amount_used, [claim.numbers[name] for name in claim.check.numbers]
    if used is not None and used >= limit.value:
        says = f"USD {used} was used before this visit; from USD {limit.value} on, claims may be picked for medical review."
        yield Found(says=says, cites=limit.cites, facts={"amount used, USD": used, "from, USD": limit.value})


def of_another_year(claim: Claim) -> Iterator[Found]:
    """The amount used belongs to another calendar year."""
    year = claim.visit.amount_used_year
    if year is not None and year != claim.on.year:
        says = f"The amount used is of {year}, the visit of {claim.on.year}: the count begins anew on 1 January."
        yield Found(says=says)


BUCKETS = ({"PT", "SLP"}, {"OT"})
"""Physical therapy and speech-language pathology share one amount, occupational therapy has its own."""


def of_another_bucket(claim: Claim) -> Iterator[Found]:
    """The amount used holds services of a discipline that is counted apart."""
    [bucket] = [bucket for bucket in BUCKETS if claim.visit.discipline in bucket]
    strange = [name for name in claim.visit.amount_used_disciplines or () if name not in bucket]
    if strange:
        says = (
            f"The amount used holds services of {listed(strange)}; {listed(sorted(bucket))} are counted without them."
        )
        yield Found(says=says)


METHODS = {
    "kx-missing": kx_missing,
    "kx-needless": kx_needless,
    "review-amount": review_amount,
    "of-another-year": of_another_year,
    "of-another-bucket": of_another_bucket,
}
