"""Denial codes of a remittance: what a number means in therapy, who pays, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from calculator.model.sources import Statement

GroupCode = Literal["CO", "PR", "OA", "PI"]
"""Who bears an unpaid amount: `CO` the provider, `PR` the patient, `OA` neither of them yet, `PI` the provider by the
payer's own decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A reason code (CARC) or remark code (RARC); its file is named after the number in small letters, as `n519`."""

    name: str
    """What it means in a few words of our own, as people say it. The wording of the code list belongs to its owner."""
    kind: Literal["carc", "rarc"]
    """`carc`: a reason code, which comes with a group code. `rarc`: a remark code, which explains a reason code."""
    answer: Statement
    """What it means, in one sentence of our own."""
    asked_as: tuple[str, ...] = ()
    """What people type or say when they look for it, such as `denied as bundled`."""
    groups: Mapping[GroupCode, Statement] = field(default_factory=dict)
    """The group codes that it comes with, the usual one first, and who pays then. A remark code has none."""
    do_now: Statement | None = None
    """What to do first, in one or two sentences."""
    what_happened: tuple[Statement, ...] = ()
    """What usually happened in therapy, the most frequent first."""
    find_out: tuple[Statement, ...] = ()
    """How to find out which of these it was."""
    fix: tuple[Statement, ...] = ()
    """How to fix the claim."""
    resubmit_or_appeal: tuple[Statement, ...] = ()
    """Whether to send a new claim, a corrected one or an appeal, and by when."""
    prevent: tuple[Statement, ...] = ()
    """How to keep it from happening again."""
    often_with: tuple[str, ...] = ()
    """Denial codes that come together with it, as a remittance writes them: `N519`."""
    in_use: bool = True
    """False where the code lists no longer have it."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
