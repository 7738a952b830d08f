"""All pages made from the rules: a pure function from a rule set and a day to Markdown texts.

Python decides what stands on a page, the templates in `templates/` arrange it, the rule files know it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from calculator.dated import in_force
from calculator.model import (
    KINDS,
    Check,
    Cite,
    Code,
    Counting,
    Example,
    Expected,
    KnownFault,
    Modifier,
    Parameter,
    Payer,
    Rules,
    Service,
)
from calculator.upkeep.due import is_stale
from sitegen.pages import (
    amounts,
    counting,
    coverage,
    edit_tables,
    field_guide,
    form_data,
    notices,
    payment,
    topics,
    training,
)
from sitegen.pages.worked_examples import all_worked, by_payer, first_answered, minutes_table, preformatted, worked
from sitegen.render import charts, labels
from sitegen.render.footnotes import BADGES, EXTENTS
from sitegen.render.markdown_text import escape, plain_html, relative_url
from sitegen.render.page_context import PageContext

_ROOT = Path(__file__).parent.parent.parent
_TEMPLATES = Path(__file__).parent.parent / "templates"

_TEMPLATE_OF = {"documentation": "topic", "coverage": "decision"}
"""Templates that are not called after their kind."""

POOLED, ALONE = "medicare-part-b", "midpoint"
"""The two payers that every rule set has."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site.

    Attributes:
        path: its file among the Markdown files, as `codes/97110.md`.
        markdown: its text.
        source_file: the file that a person edits to change it, from the project's root on.
    """

    path: str
    markdown: str
    source_file: str


def pages(rules: Rules, as_of: date) -> list[Page]:
    """Every generated page.

    Args:
        rules: a rule set without problems.
        as_of: the day the pages speak of; decides what is in force and what is stale.
    """
    made = [
        written("index.md", "index", rules, as_of, _front_page(rules)),
        written("calculator.md", "calculator", rules, as_of, _calculator_page(rules)),
        written("quiz.md", "quiz", rules, as_of, training.page(rules)),
        written("counting.md", "counting", rules, as_of, counting.view(rules, as_of, "counting.md")),
        written("codes/index.md", "codes", rules, as_of, _codes_page(rules, as_of)),
        written("modifiers/index.md", "modifiers", rules, as_of, {}),
        written("payers/index.md", "payers", rules, as_of, _payers_page(rules, as_of)),
        written("parameters/index.md", "parameters", rules, as_of, _parameters_page(rules, as_of)),
        written("checks/index.md", "checks", rules, as_of, _checks_page(rules)),
        written("checks/faults.md", "faults", rules, as_of, _faults_page(rules), "rules/faults.yaml"),
        written("documentation/index.md", "documentation", rules, as_of, {}),
        written("comparisons/index.md", "comparisons", rules, as_of, {}),
        written("coverage/index.md", "coverage", rules, as_of, coverage.index(rules, as_of)),
        written("claims.md", "claims", rules, as_of, topics.claims_page(rules), "rules/claims.yaml"),
        written("tables.md", "tables", rules, as_of, topics.tables_page(rules)),
        written("to-check.md", "to-check", rules, as_of, topics.to_check(rules, as_of)),
        written("sources.md", "sources", rules, as_of, _sources_page(rules, as_of), "rules/sources.yaml"),
        *(
            written(f"about/fields/{guide.name}.md", "fields", rules, as_of, _fields_page(guide), "calculator/model/__init__.py")
            for guide in field_guide.guides()
        ),
        written("about/notices.md", "notices", rules, as_of, notices.view(), "sitegen/notices.yaml"),
        *(
            written(path, template, rules, as_of, {**view(rules, as_of, path), "titles": payment.TITLES})
            for path, (template, view) in payment.VIEWS.items()
        ),
    ]
    for old, moved in rules.moved.items():
        path = f"{old}.md"
        content = {"old": old, "moved": moved, "address": relative_url(path, f"{moved.to}.md")}
        made.append(written(path, "moved", rules, as_of, content, "rules/moved.yaml"))
    for kind, view in (
        ("codes", _code_page),
        ("modifiers", _modifier_page),
        ("payers", _payer_page),
        ("parameters", _parameter_page),
        ("checks", _check_page),
        ("documentation", topics.topic_page),
        ("comparisons", topics.comparison_page),
        ("coverage", coverage.page),
    ):
        for key, thing in getattr(rules, kind).items():
            path = f"{kind}/{key}.md"
            content = view(key, thing, rules, as_of, path)
            made.append(
                written(
                    path,
                    _TEMPLATE_OF.get(kind, kind.removesuffix("s")),
                    rules,
                    as_of,
                    content,
                    f"rules/{kind}/{key}.yaml",
                )
            )
    return made


def written(
    path: str, template: str, rules: Rules, as_of: date, content: dict[str, Any], source_file: str = ""
) -> Page:
    """One page from its template."""
    file = f"{template}.md.j2"
    context = PageContext(rules, as_of, path)
    text = _environment().get_template(file).render(page=context, rules=rules, as_of=as_of, **content)
    return Page(path, _tidy(text), source_file or f"sitegen/templates/{file}")


@cache
def _environment() -> jinja2.Environment:
    """The templates, with everything they print made safe."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=escape,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        labels=labels,
        front=_front_matter,
        preformatted=preformatted,
        footing=topics.FOOTING,
        pages_about=payment.pages_about,
    )
    return made


def _front_matter(title: str, description: str, **more: Any) -> Markup:
    """The head of a Markdown file.

    MkDocs prints its texts as they are, and the theme's search prints tags as HTML, so all are made safe for HTML here.

    >>> print(_front_matter("97116", "Gait", tags=["gait <b>training</b>"]))
    ---
    title: "97116"
    description: "Gait"
    tags: ["gait &lt;b&gt;training&lt;/b&gt;"]
    ---
    """
    fields = {"title": title, "description": description} | more
    lines = [f"{name}: {json.dumps(_safe_in_html(value), ensure_ascii=False)}" for name, value in fields.items()]
    return Markup("\n".join(["---", *lines, "---"]))


def _safe_in_html(value: Any) -> Any:
    """Plain data with every text in it made safe for HTML."""
    if isinstance(value, dict):
        return {name: _safe_in_html(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_safe_in_html(item) for item in value]
    return plain_html(value) if isinstance(value, str) else value


def _tidy(text: str) -> str:
    """A text without runs of empty lines, ending in one line break.

    >>> _tidy("a\\n\\n\\n\\nb\\n\\n")
    'a\\n\\nb\\n'
    """
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


# --- a code ---------------------------------------------------------------------------------------------------------


def _code_page(key: str, code: Code, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a code's page shows."""
    now = in_force(code.counting, as_of)
    done = all_worked(code.examples, rules, path)
    return {
        "key": key,
        "code": code,
        "now": now,
        "medicare": in_force(code.medicare, as_of),
        "modifiers": _modifiers_for(code, rules),
        "groups": (groups := by_payer(done)),
        "changeable": first_answered(one for _, group in groups for one in group),
        "history": code.counting if len(code.counting) > 1 else (),
        "medicare_history": code.medicare if len(code.medicare) > 1 else (),
        "coverage": (decided := coverage.of_code(key, rules, as_of)),
        "beside_price": coverage.beside_price(decided),
        "unit_tables": _unit_tables(key, code, now, rules, as_of),
        "limits": edit_tables.limits(key, rules, as_of),
        "values": (values := edit_tables.values(key, rules)),
        "reduced": values[0] if values else None,
        "chart": charts.relative_values([value["row"] for value in values]),
        "amounts": amounts.code_view(key, rules, as_of),
        "pairs": edit_tables.same_day(key, code, rules, as_of),
        "topics": [name for name, topic in rules.documentation.items() if not topic.codes or key in topic.codes],
        "comparisons": [name for name, comparison in rules.comparisons.items() if key in comparison.codes],
        "checks": _checks_touching(key, rules),
    }


def _unit_tables(key: str, code: Code, now: Counting | None, rules: Rules, as_of: date) -> list[dict[str, Any]]:
    """Minutes and units of a timed code alone; one table where both rules give the same."""
    if now is None or now.kind != "timed" or now.base:
        return []
    pooled, alone = (minutes_table(key, code, payer, rules, as_of) for payer in (POOLED, ALONE))
    if pooled == alone:
        return [{"payers": [POOLED, ALONE], "rows": pooled}] if pooled else []
    return [{"payers": [payer], "rows": rows} for payer, rows in ((POOLED, pooled), (ALONE, alone)) if rows]


def _modifiers_for(code: Code, rules: Rules) -> list[tuple[str, str]]:
    """Modifiers that can stand on a line of a code, each with when."""
    found = []
    disciplines = list(labels.DISCIPLINES)

    def by_discipline_and_place(item: tuple[str, Modifier]) -> tuple[int, int]:
        """GP and its CQ first, then GO and its CO, then what belongs to all."""
        of = item[1].disciplines
        return (disciplines.index(of[0]) if of else len(disciplines), item[1].place)

    for key, modifier in sorted(rules.modifiers.items(), key=by_discipline_and_place):
        belongs = not modifier.disciplines or set(modifier.disciplines) & set(code.disciplines.usual)
        if not belongs:
            continue
        if modifier.role == "discipline":
            found.append((key, f"{labels.joined(modifier.disciplines, 'or')} plan of care"))
        elif modifier.role == "assistant" and (code.assistant is None or code.assistant.may_furnish):
            found.append((key, "where an assistant furnished it"))
        elif modifier.role == "threshold":
            found.append((key, "past the yearly threshold"))
    return found


def _codes_page(rules: Rules, as_of: date) -> dict[str, Any]:
    """The index of codes, by category."""
    categories = _code_categories(rules, as_of)
    for _, rows in categories:
        for row in rows:
            row["modifiers"] = [key for key, _ in _modifiers_for(row["code"], rules)]
    used = sorted({key for _, rows in categories for row in rows for key in row["modifiers"]})
    groups = [(rows[0]["code"].category, title) for title, rows in categories]
    return {"categories": categories, "groups": groups, "modifiers": [(key, key) for key in used]}


def _code_categories(rules: Rules, as_of: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """Codes by category, in the order of the categories."""
    found: list[tuple[str, list[dict[str, Any]]]] = []
    for category, title in labels.CATEGORIES.items():
        rows = [
            {
                "key": key,
                "code": code,
                "now": in_force(code.counting, as_of),
                "medicare": in_force(code.medicare, as_of),
                "coverage": coverage.of_code(key, rules, as_of),
            }
            for key, code in rules.codes.items()
            if code.category == category
        ]
        if rows:  # codes that ended stand last
            found.append((title, sorted(rows, key=lambda row: not _in_use(row["now"]))))
    return found


def _in_use(entry: Counting | None) -> bool:
    """True where a code can be billed."""
    return entry is not None and entry.kind in ("timed", "untimed")


# --- modifiers, payers, parameters ----------------------------------------------------------------------------------


def _modifier_page(key: str, modifier: Modifier, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a modifier's page shows."""
    return {
        "key": key,
        "modifier": modifier,
        "groups": (groups := by_payer(all_worked(modifier.examples, rules, path))),
        "changeable": first_answered(one for _, group in groups for one in group),
        "checks": _checks_touching(key, rules),
    }


def _payer_page(key: str, payer: Payer, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a payer's page shows."""
    return {
        "key": key,
        "payer": payer,
        "rule_tables": [
            {"name": name, "title": title, "now": in_force(entries, as_of), "entries": tuple(reversed(entries))}
            for name, title, entries in (
                ("unit", "Minutes to units", payer.unit_rule),
                ("assistant", "Assistants", payer.assistant_rule),
                ("threshold", "Threshold", payer.threshold_rule),
            )
        ],
        "unknown": any(
            (entry := in_force(entries, as_of)) is None or entry.method == "unknown"
            for entries in (payer.unit_rule, payer.assistant_rule, payer.threshold_rule)
        ),
        "done": (done := all_worked(payer.examples, rules, path)),
        "changeable": first_answered(done),
    }


def _payers_page(rules: Rules, as_of: date) -> dict[str, Any]:
    """The payer matrix: three rules of each payer, and one visit that shows what they mean."""
    rows = []
    for key, payer in rules.payers.items():
        visit = _comparison(key, rules)
        rows.append(
            {
                "key": key,
                "payer": payer,
                "rules": [
                    (name, in_force(entries, as_of))
                    for name, entries in (
                        ("unit", payer.unit_rule),
                        ("assistant", payer.assistant_rule),
                        ("threshold", payer.threshold_rule),
                    )
                ],
                "done": worked(visit, rules, "payers/index.md") if visit else None,
            }
        )
    return {"rows": rows, "compared": next((row["done"] for row in rows if row["done"]), None)}


def _comparison(payer: str, rules: Rules) -> Example | None:
    """The visit that shows best how rules differ: one code's minutes need another's to make a unit."""
    return _default_example(rules, payer)


def _parameter_page(key: str, parameter: Parameter, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a parameter's page shows."""
    return {
        "key": key,
        "parameter": parameter,
        "now": _known_now(parameter, as_of),
        "values": _value_rows(parameter, as_of),
        "chart": charts.over_time(parameter, as_of),
        "rule": payment.rule_of(parameter),
        "examples": all_worked(parameter.examples, rules, path),
    }


def _known_now(parameter: Parameter, as_of: date) -> Any:
    """The value in force on a day, or None where none is in force or its number is not known."""
    entry = in_force(parameter.values, as_of, holds=parameter.holds)
    return None if entry is None or entry.value == "expected" else entry


def _value_rows(parameter: Parameter, as_of: date) -> list[dict[str, Any]]:
    """Values with the time each holds, newest first."""
    rows = []
    for position, value in enumerate(parameter.values):
        later = parameter.values[position + 1].since if position + 1 < len(parameter.values) else None
        ends = (
            value.since.year < as_of.year
            if parameter.holds == "calendar-year"
            else later is not None and later <= as_of
        )
        state = "to come" if value.since > as_of else "past" if ends else "in force"
        rows.append(
            {
                "value": value,
                "expected": value.value == "expected",
                "state": "expected" if value.value == "expected" else state,
                "time": labels.span(value.since, _last_day(parameter, value.since, later)),
            }
        )
    return rows[::-1]


def _last_day(parameter: Parameter, since: date, later: date | None) -> date | None:
    """The last day a value holds, or None where no end is known."""
    before_later = date.fromordinal(later.toordinal() - 1) if later else None
    if parameter.holds == "calendar-year":
        year_end = date(since.year, 12, 31)
        return min(year_end, before_later) if before_later else year_end
    return before_later


def _parameters_page(rules: Rules, as_of: date) -> dict[str, Any]:
    """Numbers in force."""
    return {
        "rows": [
            {"key": key, "parameter": parameter, "now": _known_now(parameter, as_of)}
            for key, parameter in rules.parameters.items()
        ]
    }


# --- checks ---------------------------------------------------------------------------------------------------------


def _checks_page(rules: Rules) -> dict[str, Any]:
    """The checks by subject, each with the kinds of payer it is looked for."""
    kinds = {payer.kind for payer in rules.payers.values()}

    def of(check: Check) -> list[str]:
        if not check.payers or check.elsewhere:
            return sorted(kinds)
        return sorted({rules.payers[one].kind if one in rules.payers else one for one in check.payers})

    groups = [
        (title, [(key, check, of(check)) for key, check in rules.checks.items() if check.subject == subject])
        for subject, title in labels.SUBJECTS.items()
    ]
    return {"groups": [(title, rows) for title, rows in groups if rows]}


def _faults_page(rules: Rules) -> dict[str, Any]:
    """Every known fault by subject, and how many are found by a check, by a person, or by nobody."""

    def who(fault: KnownFault) -> str:
        return "built" if fault.found_by else "checklist" if fault.read_on else "open"

    groups = [
        (title, [(key, fault) for key, fault in rules.faults.items() if key.startswith(letter)])
        for letter, title in labels.FAULT_GROUPS.items()
    ]
    return {
        "counts": Counter(who(fault) for fault in rules.faults.values()),
        "groups": [(title, rows) for title, rows in groups if rows],
    }


def _checks_touching(name: str, rules: Rules) -> list[str]:
    """The checks that concern a code or a modifier: they name it, or it stands where they are found."""
    return [
        key
        for key, check in rules.checks.items()
        if name in (*check.see_also, *check.modifiers, *check.others)
        or (name in check.codes and len(check.codes) <= _FEW)
        or any(
            name in {service.code for service in example.services}
            for example in check.examples
            if key in example.expect.findings and check.subject in ("pairs", "units")
        )
    ]


_FEW = 8
"""Up to so many codes a check is about each of them; with more it is about a group."""


def _check_page(key: str, check: Check, rules: Rules, as_of: date, path: str) -> dict[str, Any]:
    """What a check's page shows: visits in which it is found, and others in which it is not."""
    found = tuple(example for example in check.examples if key in example.expect.findings)
    others = tuple(example for example in check.examples if example not in found)
    return {
        "key": key,
        "check": check,
        "found": all_worked(found, rules, path),
        "others": all_worked(others, rules, path),
    }


# --- sources --------------------------------------------------------------------------------------------------------


def _sources_page(rules: Rules, as_of: date) -> dict[str, Any]:
    """The register of sources, surest first, each with the pages that cite it."""
    cited = _citing_pages(rules)
    groups = [
        (tier, [(key, source) for key, source in rules.sources.items() if source.tier == tier])
        for tier in ("primary", "secondary", "unverified")
    ]
    return {
        "groups": [(tier, entries) for tier, entries in groups if entries],
        "cited": cited,
        "extents": EXTENTS,
        "badges": BADGES,
        "stale": frozenset(key for key, source in rules.sources.items() if is_stale(source, as_of)),
        **topics.counted(rules),
    }


def _citing_pages(rules: Rules) -> dict[str, list[str]]:
    """Which rule files cite each source, as `codes/97110`."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        for key, thing in getattr(rules, kind).items():
            for source in sorted({cite.source for cite in _cites_in(thing)}):
                found.setdefault(source, []).append(f"{kind}/{key}")
    return found


def _cites_in(value: Any) -> Iterator[Cite]:
    """Every citation inside a thing."""
    if isinstance(value, Cite):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _cites_in(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            if name != "__pydantic_config__":
                yield from _cites_in(getattr(value, name))


# --- field guide ----------------------------------------------------------------------------------------------------


def _fields_page(guide: field_guide.Guide) -> dict[str, Any]:
    """What a page of the field guide shows: the shapes, and the beginning of a real file."""
    file = _EXAMPLE_FILES.get(guide.name)
    example = None
    if file:
        lines = (_ROOT / file).read_text(encoding="utf-8").splitlines()[:24]
        example = {"file": file, "text": Markup("\n".join(["```yaml", *lines, "```"]))}
    return {"guide": guide, "example": example}


_EXAMPLE_FILES = {
    "code": "rules/codes/97012.yaml",
    "modifier": "rules/modifiers/GP.yaml",
    "payer": "rules/payers/midpoint.yaml",
    "parameter": "rules/parameters/kx-threshold.yaml",
    "check": "rules/checks/not-valid-for-medicare.yaml",
    "coverage": "rules/coverage/ncd-270-6.yaml",
    "sources": "rules/sources.yaml",
    "edition": "rules/edition.yaml",
    "moved": "rules/moved.yaml",
}
"""Real files of which the field guide shows the beginning."""


# --- front page and calculator --------------------------------------------------------------------------------------


def _front_page(rules: Rules) -> dict[str, Any]:
    """The front page: codes by category, the visit that the calculator starts with, how sure the statements are."""
    example = _default_example(rules)
    return {
        "categories": [
            (title, [row for row in rows if _in_use(row["now"])])
            for title, rows in _code_categories(rules, rules.edition.as_of)
        ],
        "done": worked(example, rules, "index.md") if example else None,
        "rests": topics.statements_by_source(rules),
        "badges": BADGES,
    }


def _calculator_page(rules: Rules) -> dict[str, Any]:
    """The calculator with the visit it starts with, already computed."""
    example = _default_example(rules)
    done = worked(example, rules, "calculator.md") if example else None
    return {"done": done, "data": form_data.data(rules, example, "calculator.md")}


def _default_example(rules: Rules, payer: str = POOLED) -> Example | None:
    """The visit that the calculator starts with, where the rule set has its codes."""
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
