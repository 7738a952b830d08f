"""The grammar of entry: `entry_cases.json` case by case and its laws in node, and each case once in the page itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from calculator.model import Rules
from sitegen import island
from sitegen.node import node

HERE = Path(__file__).parent
MODULES = HERE.parent / "docs" / "assets" / "calculator"
CASES: dict[str, list[dict[str, Any]]] = json.loads((HERE / "entry_cases.json").read_text(encoding="utf-8"))


def page_data(rules: Rules) -> dict[str, Any]:
    """What the page tells its entry about codes, words and modifiers."""
    content = island.content(rules, None, "calculator.md")
    modifiers = [modifier["key"] for modifier in content["modifiers"]]
    return {"codes": content["codes"], "words": content["words"], "modifiers": modifiers}


def test_grammar_and_its_laws(rules: Rules, tmp_path: Path) -> None:
    for name in ("tokens.js", "entry.js", "billed.js", "copy.js"):
        shutil.copy(MODULES / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "data.json").write_text(json.dumps(page_data(rules)), encoding="utf-8")
    (tmp_path / "cases.json").write_text(json.dumps(CASES), encoding="utf-8")
    command = [node(), "--test", "--test-reporter=tap", str(HERE / "node" / "entry.test.mjs")]
    environment = {**os.environ, "MODULES": str(tmp_path)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, "\n".join(line for line in run.stdout.splitlines() if "not ok" in line) + run.stdout
