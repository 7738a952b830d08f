"""The visit that the front page, the calculator and the list of payers start with, and the two payers they compare."""

from datetime import date

from calculator.model import Example, Expected, Rules, Service

POOLED, ALONE = "medicare-part-b", "midpoint"
"""The two payers that every rule set has."""


def first_visit(rules: Rules, payer: str = POOLED) -> Example | None:
    """A visit in which one code's minutes need another's to make a unit; None without its codes or payer."""
    if payer not in rules.payers or not {"97110", "97140"} <= set(rules.codes):
        return None
    return Example(
        name="a 7-minute service wins the last unit",
        date_of_service=date(2026, 3, 2),
        payer=payer,
        discipline="PT",
        services=(Service(code="97110", minutes=33), Service(code="97140", minutes=7)),
        expect=Expected(),
        cites=(),
    )
