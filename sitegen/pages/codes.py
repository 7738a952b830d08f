"""The pages of the codes, and their index."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.dated import in_force
from calculator.model import Code, Counting, Modifier, Rules
from sitegen.pages import amounts, checks, choosers, code_summary, coverage, dated_changes, edit_tables, january
from sitegen.pages.first_visit import ALONE, POOLED
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.statement_counts import is_brief
from sitegen.pages.worked_examples import all_worked, by_payer, first_answered, minutes_table
from sitegen.render import labels, word_index


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of codes, and a page for each."""
    yield _index(rules, as_of)
    yield from rule_pages("code", "codes", rules, as_of, _content)


def _content(key: str, code: Code, rules: Rules, as_of: date) -> dict[str, Any]:
    now, medicare = in_force(code.counting, as_of), in_force(code.medicare, as_of)
    done = [one for _, group in by_payer(all_worked(code.examples, rules, f"codes/{key}.md")) for one in group]
    done.sort(key=lambda one: one.result is None)
    decided = coverage.of_code(key, rules, as_of)
    values = edit_tables.values(key, rules)
    unit_tables = _unit_tables(key, code, now, rules, as_of)
    modifiers = _modifiers_for(code, rules)
    pairs = edit_tables.same_day(key, code, rules, as_of)
    alerts = list(code_summary.alerts(code, now, medicare, decided, as_of))
    told = {one.since for one in alerts}
    return {
        "code": code,
        "brief": is_brief(code),
        "notices": [one for one in dated_changes.notices(f"codes/{key}", rules, as_of) if one.day not in told],
        "turn": january.turn_of_year(as_of),
        "now": now,
        "medicare": medicare,
        "alerts": alerts,
        "thresholds": code_summary.thresholds(unit_tables[0]["rows"]) if unit_tables else (),
        "units_per_day": code_summary.units_per_day,
        "partners": code_summary.partners(key, code, pairs["explained"], rules, as_of) if in_use(now) else (),
        "in_a_word": code_summary.in_a_word,
        "modifiers": modifiers,
        "shown_modifiers": code_summary.shown_modifiers(modifiers, code, medicare, decided),
        "done": done,
        "changeable": first_answered(done[:1]),
        "history": code.counting if len(code.counting) > 1 else (),
        "medicare_history": code.medicare if len(code.medicare) > 1 else (),
        "coverage": decided,
        "beside_price": coverage.beside_price(decided),
        "unit_tables": unit_tables,
        "limits": edit_tables.limits(key, rules, as_of),
        "values": values,
        "reduced": values[0] if values else None,
        "amounts": amounts.code_view(key, rules, as_of),
        "pairs": pairs,
        "topics": [name for name, topic in rules.documentation.items() if key in topic.codes],
        "choosers": choosers.about(key, rules),
        "comparisons": [name for name, comparison in rules.comparisons.items() if key in comparison.codes],
        "checks": checks.about(key, rules),
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
    """Modifiers that can be on a line of a code, each with when."""
    found = []
    disciplines = list(labels.DISCIPLINES)

    def by_discipline_and_place(item: tuple[str, Modifier]) -> tuple[int, int]:
        """GP and its CQ first, then GO and its CO, then what belongs to all."""
        of = item[1].disciplines
        return (disciplines.index(of[0]) if of else len(disciplines), item[1].place)

    for key, modifier in sorted(rules.modifiers.items(), key=by_discipline_and_place):
        if modifier.disciplines and not set(modifier.disciplines) & set(code.disciplines.usual):
            continue
        if modifier.role == "discipline":
            found.append((key, f"{labels.joined(modifier.disciplines, 'or')} plan of care"))
        elif modifier.role == "assistant" and (code.assistant is None or code.assistant.may_furnish):
            found.append((key, "where an assistant furnished it"))
        elif modifier.role == "threshold":
            found.append((key, "past the yearly threshold"))
    return found


def _index(rules: Rules, as_of: date) -> Page:
    categories = by_category(rules, as_of)
    used = sorted({key for _, rows in categories for row in rows for key in row["modifiers"]})
    return page_of(
        "codes",
        "codes/index.md",
        rules,
        as_of,
        categories=categories,
        groups=[(rows[0]["code"].category, title) for title, rows in categories],
        modifiers=[(key, key) for key in used],
    )


def by_category(rules: Rules, as_of: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """Codes by category, in the order of the categories: the most used first, codes that ended last."""
    used = {key: place for place, key in enumerate(key for keys in rules.everyday.codes.values() for key in keys)}
    words = word_index.tags(rules)
    found: list[tuple[str, list[dict[str, Any]]]] = []
    for category, title in labels.CATEGORIES.items():
        rows = [
            {
                "key": key,
                "code": code,
                "now": in_force(code.counting, as_of),
                "medicare": in_force(code.medicare, as_of),
                "coverage": coverage.of_code(key, rules, as_of),
                "modifiers": [modifier for modifier, _ in _modifiers_for(code, rules)],
                "words": [word for word in words[f"codes/{key}/"] if word not in (key, code.name, *code.also_called)],
            }
            for key, code in rules.codes.items()
            if code.category == category
        ]
        if rows:
            found.append(
                (title, sorted(rows, key=lambda row: (not in_use(row["now"]), used.get(row["key"], len(used)))))
            )
    return found


def in_use(entry: Counting | None) -> bool:
    """True where a code can be billed."""
    return entry is not None and entry.kind in ("timed", "untimed")


def ended(rules: Rules) -> frozenset[str]:
    """The addresses of codes that can no longer be billed, such as `codes/97001/`."""
    day = rules.edition.as_of
    return frozenset(f"codes/{key}/" for key, code in rules.codes.items() if not in_use(in_force(code.counting, day)))
