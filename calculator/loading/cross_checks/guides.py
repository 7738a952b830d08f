"""What must hold in the files of `rules/guides/`: what they name exists."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.errors import Fault
from calculator.loading.cross_checks.names import without_file
from calculator.model import Rules


def guides_are_whole(rules: Rules) -> Iterator[Fault]:
    """A guide has an answer and names only what has a file."""
    for key, guide in rules.guides.items():
        file = f"guides/{key}.yaml"
        if guide.explains and guide.explains not in rules.parameters:
            message = f"found '{guide.explains}', expected the name of a file in rules/parameters/"
            yield Fault(file, ("explains",), message)
        known = {*rules.parameters, *rules.modifiers}
        yield from without_file(file, ("about",), guide.about, known, "rules/parameters/ or rules/modifiers/")
