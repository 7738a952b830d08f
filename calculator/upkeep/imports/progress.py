"""A line on the terminal that shows how far reading is."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from calculator.upkeep.imports.cells import Progress

_WIDTH = 40


def progress_of(paths: Sequence[Path]) -> Progress | None:
    """Shows on the terminal how much of files is read; None where no one looks, or where it takes no time."""
    total = sum(map(_size, paths))
    if not sys.stderr.isatty() or total < 5_000_000:
        return None
    done = 0

    def show(more: int) -> None:
        nonlocal done
        done = min(done + more, total)
        bar = "#" * (done * _WIDTH // total)
        sys.stderr.write(f"\r{bar:<{_WIDTH}} {done * 100 // total:3} %" + ("\n" if done == total else ""))
        sys.stderr.flush()

    return show


def _size(path: Path) -> int:
    """The bytes of a file, of an archive unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return path.stat().st_size if path.is_file() else 0
