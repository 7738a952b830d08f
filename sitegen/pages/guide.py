"""A page that explains: the sentences and visits of a file in `rules/guides/`, with what is computed from the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from calculator.loading.examples import visit_of
from calculator.model import Guide, Rules, Section
from sitegen.pages.page import Page, page_of
from sitegen.pages.worked_examples import Worked, all_worked, field_lines
from sitegen.render.page_context import GUIDE_PAGES


@dataclass(frozen=True, slots=True)
class WorkedSection:
    """A section of a guide with its visits worked; those that it computes something from are not shown themselves."""

    section: Section
    done: Sequence[Worked]
    level: int
    """The level of its visits' headings, below its own."""


def guide_page(
    key: str,
    template: str,
    rules: Rules,
    as_of: date,
    /,
    head: Mapping[str, Any],
    sections: Sequence[WorkedSection] = (),
    **content: Any,
) -> Iterator[Page]:
    """The page of one guide; none where the rule set lacks it.

    Args:
        key: the guide's key.
        template: a template that extends `guide.md.j2`, with a block for each name that the guide's sections show.
        rules: a rule set without problems.
        as_of: the day the page speaks of.
        head: more fields for the head of the Markdown file.
        sections: its sections, where they are worked already.
        content: what those blocks show.
    """
    if guide := rules.guides.get(key):
        explained = rules.parameters.get(guide.explains)
        yield page_of(
            template,
            GUIDE_PAGES[key],
            rules,
            as_of,
            f"rules/guides/{key}.yaml",
            key=key,
            guide=guide,
            explained=explained,
            lead=guide.answer or (explained.answer if explained else None),
            head=head,
            sections=sections or worked_sections(guide, rules, GUIDE_PAGES[key]),
            **{"payer_shown": False, "changeable": None, **content},
        )


def worked_sections(guide: Guide, rules: Rules, path: str) -> list[WorkedSection]:
    """The sections of a guide with their visits, in their order."""
    done = iter(all_worked((visit for section in guide.sections for visit in section.visits), rules, path))
    level = 2
    found = []
    for section in guide.sections:
        level = section.level if section.title else level
        found.append(WorkedSection(section, [with_amounts(next(done)) for _ in section.visits], level + 1))
    return found


def with_amounts(done: Worked) -> Worked:
    """A worked visit whose Python session shows the amounts, where it has some."""
    paid = done.result.payment if done.result else None
    if paid is None:
        return done
    fields = "\n".join(line for name, value in visit_of(done.example).items() for line in field_lines(name, value))
    head = f'>>> from calculator import calculate\n>>> paid = calculate({{\n{fields}\n... }})["payment"]'
    show = '>>> for line in paid["lines"]:\n...     print(line["code"], line["allowed"], line["medicare"], line["patient"])'
    printed = [f"{line.code} {line.allowed} {line.medicare} {line.patient}" for line in paid.lines]
    return replace(done, doctest="\n".join([head, show, *printed]))


def payment_steps(rules: Rules) -> Section | None:
    """The steps from relative values to payment, which several pages show."""
    guide = rules.guides.get("payment")
    return next((section for section in guide.sections if section.steps), None) if guide else None


def leading_here(key: str, rules: Rules) -> list[str]:
    """The guides that are about a number or a modifier."""
    return [name for name in GUIDE_PAGES if name in rules.guides and key in rules.guides[name].about]
