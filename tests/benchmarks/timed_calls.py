"""Times one checkout's engine: a line with a way and a file of visits comes in, seconds of the processor go out.

    PYTHONPATH=CHECKOUT python tests/benchmarks/timed_calls.py

It runs an older checkout as well, so it asks nothing of the engine but what the contract has.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import calculator

WAYS: dict[str, Callable[[Any], Any]] = {
    "calculate": calculator.calculate,
    "text": lambda visit: json.dumps(calculator.calculate(visit)),
}
if hasattr(calculator, "findings"):
    WAYS["findings"] = calculator.findings


@cache
def visits(path: str) -> list[Any]:
    """The visits of a file, read once."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


for order in sys.stdin:
    name, file = order.split()
    every, way = visits(file), WAYS[name]
    began = time.process_time()
    for one in every:
        way(one)
    print(time.process_time() - began, flush=True)
