"""What Medicare covers: which national decisions and exclusions by law concern a code of a visit, and what they say.

A price in the fee schedule is no coverage: the fee schedule prices dry needling, and no therapist is paid for it.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "20560", "minutes": 15, "muscles": 2}]}
>>> [finding["check"] for finding in calculate(visit)["findings"]]
['unsettled', 'not-covered-by-medicare']
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculator.dated import in_force
from calculator.model import Coverage, CoverageStatus, Rules, Visit
from calculator.per_rule_set import once


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What one decision says of a code of a visit."""

    key: str
    decision: Coverage
    entry: CoverageStatus  # what of it is in force on the day
    refused: bool  # True where the code is not covered as the visit has it
    named: tuple[str, ...] = ()  # the visit's diagnoses that the decision names; empty where it names none

    @property
    def conditional(self) -> bool:
        """True where the record decides whether it is covered."""
        return not self.refused and self.entry.status != "covered"

    @property
    def says(self) -> str:
        """What holds, with the decision it comes from, to stand after a colon.

        >>> from datetime import date
        >>> from calculator import default_rules
        >>> visit = Visit(date_of_service=date(2026, 3, 2), payer="medicare-part-b", discipline="PT", services=())
        >>> rulings("G0281", visit, default_rules())[0].says.endswith("(NCD 270.1).")
        True
        """
        said = self.entry.from_others if self.refused and self.entry.only_by else self.entry.says
        begun = said[:1].lower() if said[1:2].islower() else said[:1]  # NMES and TENS keep their capitals
        return f"{begun}{said[1:].rstrip('.')} ({self.decision.number})."


@once
def decisions_by_code(rules: Rules) -> Mapping[str, tuple[tuple[str, Coverage], ...]]:
    """The decisions on each code, with their keys."""
    found: dict[str, list[tuple[str, Coverage]]] = {}
    for key, decision in rules.coverage.items():
        for code in decision.codes:
            found.setdefault(code, []).append((key, decision))
    return {code: tuple(decisions) for code, decisions in found.items()}


def with_dot(code: str) -> str:
    """A diagnosis in capitals and with its dot, which claim files leave out.

    >>> with_dot("m5450"), with_dot("M54.50"), with_dot("R51"), with_dot("nonsense")
    ('M54.50', 'M54.50', 'R51', 'NONSENSE')
    """
    written = code.upper()
    bare = 3 < len(written) <= 7 and "." not in written and written[1].isdigit()
    return f"{written[:3]}.{written[3:]}" if bare else written


def rulings(code: str, visit: Visit, rules: Rules) -> tuple[Ruling, ...]:
    """What the decisions in force say of a code of a visit; nothing for a payer that is not Medicare.

    A decision that names a condition concerns only visits with a diagnosis of that name.
    """
    if rules.payers[visit.payer].kind != "medicare":
        return ()
    found = []
    for key, decision in decisions_by_code(rules).get(code, ()):
        entry = in_force(decision.decided, visit.date_of_service)
        if entry is None:
            continue
        told = map(with_dot, visit.diagnoses)
        named = tuple(one for one in told if one.startswith(entry.diagnoses)) if entry.diagnoses else ()
        if entry.diagnoses and not named:
            continue
        others = bool(entry.only_by) and visit.rendering not in entry.only_by and not visit.incident_to
        refused = others or entry.status == "not-covered"
        found.append(Ruling(key=key, decision=decision, entry=entry, refused=refused, named=named))
    return tuple(found)


def undiagnosed(code: str, visit: Visit, rules: Rules) -> tuple[Coverage, ...]:
    """The decisions in force that name a condition, for a visit that tells no diagnosis."""
    if rules.payers[visit.payer].kind != "medicare" or visit.diagnoses:
        return ()
    return tuple(
        decision
        for _, decision in decisions_by_code(rules).get(code, ())
        if (entry := in_force(decision.decided, visit.date_of_service)) is not None and entry.diagnoses
    )


def refusal(code: str, visit: Visit, rules: Rules) -> str:
    """Why Medicare pays nothing for a code of a visit, or nothing where no decision refuses it."""
    return next((one.says.rstrip(".") for one in rulings(code, visit, rules) if one.refused), "")
