"""The quarter that a table of claims edits is for."""

from __future__ import annotations

from datetime import date

from calculator.pairs_and_limits import days_of_quarter
from calculator.upkeep.imports.release import Refusals, is_quarter, quarter_end


def quarter_of(
    what: str, stated: date | None, in_name: date | None, latest: date | None, refusals: Refusals
) -> date | None:
    """The first day of a table's quarter.

    Args:
        what: what the rows are, for messages.
        stated: what the maintainer or the name says.
        in_name: what the name says.
        latest: the latest first day of a row, where rows have one: that of the quarter, in a whole table.
        refusals: notes what does not agree.

    >>> problems = Refusals("ccipra.txt")
    >>> quarter_of("edits", date(2026, 10, 1), None, date(2025, 10, 1), problems)
    >>> print(*problems.all())
    ccipra.txt: found the latest edits from 2025-10-01, expected some that begin in 2026 Q4: it is another quarter's table
    """
    since = stated or (latest if latest and is_quarter(latest) else None)
    if since is None:
        refusals.add("found no quarter in the name or the rows, expected --effective DAY, the first day of the quarter")
        return None
    if not is_quarter(since):
        refusals.add(f"found {since} as the first day, expected the first day of a quarter")
        return None
    if in_name and in_name != since:
        refusals.add(
            f"found {days_of_quarter(in_name)} in the name, expected {days_of_quarter(since)} as --effective says"
        )
        return None
    if latest and not since <= latest <= quarter_end(since):
        expected = f"some that begin in {days_of_quarter(since)}: it is another quarter's table"
        refusals.add(f"found the latest {what} from {latest}, expected {expected}")
        return None
    return since
