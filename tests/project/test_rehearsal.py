"""January, rehearsed on the small rules as the guide for maintainers says; `make rehearsal` does it on all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from calculator import calculate
from calculator.loading import rule_reader
from calculator.model import Rules
from calculator.upkeep.missing import missing_on, short_name
from sitegen.pages import pages
from tests.support import rehearsal
from tests.support.rule_files import small_copy, small_rules

ON = date(small_rules().edition.as_of.year + 2, 1, 15)


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """The small rules after January, every example of which still holds."""
    root = tmp_path_factory.mktemp("january")
    folder = small_copy(root)
    rehearsal.rehearse(folder, ON)
    rehearsal.raise_edition(root, ON)
    return rule_reader.load_checked(folder)


def test_no_number_is_missing_any_more(january: Rules) -> None:
    assert [short_name(one) for one in missing_on(january, ON) if one.kind == "number"] == []


def test_visits_of_the_new_year_are_computed_with_its_number(january: Rules) -> None:
    new = january.parameters["kx-threshold"].values[-1].value
    old = small_rules().parameters["kx-threshold"].values[-2].value
    assert new != old
    for used, marked in ((new, True), (old, False)):
        visit = {
            "date_of_service": str(ON),
            "payer": "medicare-part-b",
            "discipline": "PT",
            "amount_used": str(used),
            "services": [{"code": "97110", "minutes": 15}],
        }
        [line] = calculate(visit, january)["lines"]
        assert ("KX" in line["modifiers"]) is marked


def test_pages_show_the_new_number_and_last_years(january: Rules) -> None:
    made = {page.path: page for page in pages(january, january.edition.as_of)}
    *_, old, new = january.parameters["kx-threshold"].values
    for path in ("january.md", "parameters/kx-threshold.md"):
        assert all(f"{value.value:,}" in made[path].markdown for value in (old, new)), path
    assert f"{ON.year + 1}" in made["index.md"].markdown or "KX" not in made["index.md"].markdown


@pytest.mark.parametrize("year", [ON.year - 1, ON.year])
def test_what_was_entered_is_not_due_again(year: int, tmp_path: Path) -> None:
    folder = small_copy(tmp_path)
    rehearsal.rehearse(folder, date(year, 1, 15))
    _, found = rehearsal.to_enter(folder, date(year, 1, 15))
    assert [item for item in found if rehearsal.is_number(item)] == []
