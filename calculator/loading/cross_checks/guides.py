"""What must hold in the files of `rules/guides/`: what they name exists, and a number in a sentence is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calculator.dated import number
from calculator.errors import Fault
from calculator.loading.cross_checks.names import without_file
from calculator.model import Guide, Rules

NUMBER = re.compile(r"\{([a-z0-9-]+)\}")
"""The name of a number in a sentence, for which pages print the number in force."""


def guides_are_whole(rules: Rules) -> Iterator[Fault]:
    """A guide has an answer, names only what has a file, and takes its numbers from those in force."""
    for key, guide in rules.guides.items():
        file = f"guides/{key}.yaml"
        if guide.explains and guide.explains not in rules.parameters:
            message = f"found '{guide.explains}', expected the name of a file in rules/parameters/"
            yield Fault(file, ("explains",), message)
        known = {*rules.parameters, *rules.modifiers}
        yield from without_file(file, ("about",), guide.about, known, "rules/parameters/ or rules/modifiers/")
        yield from _sentences(file, guide, rules)


def _sentences(file: str, guide: Guide, rules: Rules) -> Iterator[Fault]:
    """Numbers in sentences that are not known on the edition's day."""
    for place, section in enumerate(guide.sections):
        for field in ("steps", "says", "points"):
            for position, statement in enumerate(getattr(section, field)):
                for name in NUMBER.findall(statement.says):
                    if number(rules, name, rules.edition.as_of) is None:
                        where = ("sections", place, field, position, "says")
                        message = f"found '{{{name}}}', expected a name in rules/parameters/ whose number is in force"
                        yield Fault(file, where, message)
