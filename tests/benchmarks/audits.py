"""Times the work of an organization beside an older commit, in turn, and prints a table.

    make benchmark-audits [BEFORE=COMMIT]

Each commit has a process of its own. Both get the same visits, round by round, so that what else the machine does
falls on both; the table has times of the processor and the median of the ratios of the rounds.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any

from tests.benchmarks import made_visits
from tests.support.paths import ROOT

BEFORE = "3682931"
ROUNDS = 5
VISITS = 1_000

KINDS = {
    "counting": made_visits.counting(VISITS),
    "audits": made_visits.audits(VISITS),
    "year": made_visits.audits(VISITS, days=300, payers=11),
    "claims": made_visits.claims(VISITS),
}

ROWS = (
    ("Counting: minutes, one payer, 30 days", "counting", "calculate", "calculate", "0.60"),
    ("Audit: billed lines, diagnoses, setting", "audits", "calculate", "calculate", "0.50"),
    ("Audit, the result as JSON text", "audits", "text", "text", ""),
    ("Audit, findings only", "audits", "findings", "calculate", "0.33"),
    ("Audit, 300 days and 11 payers in any order", "year", "calculate", "calculate", ""),
    ("Audit, 300 days and 11 payers, findings only", "year", "findings", "calculate", "0.25"),
    ("Claims without minutes", "claims", "calculate", "", ""),
    ("Claims without minutes, findings only", "claims", "findings", "", ""),
)
"""What is timed: the words of the row, the visits, the way now and before, and the aim for the ratio."""


class Engine:
    """A process with one checkout's engine."""

    def __init__(self, checkout: Path) -> None:
        script = ROOT / "tests" / "benchmarks" / "timed_calls.py"
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            env={"PYTHONPATH": str(checkout), "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def microseconds(self, way: str, visits: Path) -> float:
        """What one visit takes of the processor; after the first call everything is warm."""
        orders, answers = self.process.stdin, self.process.stdout
        assert orders is not None
        assert answers is not None
        print(way, visits, file=orders, flush=True)
        return float(_line(answers)) / VISITS * 1e6

    def end(self) -> None:
        """Close what it reads, so that it ends by itself."""
        self.process.communicate()


def _line(answers: IO[str]) -> str:
    line = answers.readline()
    if not line:
        raise SystemExit("an engine ended before it answered; what it printed stands above")
    return line


def checkout(commit: str, folder: Path) -> Path:
    """The files of a commit in a folder."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def write(folder: Path, name: str, visits: Iterable[dict[str, Any]]) -> Path:
    """A file of visits, one a line."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(f"{json.dumps(visit)}\n" for visit in visits), encoding="utf-8")
    return path


def measured(now: Engine, before: Engine, files: dict[str, Path]) -> list[tuple[list[float], list[float]]]:
    """Of each row the times now and before, a round warm-up left out."""
    found: list[tuple[list[float], list[float]]] = [([], []) for _ in ROWS]
    for number in range(ROUNDS + 1):
        for (_, kind, way, earlier, _), (times, earlier_times) in zip(ROWS, found, strict=True):
            one = now.microseconds(way, files[kind])
            other = before.microseconds(earlier, files[kind]) if earlier else 0.0
            if number:
                times.append(one)
                earlier_times.append(other)
    return found


def row(says: str, times: list[float], before: list[float], aim: str) -> str:
    """A row of the table."""
    middle = statistics.median(times)
    told = f"| {says} | {middle:.0f} | {1e6 / middle:,.0f} |"
    if not any(before):
        return f"{told} | | |"
    ratio = statistics.median(one / other for one, other in zip(times, before, strict=True))
    return f"{told} {statistics.median(before):.0f} | {ratio:.2f} | {aim} |".replace("|  |", "| |")


def main(commit: str = BEFORE) -> None:
    """Time everything and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: write(Path(folder), name, visits) for name, visits in KINDS.items()}
        old = Path(folder, "before")
        old.mkdir()
        now, before = Engine(ROOT), Engine(checkout(commit, old))
        found = measured(now, before, files)
        now.end()
        before.end()
    table = "\n".join(
        [
            f"Measured on {date.today()} with CPython {platform.python_version()} on {platform.machine()}: times of the "
            f"processor, medians of {ROUNDS} rounds over {VISITS:,} visits, in turn with commit `{commit}`.",
            "",
            "| What | Microseconds a visit | Visits a second and core | Before | Ratio | Aim |",
            "|---|--:|--:|--:|--:|--:|",
            *(row(one[0], times, earlier, one[4]) for one, (times, earlier) in zip(ROWS, found, strict=True)),
        ]
    )
    print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
