"""Times `python -m calculator import` on made files as large as those of CMS: seconds, and the most memory.

    python -m tests.benchmarks.imports

Each form is read by a process of its own, alone on the machine if the numbers are to mean anything.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from calculator import default_rules
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.gather import gathered
from calculator.upkeep.imports.progress import progress_of
from calculator.upkeep.imports.release import Asked, catalogue_of
from tests.support import cms_files
from tests.support.paths import ROOT

ROWS = 2_700_000
"""Rows of the four parts together, as many as CMS publishes for practitioners."""

PARTS = 4


def made_rows(rows: int) -> Iterator[list[str]]:
    """Rows sorted by column 1: 9,000 codes of digits and letters, each with as many others, in ten dates."""
    codes = [f"{number * 11:05d}" for number in range(8_000)] + [f"G{number:04d}" for number in range(1_000)]
    codes = sorted({*codes, "97110", "97112", "97140", "97161", "97530"})
    each = -(-rows // len(codes))
    for place, code in enumerate(codes):
        for step in range(each):
            other = codes[(place + step * 7 + 1) % len(codes)]
            deleted = "*" if step % 3 else "20191231"
            since = f"{2010 + step % 10}0101" if step % 10 else "20261001"
            yield [code, other, "", since, deleted, str(step % 2), "Misuse of Column Two code with Column One code"]


def write_parts(folder: Path, form: str, rows: int) -> list[Path]:
    """Four packed parts of a table, in txt, csv or xlsx."""
    found = []
    every = made_rows(rows)
    for number in range(1, PARTS + 1):
        own = [*cms_files.pairs([]), *(row for row, _ in zip(every, range(rows // PARTS), strict=False))]
        content = {
            "txt": cms_files.as_tabs,
            "csv": cms_files.as_csv,
            "xlsx": lambda own: cms_files.as_workbook(edits=own),
        }
        path = folder / f"ccipra-v323r0-f{number}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(f"ccipra-v323r0-f{number}.{form}", content[form](own))
        found.append(path)
    return found


def _most_memory() -> int:
    """The most memory this process has had, in KiB; Linux counts that of the process before it to `ru_maxrss`."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read(paths: list[Path]) -> None:
    """Read files in this process and print what it took as JSON."""
    rules = default_rules()
    before = _most_memory()
    start = time.perf_counter()
    context = Context(rules, catalogue_of(rules), Asked(read_on=date(2026, 12, 1)), progress_of(paths))
    [release] = gathered(paths, context).releases
    seconds = time.perf_counter() - start
    after = _most_memory()
    facts = {"rows": release.file_rows, "kept": len(release.rows), "seconds": round(seconds, 1)}
    print(json.dumps({**facts, "MiB before": before >> 10, "MiB at most": after >> 10}))


def main() -> None:
    """Time each form."""
    parser = argparse.ArgumentParser(description="Times the import of made files of pairs.")
    parser.add_argument("--read", nargs="+", type=Path, help="read these files in this process")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--forms", nargs="+", default=["txt", "csv", "xlsx"])
    options = parser.parse_args()
    if options.read:
        read(options.read)
        return
    for form in options.forms:
        with tempfile.TemporaryDirectory() as folder:
            paths = write_parts(Path(folder), form, options.rows)
            command = [sys.executable, "-m", "tests.benchmarks.imports", "--read", *map(str, paths)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
            print(form, io.TextIOWrapper(io.BytesIO(done.stdout)).read().strip(), flush=True)


if __name__ == "__main__":
    main()
