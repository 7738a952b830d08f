"""What a practice's own contract says, as a payer: a file of the shape of `rules/payers/` that stays with the practice.

The file's name is the payer's key, as in `rules/payers/`. Where it is that of a payer of the catalog, the file takes its place.

    name: Aetna, our contract of 2026
    based_on: aetna                      # every field that is left out is that payer's
    unit_rule:
      - since: 2026-01-01
        method: each-service-alone
        cites: [{source: contract, at: section 4.2}]
    sources:
      contract: {title: Provider agreement, publisher: Aetna, tier: primary, extent: excerpt, read_on: 2026-11-30}
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calculator.errors import Fault, dotted
from calculator.loading import slots
from calculator.loading.cross_checks import names, numbers, payers, sources
from calculator.loading.problems import Problem, RuleError, nearest_line, problems_of
from calculator.loading.text_files import UnreadableError, text_of
from calculator.loading.values import RuleFileReader
from calculator.loading.yaml_reader import plain_of
from calculator.model import Payer, Rules, Source
from calculator.serialize import to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Payer):
    """A payer as a contract has it."""

    based_on: str = ""
    """A payer of the catalog, whose rules hold where the profile has none of its own."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """What is cited beside the sources of the catalog: the contract, a letter, a call with its reference."""


def with_profile(path: Path, rules: Rules) -> Rules:
    """The rule set with the payer of a file.

    Args:
        path: YAML, or JSON; `NAME.yaml` gives the payer `NAME`.
        rules: the rule set, which stays as it is.

    Raises:
        RuleError: with every problem of the file.
    """
    key = path.stem
    if not names.WORDS.fullmatch(key):
        raise RuleError([Problem(str(path), 1, "", f"found the name '{key}', expected one such as our-aetna.yaml")])
    try:
        plain, problems, lines = plain_of(str(path), text_of(path, path.parent), Profile)
    except UnreadableError as error:
        raise RuleError(problems_of(str(path), error)) from None
    if isinstance(plain, dict):
        base = plain.get("based_on")
        if isinstance(base, str) and base and base not in rules.payers:
            expected = f"one of {', '.join(sorted(rules.payers))}"
            raise RuleError(
                [*problems, Problem(str(path), lines["based_on",], "based_on", f"found '{base}', expected {expected}")]
            )
        plain = _on_its_base(plain, rules)
    profile, problems = RuleFileReader.read_file(str(path), Profile, plain, lines, problems)
    if profile is None:
        raise RuleError(problems)
    payer = Payer(**{one.name: getattr(profile, one.name) for one in dataclasses.fields(Payer)})
    known = dataclasses.replace(
        rules, payers={**rules.payers, key: payer}, sources={**rules.sources, **profile.sources}
    )
    problems = [
        Problem(str(path), nearest_line(lines, fault.trail), dotted(fault.trail), fault.message)
        for fault in _faults(key, profile, payer, known)
    ]
    if problems:
        raise RuleError(problems)
    return dataclasses.replace(known, payers={**known.payers, key: slots.filled_in(payer, known)})


def _on_its_base(plain: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """The fields of a profile, and those of the payer that it is based on where it has none."""
    base = rules.payers.get(str(plain.get("based_on")))
    if base is None:
        return dict(plain)
    # Its examples are visits of its own key, and its searches were not made for this contract.
    return {**to_plain(dataclasses.replace(base, examples=(), looked_for=()), sparse=True), **plain}


def _faults(key: str, profile: Profile, payer: Payer, known: Rules) -> Iterator[Fault]:
    """What does not fit together in the payer alone, by the checks of rule files."""
    alone = dataclasses.replace(known, payers={key: payer})
    for check in (
        payers.methods_exist,
        payers.payers_have_rules,
        payers.parameters_exist,
        payers.payers_name_what_is_there,
    ):
        yield from check(alone)
    bare = Rules(edition=known.edition, payers={key: payer}, sources=known.sources)
    for check in (numbers.dates_ascend, sources.sources_exist, sources.everything_is_cited):
        yield from check(bare)
    own = Rules(edition=known.edition, sources=profile.sources)
    for check in (sources.sources_tell_when_they_were_read, sources.sources_have_web_addresses):
        for fault in check(own):
            yield Fault(fault.file, ("sources", *fault.trail), fault.message)
