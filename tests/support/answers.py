"""Every finding on the visits of `tests/answers/visits.jsonl`, without its words, so that a review sees what changes.

python -m tests.support.answers    (writes `tests/answers/findings.txt`)

Tables that come in later change none of them: they may answer for earlier days as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from calculator import calculate
from calculator.model import Rules
from tests.support import earlier_tables
from tests.support.paths import TESTS

FOLDER = TESTS / "answers"
TABLES_UNTIL = date(2026, 12, 31)


def findings(rules: Rules) -> Iterator[str]:
    """One line for each finding: the visit, the check, the severity, the line, and the facts of its step."""
    rules = earlier_tables.until(rules, TABLES_UNTIL)
    for number, text in enumerate((FOLDER / "visits.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        result = calculate(json.loads(text), rules)
        looked = {step["says"]: step for step in result["steps"] if step["rule"].startswith("checks/")}
        for found in result["findings"]:
            where = "" if found["line"] is None else f" {found['of']}[{found['line']}]"
            facts = {fact["name"]: fact["value"] for fact in looked.get(found["says"], {"facts": ()})["facts"]}
            shown = f" {json.dumps(facts, ensure_ascii=False)}" if facts else ""
            yield f"{number} {found['check']} {found['severity']}{where}{shown}"


if __name__ == "__main__":
    from calculator import default_rules

    (FOLDER / "findings.txt").write_text("".join(f"{line}\n" for line in findings(default_rules())), encoding="utf-8")
