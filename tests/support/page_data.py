"""What the calculator's page tells its scripts, and the visits of all examples, as JSON for the tests in tests/node."""

from __future__ import annotations

import json
from typing import Any

from calculator import VisitError, default_rules, read_visit
from calculator.loading import examples
from calculator.model import Rules
from sitegen.pages import form_data


def is_read(visit: dict[str, Any], rules: Rules) -> bool:
    """True for a visit that the engine does not refuse."""
    try:
        read_visit(visit, rules)
    except VisitError:
        return False
    return True


if __name__ == "__main__":
    RULES = default_rules()
    VISITS = [examples.visit_of(example) for _, _, example in examples.every(RULES)]
    READ = [visit for visit in VISITS if is_read(visit, RULES)]
    print(json.dumps({"data": form_data.content(RULES, None, "calculator.md"), "visits": READ}))
