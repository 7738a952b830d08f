"""What four much-read articles say about 97116: the right statement stands on the page, with its source.

`article_claims.csv` maps each of their claims to the phrase that answers it.
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest

from calculator.consistency import parts
from calculator.model import Rules

ROWS = list(csv.DictReader((Path(__file__).parent / "article_claims.csv").read_text(encoding="utf-8").splitlines()))


def test_claims_are_told_once() -> None:
    assert len({row["claim"] for row in ROWS}) == len(ROWS) >= 80


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['claim']} {row['about']}")
def test_a_claim_is_answered_by_a_statement_with_its_source(row: dict[str, str], rules: Rules) -> None:
    assert statement(rules, row) is not None, f"no statement with the words '{row['phrase']}' cites {row['source']}"


def statement(rules: Rules, row: dict[str, str]) -> str | None:
    """The whole text of the statement that answers a claim."""
    for _, part in parts(rules.codes["97116"]):
        texts = [
            getattr(part, field) for field in ("says", "answer", "right") if isinstance(getattr(part, field, None), str)
        ]
        if row["source"] in [cite.source for cite in getattr(part, "cites", ())]:
            for text in texts:
                if row["phrase"] in text:
                    return str(text)
    return None


@pytest.mark.xdist_group("browser")
def test_every_answer_stands_on_the_built_page(built_site: Path, rules: Rules) -> None:
    markup = (built_site / "codes" / "97116" / "index.html").read_text(encoding="utf-8")
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
    missing = [row["claim"] for row in ROWS if " ".join((statement(rules, row) or "?").split()) not in text]
    assert missing == []
