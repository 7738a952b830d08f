"""The examples in docstrings and on hand-written pages."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from tests.support.modules import MODULES
from tests.support.paths import ROOT

IN_PYODIDE = {"sitegen.pyodide.inside_pyodide"}
"""Modules that only Pyodide can import."""


@pytest.mark.parametrize("name", sorted(MODULES.keys() - IN_PYODIDE))
def test_an_example_in_a_docstring_gives_what_it_shows(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("file", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_an_example_on_a_page_gives_what_it_shows(file: Path) -> None:
    fenced = re.findall(r"^```pycon\n(.*?)\n```", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    test = doctest.DocTestParser().get_doctest("\n\n".join(fenced), {}, file.name, file.name, 0)
    assert doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test).failed == 0
