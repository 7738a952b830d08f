"""Places of service, residents of a facility, and telehealth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calculator.checks.context import Claim, Method, Violation, parameters
from calculator.model import Cite, PlaceOfService, Rules
from calculator.per_rule_set import once
from calculator.steps import us_date


@once
def _places(rules: Rules) -> Mapping[str, PlaceOfService]:
    return {row.code: row for row in rules.tables.places_of_service}


def _place(claim: Claim) -> PlaceOfService | None:
    """The row of the visit's place of service, where it tells one that was in use on the day."""
    row = _places(claim.rules).get(claim.visit.place_of_service or "")
    return row if row and (row.since is None or row.since <= claim.on) else None


def _place_unknown(claim: Claim) -> Iterator[Violation]:
    """A place of service that is none, or not yet one on the day."""
    code = claim.visit.place_of_service
    if code is None or _place(claim):
        return
    row = _places(claim.rules).get(code)
    if row and row.since:
        says, cites = (
            f"Place of service {code} is valid from {us_date(row.since)}.",
            (Cite(source=row.source, at=code),),
        )
        yield Violation(says=says, cites=cites)
    else:
        yield Violation(says=f"{code!r} is not a place of service. Enter two digits from the CMS list, such as 11.")


def _place_of_another_biller(claim: Claim) -> Iterator[Violation]:
    """A private practice's professional claim from a place where Medicare is billed by a facility."""
    row = _place(claim)
    if row is None or claim.form != "professional" or claim.visit.setting != "office":
        return
    cites = (Cite(source=row.source, at=f"place of service {row.code}"),)
    place = f"Place of service {row.code} ({row.name})"
    if row.practice == "facility-bills":
        yield Violation(says=f"{place}: {row.means}", cites=cites)
    elif row.practice == "facility-may-bill":
        yield Violation(says=f"{place}: {row.means}", cites=cites, severity="warning")
    elif row.practice == "not-read":
        unread = "we found no source on whether a private practice of therapists may bill Medicare from there"
        yield Violation(says=f"{place}: {unread}. Ask the contractor.", cites=cites, severity="info")


@parameters
class ResidentOfFacility:
    """What `resident-of-facility` reads."""

    words: tuple[str, ...]
    """Settings that bill for such a resident themselves."""
    finds: str
    """What the finding says."""


def _resident_of_facility(claim: Claim, parameters: ResidentOfFacility) -> Iterator[Violation]:
    """A resident of a skilled nursing facility outside a Part A stay whose therapy somebody else bills."""
    stays = claim.visit.stays or ()
    if "snf-resident" in stays and "part-a-stay" not in stays and claim.visit.setting not in parameters.words:
        yield Violation(says=parameters.finds)


@parameters
class TelehealthElsewhere:
    """What `telehealth-elsewhere` reads."""

    finds: str
    """The end of what the finding says."""


def _telehealth_elsewhere(claim: Claim, parameters: TelehealthElsewhere) -> Iterator[Violation]:
    """Telehealth, with a place of service of a visit in person."""
    row = _place(claim)
    if claim.visit.telehealth and row and row.practice != "telehealth":
        yield Violation(says=f"A telehealth visit with place of service {row.code} ({row.name}): {parameters.finds}")


def _in_person_by_telehealth(claim: Claim) -> Iterator[Violation]:
    """A place of service of telehealth, though both were at one place."""
    row = _place(claim)
    if claim.visit.telehealth is False and row and row.practice == "telehealth":
        says = f"Place of service {row.code} ({row.name}), but therapist and patient were at the same place. One of the two is wrong."
        yield Violation(says=says)


def _remote(claim: Claim) -> bool:
    """True where the visit shows that patient and therapist were at two places."""
    row = _places(claim.rules).get(claim.visit.place_of_service or "")
    return claim.visit.telehealth is True or (row is not None and row.practice == "telehealth")


@parameters
class ByTelehealth:
    """What `by-telehealth` reads."""

    finds: str
    """What the finding says; `{code}` is the code of the line."""
    codes: tuple[str, ...] = ()
    """The codes whose lines are compared; empty for all."""


def _by_telehealth(claim: Claim, parameters: ByTelehealth) -> Iterator[Violation]:
    """A line of one of the check's codes, or of any, furnished at a distance."""
    for number, line in enumerate(claim.lines):
        if _remote(claim) and (not parameters.codes or line.code in parameters.codes):
            yield Violation(says=parameters.finds.format(code=line.code), line=number)


METHODS = {
    "by-telehealth": Method(_by_telehealth, ByTelehealth),
    "place-unknown": Method(_place_unknown),
    "place-of-another-biller": Method(_place_of_another_biller),
    "resident-of-facility": Method(_resident_of_facility, ResidentOfFacility),
    "telehealth-elsewhere": Method(_telehealth_elsewhere, TelehealthElsewhere),
    "in-person-by-telehealth": Method(_in_person_by_telehealth),
}
