"""What the engine says, word for word: the findings of audits and the derivations of the vectors.

    python -m tests.support.answers

writes `tests/answers/findings.txt`, every finding on the visits of `visits.jsonl` as it is read by a biller, and
`tests/answers/derivations.txt`, one digest for the steps and findings of each vector and each of those visits. A change of either is looked at
in review. Sources are left out of the digest except for whether there are any, so that a better source changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from calculator import calculate
from calculator.model import Rules
from tests.support.paths import DATA, TESTS

FOLDER = TESTS / "answers"
VECTORS = DATA / "vectors.jsonl"


def findings(rules: Rules) -> Iterator[str]:
    """One line for each finding: the visit, the check, how bad, the line, what it says, its sources, its step."""
    for number, text in enumerate((FOLDER / "visits.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        result = calculate(json.loads(text), rules)
        looked = {step["says"]: step for step in result["steps"] if step["rule"].startswith("checks/")}
        for found in result["findings"]:
            where = "" if found["line"] is None else f" {found['of']}[{found['line']}]"
            facts = {fact["name"]: fact["value"] for fact in looked.get(found["says"], {"facts": ()})["facts"]}
            shown = f" {json.dumps(facts, ensure_ascii=False)}" if facts else ""
            sources = " ".join(dict.fromkeys(cite["source"] for cite in found["cites"]))
            yield f"{number} {found['check']} {found['severity']}{where}: {found['says']} [{sources}]{shown}"


TOLD = ("lines", "unbilled", "choices", "findings", "steps", "payment")
"""The fields of a result that a digest covers; of `not_checked` those that the counting itself tells."""


def derivations(rules: Rules) -> Iterator[str]:
    """One digest for each vector and each visit."""
    vectors = [json.loads(text) for text in VECTORS.read_text(encoding="utf-8").splitlines()]
    visits = (FOLDER / "visits.jsonl").read_text(encoding="utf-8").splitlines()
    named = [(vector["id"], vector["visit"]) for vector in vectors]
    named += [(str(number), json.loads(text)) for number, text in enumerate(visits, 1)]
    for name, visit in named:
        result = calculate(visit, rules)
        told = without_sources({name: result[name] for name in TOLD})
        told["not_checked"] = [entry for entry in result["not_checked"] if entry["check"] not in rules.checks]
        yield f"{name} {hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]}"


def without_sources(plain: Any) -> Any:
    """Plain data in which lists of sources only tell whether there are any."""
    if isinstance(plain, dict):
        return {name: bool(value) if name == "cites" else without_sources(value) for name, value in plain.items()}
    return [without_sources(item) for item in plain] if isinstance(plain, list) else plain


FILES = {"findings.txt": findings, "derivations.txt": derivations}

if __name__ == "__main__":
    from calculator import default_rules

    for name, made in FILES.items():
        (FOLDER / name).write_text("".join(f"{line}\n" for line in made(default_rules())), encoding="utf-8")
