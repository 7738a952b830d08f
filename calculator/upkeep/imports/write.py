"""Writes changed rule files: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files; where one cannot be written, those before it become again what they were.

    Args:
        folder: the rules folder.
        texts: the texts by the files' names inside the folder.

    Raises:
        OSError: where a file cannot be written.
    """
    drafts = {folder / name: (folder / name).with_name(f".{Path(name).name}.import") for name in texts}
    before: dict[Path, bytes | None] = {path: path.read_bytes() if path.exists() else None for path in drafts}
    done: list[Path] = []
    try:
        for (path, draft), text in zip(drafts.items(), texts.values(), strict=True):
            path.parent.mkdir(exist_ok=True)
            draft.write_bytes(text.encode())
        for path, draft in drafts.items():
            os.replace(draft, path)
            done.append(path)
    except OSError:
        for path in done:
            if (data := before[path]) is None:
                path.unlink()
            else:
                path.write_bytes(data)
        raise
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
