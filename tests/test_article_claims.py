"""What four much-read articles say about 97116: the right statement stands on the page, with its source.

`article_claims.csv` maps each of their claims to the phrase that answers it.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from calculator.consistency import parts
from calculator.model import Rules

ROWS = list(csv.DictReader((Path(__file__).parent / "article_claims.csv").open(encoding="utf-8")))


def test_claims_are_told_once() -> None:
    assert len({row["claim"] for row in ROWS}) == len(ROWS) >= 80


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['claim']} {row['about']}")
def test_the_page_answers_a_claim_with_its_source(row: dict[str, str], rules: Rules) -> None:
    for _, part in parts(rules.codes["97116"]):
        texts = [
            getattr(part, field) for field in ("says", "answer", "right") if isinstance(getattr(part, field, None), str)
        ]
        sources = [cite.source for cite in getattr(part, "cites", ())]
        if any(row["phrase"] in text for text in texts) and row["source"] in sources:
            return
    pytest.fail(f"no statement with the words '{row['phrase']}' cites {row['source']}")
