"""How much a visit may hold: more than any day has, and little enough to be answered at once."""

from __future__ import annotations

from types import MappingProxyType

DEEPEST = 20
"""Lists and objects inside each other; a visit needs 4."""

MOST_MINUTES = 24 * 60
"""Minutes of a day."""

MOST_ENTRIES = 1000
"""Entries of one list, and fields of one object."""

MOST_OF = MappingProxyType({"services": 200, "other_visits": 200, "with_other_patients": 200})
"""Lists that are compared entry by entry."""

MOST_DAYS = 30
"""Days of the period in which days with data are counted."""

MOST_COUNTED = 9999
"""Visits, days or minutes that the record of a visit shows."""

MOST_ALTERNATIVES = 100
"""Other answers to a tie that are worked out; a real visit has a handful, made-up ones can have millions."""
