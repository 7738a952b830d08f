"""What the browser's workers call gives what the command line gives, in whatever order parts come back."""

from __future__ import annotations

import json
from random import Random

import pytest

from calculator import default_rules
from calculator.claims.worklist import audit
from calculator.web_claims import PART, Reader, check, columns
from tests.support.claim_files import claims, many, table


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_parts_does_not_matter(seed: int) -> None:
    made = many(3 * PART)
    files = [claims(made), table(made[:5])]
    settings = {"payer": "medicare-part-b", "locality": "15202-00"}
    reader = Reader()
    read = json.loads(reader.read(json.dumps(settings), files, []))
    assert read["parts"] > 2
    order = list(range(read["parts"]))
    Random(seed).shuffle(order)
    told = [json.loads(reader.take(check(reader.part(number)))) for number in order]
    assert sum(one["visits"] for one in told) == read["visits"]
    whole = json.dumps(
        audit(files, settings, default_rules()), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert reader.worklist().decode() == f"{whole}\n"


def test_settings_that_cannot_be_used_are_told() -> None:
    [error] = json.loads(Reader().read('{"payer": "nobody"}', [b""], []))["errors"]
    assert "nobody" in error


def test_nothing_is_put_together_before_files_are_read() -> None:
    with pytest.raises(RuntimeError, match="no files"):
        Reader().worklist()


@pytest.mark.parametrize("file", [b"", b"\xff\xfe", b"one cell", claims(many(1))])
def test_what_is_no_table_has_columns_too_and_stops_nothing(file: bytes) -> None:
    assert isinstance(json.loads(columns(file)), list)
