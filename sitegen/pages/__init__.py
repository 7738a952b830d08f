"""All pages made from the rules: a pure function from a rule set and a day to Markdown texts.

Python decides what a page has, the templates in `templates/` arrange it, the rule files know it.
"""

from datetime import date

from calculator.model import Rules
from sitegen.pages import (
    a_z,
    check_claims,
    checks,
    choosers,
    claims,
    codes,
    comparisons,
    counting,
    coverage,
    denials,
    documentation,
    field_guide,
    front_page,
    glossary,
    january,
    modifiers,
    moved,
    note_cards,
    notices,
    parameters,
    payers,
    payment,
    sources,
    training,
)
from sitegen.pages.page import Page as Page


def pages(rules: Rules, as_of: date) -> list[Page]:
    """Every generated page.

    Args:
        rules: a rule set without problems.
        as_of: the day the pages speak of; decides what is in force and what is stale.
    """
    return [
        front_page.front_page(rules, as_of),  # index.md
        front_page.calculator(rules, as_of),  # calculator.md
        check_claims.page(rules, as_of),  # check-claims.md
        training.page(rules, as_of),  # quiz.md
        *counting.pages(rules, as_of),  # counting.md
        *payment.pages(rules, as_of),  # payment/index.md, reduction.md, assistant.md, places.md, remittance.md
        january.page(rules, as_of),  # january.md
        *codes.pages(rules, as_of),  # codes/index.md and one for each code
        *modifiers.pages(rules, as_of),  # modifiers/index.md, ...
        *payers.pages(rules, as_of),  # payers/index.md, ...
        *parameters.pages(rules, as_of),  # parameters/index.md, ...
        *checks.pages(rules, as_of),  # checks/index.md, checks/faults.md, ...
        *denials.pages(rules, as_of),  # denials/index.md, denials/119.md, denials/co-119.md, ...
        *documentation.pages(rules, as_of),  # documentation/index.md, ...
        note_cards.page(rules, as_of),  # note-cards.md
        *comparisons.pages(rules, as_of),  # comparisons/index.md, ...
        *choosers.pages(rules, as_of),  # choosers/index.md, ...
        *coverage.pages(rules, as_of),  # coverage/index.md, ...
        claims.page(rules, as_of),  # claims.md
        a_z.page(rules, as_of),  # a-z.md
        *glossary.pages(rules, as_of),  # glossary.md
        *sources.pages(rules, as_of),  # sources.md, tables.md, to-check.md
        *field_guide.pages(rules, as_of),  # about/fields/...
        notices.page(rules, as_of),  # about/notices.md
        *moved.pages(rules, as_of),  # old addresses
    ]
