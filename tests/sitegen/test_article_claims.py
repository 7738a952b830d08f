"""What four much-read articles say about therapy codes: a statement on the page that `article_claims.csv` names answers it.

The statement carries the claim's number in `answers`; that it has a source and is on its page is tested for every one.
"""

from __future__ import annotations

import csv

from calculator.model import Rules
from calculator.traverse import every_part
from tests.support.paths import DATA

PAGES = {
    row["claim"]: f"{row['page']}.yaml"
    for row in csv.DictReader((DATA / "article_claims.csv").read_text(encoding="utf-8").splitlines())
}
"""Each claim with the file that answers it."""


def test_every_claim_is_answered_in_its_file_and_no_other_claim_anywhere(rules: Rules) -> None:
    answered = {
        (claim, file)
        for file, _, _, part in every_part(rules)
        if isinstance(claims := getattr(part, "answers", None), tuple)
        for claim in claims
    }
    assert set(PAGES.items()) <= answered
    assert {claim for claim, _ in answered} == set(PAGES)
