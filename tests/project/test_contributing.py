"""The path of a correction, from the pencil to the message, as CONTRIBUTING tells it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from calculator.model import KINDS, Rules
from tests.support.paths import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EDITED = "parameters/kx-threshold.yaml"
THE_LINES = (
    'value: "2480"\n    cites: [{source: mm14315-notes}, {source: als-2026}, {source: kx26}, '
    '{source: usc-1395l-g, at: "(2)"}, {source: usc-1395m-m, at: "(2)(B)"}]'
)

WRONG = re.findall(r"^ *\| `(value|cites): (.+?)`, [^|]*\| `([^`]*)`", GUIDE, flags=re.MULTILINE)
"""What a stranger writes and what the check says to it: the rows of the guide's table."""


def corrected(folder: Path, field: str, value: str) -> Path:
    """A copy of the rules in which a stranger wrote something else for 2026."""
    rules = folder / "rules"
    shutil.copytree(ROOT / "rules", rules)
    path = rules / EDITED
    text = path.read_text(encoding="utf-8")
    assert text.count(THE_LINES) == 1
    lines = re.sub(rf"^( *){field}: .*$", lambda found: f"{found[1]}{field}: {value}", THE_LINES, flags=re.MULTILINE)
    path.write_text(text.replace(THE_LINES, lines), encoding="utf-8")
    return rules


def test_the_guide_shows_three_ways_to_be_wrong() -> None:
    assert len(WRONG) == 3


@pytest.mark.parametrize(("field", "value", "message"), WRONG, ids=[value for _, value, _ in WRONG])
def test_a_wrong_correction_gets_the_message_that_the_guide_shows(
    field: str, value: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = corrected(tmp_path, field, value)
    assert main(["rules", str(rules)]) == 1
    assert message in capsys.readouterr().out.splitlines()
    assert main(["rules", str(rules), "--github"]) == 1
    file, line, said = message.split(":", 2)
    assert f"::error file={file},line={line}::{said.strip()}" in capsys.readouterr().out.splitlines()


def test_a_right_correction_passes(tmp_path: Path) -> None:
    assert rule_reader.check(corrected(tmp_path, "value", '"2480"')) == []


@pytest.mark.xdist_group("browser")
def test_the_pencil_of_every_rule_page_opens_a_file_that_is_there(built_site: Path, rules: Rules) -> None:
    for kind in KINDS:
        for key in getattr(rules, kind):
            markup = (built_site / kind / key / "index.html").read_text(encoding="utf-8")
            [pencil] = re.findall(r'href="https://[^"]+/edit/main/([^"]+)"', markup)
            assert pencil == f"rules/{kind}/{key}.yaml"
            assert (ROOT / pencil).is_file()


@pytest.mark.xdist_group("browser")
def test_every_page_leads_to_the_form_for_mistakes_with_its_own_address(built_site: Path, site_url: str) -> None:
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-or-out-of-date.yml").read_text(encoding="utf-8")
    assert "id: page\n" in form
    markup = (built_site / "codes" / "97116" / "index.html").read_text(encoding="utf-8")
    assert f"template=wrong-or-out-of-date.yml&amp;page={site_url.replace(':', '%3A')}codes/97116/" in markup
