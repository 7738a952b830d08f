"""How long one visit takes, with every check and step: in CPython, in Pyodide, and with a rules engine in Rust.

    make benchmark

The rules engine is zen-engine (requirements/benchmark.txt). Its graph computes only the three sums of the pooled rule:
the minutes, the units they give, and the whole units of each service. All are timed in one run, in turn, and the table
in docs/about/speed.md gets the medians. Nothing in the tests depends on a time.
"""

from __future__ import annotations

import json
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import zen

import calculator
from calculator import default_rules, steps
from calculator.model import Step
from calculator.reading import bundle
from sitegen.pyodide import python_archive
from sitegen.pyodide.node import node
from tests.support.paths import DATA, ROOT

PAGE = ROOT / "docs" / "about" / "speed.md"
ROUNDS = 15

SUMS = {
    "minutes": "sum(map(services, #.minutes))",
    "units": "floor(($.minutes + 7) / 15)",
    "whole": "sum(map(services, floor(#.minutes / 15)))",
}


def visits() -> list[dict[str, Any]]:
    """The vectors under the pooled rule that give a result, each service with its minutes as one number as well."""
    found = []
    for line in (DATA / "vectors.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)["visit"]
        if one["payer"] == "medicare-part-b" and all("minutes" in service for service in one["services"]):
            try:
                calculator.calculate(one)
            except calculator.VisitError:
                continue
            found.append(one)
    return found


def graph() -> str:
    """The three sums as a graph of zen-engine."""
    expressions = [{"id": key, "key": key, "value": value} for key, value in SUMS.items()]
    at = {"position": {"x": 0, "y": 0}}
    return json.dumps(
        {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "visit", **at},
                {"id": "do", "type": "expressionNode", "name": "sums", "content": {"expressions": expressions}, **at},
                {"id": "out", "type": "outputNode", "name": "answer", **at},
            ],
            "edges": [
                {"id": "1", "sourceId": "in", "targetId": "do", "type": "edge"},
                {"id": "2", "sourceId": "do", "targetId": "out", "type": "edge"},
            ],
        }
    )


def without_steps(run: Callable[[], None]) -> Callable[[], None]:
    """The same work, with one empty step in place of every derivation."""
    empty = Step(kind="counting", rule="", says="", facts=(), gives="", cites=())
    users = [
        module for name, module in sys.modules.items() if name.startswith("calculator") and hasattr(module, "step")
    ]

    def bare() -> None:
        for module in users:
            module.step = lambda *_, **__: empty  # type: ignore[attr-defined]
        try:
            run()
        finally:
            for module in users:
                module.step = steps.__dict__["real_step"]  # type: ignore[attr-defined]

    steps.__dict__["real_step"] = steps.step
    return bare


def microseconds(run: Callable[[], None], each: int) -> float:
    """Microseconds for one visit."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) / each * 1e6


def in_pyodide(cases: list[dict[str, Any]]) -> float:
    """Microseconds for one visit in the built archive under node, the median of the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        built = python_archive.build(Path(folder), bundle.dumps(default_rules()))
        lines = Path(folder, "visits.jsonl")
        lines.write_text("".join(f"{json.dumps(case)}\n" for case in cases), encoding="utf-8")
        script = ROOT / "tests" / "node" / "time_archive.mjs"
        command = [node(), str(script), str(built), str(lines), str(ROUNDS)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(run.stdout)


def main() -> None:
    """Time everything and write the table."""
    cases = visits()
    decision = zen.ZenEngine().create_decision(graph())

    def ours() -> None:
        for case in cases:
            calculator.calculate(case)

    def graphs() -> None:
        for case in cases:
            decision.evaluate(case)

    ways = {"ours": ours, "bare": without_steps(ours), "zen": graphs}
    for run in ways.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, run in ways.items():
            times[name].append(microseconds(run, len(cases)))
    median = {name: statistics.median(values) for name, values in times.items()}
    pyodide = in_pyodide(cases)
    rows = [
        ("CPython, every check and step", median["ours"]),
        ("CPython, every check, without steps", median["bare"]),
        ("zen-engine, the three sums alone", median["zen"]),
        ("Pyodide under node, every check and step, JSON text in and out", pyodide),
    ]
    counted = len([check for check in default_rules().checks.values() if check.method])
    table = "\n".join(
        [
            f"Measured on {date.today()} with CPython {platform.python_version()} on {platform.machine()}: medians of "
            f"{ROUNDS} rounds over {len(cases)} visits under the pooled rule, {counted} checks of the catalogue.",
            "",
            "| What | Microseconds a visit | Visits a second | Against zen-engine |",
            "|---|--:|--:|--:|",
            *(f"| {name} | {value:.0f} | {1e6 / value:,.0f} | {value / median['zen']:.2f} |" for name, value in rows),
        ]
    )
    text = PAGE.read_text(encoding="utf-8")
    marked = re.compile(r"(?<=<!-- visits -->\n\n).*?(?=\n\n<!-- /visits -->)", flags=re.DOTALL)
    PAGE.write_text(marked.sub(lambda _: table, text), encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
