"""The first screen of a code's page says what is wrong, and brief pages are brief and mostly their own."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from calculator.dated import in_force
from calculator.model import Rules
from sitegen.pages import code_summary, coverage
from sitegen.pages.statement_counts import is_brief

DAY = date(2026, 12, 1)
MOST, COMMON = 400, 20
"""Words of a brief page as it opens; on so many pages a text is nobody's own."""


@pytest.mark.parametrize(
    ("code", "instead"),
    [("97110", None), ("97014", ("G0283",)), ("97010", ()), ("20560", ()), ("97001", ("97161", "97162", "97163"))],
)
def test_a_code_that_cannot_be_billed_says_so_first(rules: Rules, code: str, instead: tuple[str, ...] | None) -> None:
    rule = rules.codes[code]
    now, medicare = in_force(rule.counting, DAY), in_force(rule.medicare, DAY)
    found = list(code_summary.alerts(rule, now, medicare, coverage.of_code(code, rules, DAY), DAY))
    assert [one.use_instead for one in found] == ([] if instead is None else [instead])


def test_same_day_codes_of_the_first_screen_have_one_with_an_edit_where_the_file_has_any(rules: Rules) -> None:
    for key, code in rules.codes.items():
        pairs = [code_summary.between(key, pair.other, rules, DAY, pair) for pair in code.pairs]
        shown = code_summary.partners(key, code, pairs, rules, DAY)
        assert len(shown) <= 3
        assert any(one.edit for one in shown) or not any(pair.edit for pair in pairs), key


def texts_of(page: Path) -> list[str]:
    """The texts of a page's content as it opens: what is folded is left out but for the words on its fold."""
    markup = "<p" + page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
    markup = re.sub(r"<(nav|place-amounts|script|style|template|svg)\b.*?</\1>", "", markup, flags=re.DOTALL)
    while (
        inner := re.sub(
            r"<details\b[^>]*>(?:(?!<details\b).)*?<summary\b[^>]*>(.*?)</summary>(?:(?!<details\b).)*?</details>",
            r"<p>\1</p>",
            markup,
            flags=re.DOTALL,
        )
    ) != markup:
        markup = inner
    markup = re.sub(r"<sup\b.*?</sup>", "", markup, flags=re.DOTALL)
    # A cell or an answer of the first screen is about this code alone, however many others have the same.
    markup = re.sub(r"<(td|dd)\b[^>]*>", lambda found: f"{found[0]}<!-- {page.parent.name} -->", markup)
    blocks = re.split(r"</?(?:p|li|td|th|dt|dd|div|h\d|ul|table|tr|section|nav)\b[^>]*>", markup)
    return [text for block in blocks if (text := " ".join(html.unescape(re.sub(r"<(?!!--)[^>]*>", "", block)).split()))]


def words_in(text: str) -> int:
    return len(re.sub(r"<!--.*?-->", "", text).split())


def test_brief_pages_are_brief_and_mostly_their_own(built_site: Path, rules: Rules) -> None:
    texts = {key: texts_of(built_site / "codes" / key / "index.html") for key in rules.codes}
    on_pages = Counter(text for found in texts.values() for text in set(found))
    for key, code in rules.codes.items():
        if not is_brief(code):
            continue
        words = sum(words_in(text) for text in texts[key])
        own = sum(words_in(text) for text in texts[key] if on_pages[text] < COMMON)
        assert words <= MOST, (key, words)
        assert own >= words / 2, (key, own, words)
