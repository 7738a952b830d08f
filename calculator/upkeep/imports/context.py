"""What a reader of a file of CMS needs with the file."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.model import Rules
from calculator.upkeep.imports.catalogue import Catalogue
from calculator.upkeep.imports.cells import Progress
from calculator.upkeep.imports.release import Asked


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader needs with the file.

    Attributes:
        rules: the rules as they are.
        catalogue: the codes that are kept.
        asked: what the maintainer says.
        progress: called with the bytes read, or None.
    """

    rules: Rules
    catalogue: Catalogue
    asked: Asked
    progress: Progress | None = None
