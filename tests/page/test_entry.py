"""The grammar of entry: `entry_cases.json` case by case and its laws in node, and each case once in the page itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from calculator.model import Rules
from sitegen.pages import form_data
from sitegen.pyodide.node import node
from tests.page.test_calculator_use import paste
from tests.support.paths import DATA, ROOT, TESTS

MODULES = ROOT / "docs" / "assets" / "calculator"
CASES: dict[str, list[dict[str, Any]]] = json.loads((DATA / "entry_cases.json").read_text(encoding="utf-8"))


def page_data(rules: Rules) -> dict[str, Any]:
    """What the page tells its entry about codes, words and modifiers."""
    content = form_data.content(rules, None, "calculator.md")
    modifiers = [modifier["key"] for modifier in content["modifiers"]]
    return {"codes": content["codes"], "words": content["words"], "modifiers": modifiers}


def test_grammar_and_its_laws(rules: Rules, tmp_path: Path) -> None:
    for name in ("tokens.js", "entry.js", "billed.js", "copy.js"):
        shutil.copy(MODULES / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "data.json").write_text(json.dumps(page_data(rules)), encoding="utf-8")
    (tmp_path / "cases.json").write_text(json.dumps(CASES), encoding="utf-8")
    command = [node(), "--test", "--test-reporter=tap", str(TESTS / "node" / "entry.test.mjs")]
    environment = {**os.environ, "MODULES": str(tmp_path)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, "\n".join(line for line in run.stdout.splitlines() if "not ok" in line) + run.stdout


@pytest.fixture(scope="module")
def desk(browser: Any, site_url: str) -> Any:
    """The calculator with an empty form; only its entry is looked at, so Python need not have loaded."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site_url}calculator/")
    expect(page.locator(".rc-form")).to_be_visible()
    yield page
    context.close()


def start(page: Page, case: dict[str, Any]) -> None:
    """An empty form with the case's payer and plan of care, the code's field in focus."""
    page.get_by_role("button", name="Start over").click()
    page.get_by_label("Payer").select_option(case.get("payer", "medicare-part-b"))
    page.get_by_label("Plan of care").select_option(case.get("discipline", "PT"))
    page.get_by_label("An assistant took part").set_checked(False)
    page.get_by_role("group", name="Service 1").get_by_label("Code or name").focus()


ROWS = """() => [...document.querySelectorAll(".rc-row")].map((row) => {
    const value = (name) => row.inputs[name].value;
    const persons = document.querySelector(".rc-form").classList.contains("rc-three");
    const shown = persons ? ["therapist_minutes", "assistant_minutes", "together_minutes"] : ["minutes"];
    return [value("code"), ...shown.map((name) => [name, value(name)]).filter(([, text]) => text)];
}).filter((row) => row[0] || row.length > 1)"""


def expected_rows(services: list[dict[str, Any]]) -> list[list[Any]]:
    """A case's services as the form shows them: once one has persons, minutes alone are the therapist's."""
    names = ("therapist_minutes", "assistant_minutes", "together_minutes")
    persons = any(name in service for service in services for name in names)
    rows = []
    for service in services:
        minutes = {"therapist_minutes" if persons and name == "minutes" else name: str(service[name])
                   for name in ("minutes", *names) if name in service}  # fmt: skip
        rows.append(
            [
                service.get("code") or service["asks"],
                *([name, minutes[name]] for name in ("minutes", *names) if name in minutes),
            ]
        )
    return rows


def is_one_word(services: list[dict[str, Any]]) -> bool:
    """True for a code or name without minutes."""
    return len(services) == 1 and len(services[0]) == 1


@pytest.mark.xdist_group("calculator")
def test_page_enters_what_the_cases_say(desk: Page) -> None:
    for case in CASES["services"]:
        if "services" not in case or is_one_word(case["services"]):
            continue  # a code alone is pasted by the browser itself
        start(desk, case)
        paste(desk, case["text"])
        service = case["services"][0]
        if (
            service.get("code")
            or len(case["services"]) > 1
            or "minutes" in service
            or re.search(r"[\t\n]", case["text"])
        ):
            assert desk.evaluate(ROWS) == expected_rows(case["services"]), case["text"]
            assert desk.locator(".rc-ask button").count() == 0, case["text"]
        else:
            assert desk.evaluate(ROWS) == [], f"what cannot be read is left to the browser's own paste: {case['text']}"
        if case.get("day"):
            expect(desk.get_by_label("Date of service")).to_have_value(case["day"])
        for left in case.get("left", []):
            expect(desk.locator(".rc-other")).to_contain_text(left)


@pytest.mark.xdist_group("calculator")
def test_page_asks_what_the_cases_ask(desk: Page) -> None:
    for case in CASES["services"]:
        if "ask" not in case:
            continue
        for _, answer, services, *more in case.get("choices", [[None, None, None]]):
            start(desk, case)
            paste(desk, case["text"])
            question = desk.locator(".rc-ask")
            expect(question.get_by_role("group")).to_be_focused()
            assert desk.evaluate(ROWS) == [], f"nothing is entered before the answer: {case['text']}"
            if answer is None:
                desk.keyboard.press("Escape")
                expect(question).to_be_empty()
                continue
            chosen = json.dumps(answer, separators=(",", ":"))
            question.locator(f"button[data-answer='{chosen}']").press("Enter")
            assert desk.evaluate(ROWS) == expected_rows(services), case["text"]
            if more and more[0]:
                expect(desk.get_by_label("Lines as billed")).to_have_value("\n".join(more[0]))
                desk.get_by_label("Lines as billed").fill("")
