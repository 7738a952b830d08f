"""The published and derived cases of `vectors.jsonl`: minutes in, units and CQ/CO out."""

from __future__ import annotations

import json

from tests.support.paths import DATA

VECTORS = [json.loads(line) for line in (DATA / "vectors.jsonl").read_text(encoding="utf-8").splitlines()]
