"""Times the audit of a made file of claims in one process and in two, and its memory.

python -m tests.benchmarks.claims [VISITS]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.claim_files import claims, many, table


def timed(*arguments: str) -> float:
    """Seconds of one run of the command."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "calculator", "audit", *arguments, "--json"], stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main(visits: int) -> None:
    """Print a table."""
    made = many(visits)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("many.837", claims(made)), ("many.csv", table(made))):
            path = Path(folder, name)
            path.write_bytes(data)
            one, two = timed(str(path)), timed(str(path), "-j", "2")
            print(
                f"{name:<9} {len(data) / 1e6:5.1f} MB  {visits:,} visits: {one:5.1f} s, with two processes {two:5.1f} s"
            )
    print(f"most memory of a process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
