"""What four much-read articles say about therapy codes: the right statement stands on a page, with its source.

`article_claims.csv` maps each of their claims to the phrase that answers it.
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest

from calculator.loading.cross_checks import parts
from calculator.model import Rules
from tests.support.paths import DATA

ROWS = list(csv.DictReader((DATA / "article_claims.csv").read_text(encoding="utf-8").splitlines()))


def test_every_claim_is_told_once() -> None:
    assert [row["claim"] for row in ROWS] == [f"SC{number:03}" for number in range(1, 127)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['claim']} {row['about']}")
def test_a_claim_is_answered_by_a_statement_with_its_source(row: dict[str, str], rules: Rules) -> None:
    wanted = f"no statement of {row['page']} with the words '{row['phrase']}' cites {row['source']}"
    assert statement(rules, row) is not None, wanted


def statement(rules: Rules, row: dict[str, str]) -> str | None:
    """The whole text of the statement that answers a claim."""
    kind, key = row["page"].split("/")
    for _, part in parts(getattr(rules, kind)[key]):
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
    pages = {page: words_of(built_site / page / "index.html") for page in {row["page"] for row in ROWS}}
    missing = [
        row["claim"] for row in ROWS if " ".join((statement(rules, row) or "?").split()) not in pages[row["page"]]
    ]
    assert missing == []


def words_of(page: Path) -> str:
    """The text of a built page without its tags."""
    markup = page.read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
