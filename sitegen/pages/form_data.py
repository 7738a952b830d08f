"""The data that the calculator's form reads from its page: payers, codes, and where rules and sources are explained.

It is in the page as `<script type="application/json" id="rehab-data">`, which is data and not run. Its fields:

- `site`: the way from the calculator's page to the site's root
- `edition`, `fingerprint` (of the compiled rules), `as_of`, `earliest_date_of_service`
- `visit`: the visit that the form starts with, as the contract writes it; `result`: its answer, as the engine gives it
- `answers`: the claim lines of every example of the site, by the fingerprint of its visit's text: what a link to one
  shows while the engine loads
- `payers`, in the order of the menu: `key`, `name`, `kind`, `group` of the menu, `programs` whose tables of claims edits
  are for it, and `counts`: the unit rule by date, `since`, `method`, `surely` (best tier)
- `limits`: by year the amounts of the patient's year, `threshold` and `review`, as decimal strings or null
- `disciplines`: `key`, `name`, and the modifiers of its lines: `modifier`, and that of the `threshold`;
  `buckets`: `key`, `name` and the `disciplines` that share one amount of the threshold; `settings`: `key`, `name`, and
  where one is usual on a professional claim, its `place_of_service`
- `codes`: `code`, `name`, `also_called`, `kind` (`timed`, `untimed` or `not-in-use`), `minutes_per_unit`, `add_on`,
  `base`, `disciplines`, and where a code counts something else, `reads`:
  the field and its label
- `words`: of the notes, from rules/words.yaml: `spellings`, the `codes` that they stand for, and `payers` with others
- `missing`: what the rules do not have yet: `name`, the first and last date of service without it, `since` and `until`
  (or null), and the `kind` of payer it is for
- `places`: `key`, `name` of the payment localities of the newest year that the rules have
- `fields`: every field of a visit and of what is inside it: the words that it may hold, or `date` or `number` where its
  text is one, or null; what may stand in an address is known by it (docs/assets/calculator/address.js)
- `deepest`: how many lists and objects of a visit may be inside each other
- `modifiers`: `key`
- `labels`: what rules, sources and the words of a result are called (sitegen/render/ui_labels.py)
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from markupsafe import Markup

import calculator
from calculator.counting.modifiers import modifiers_of
from calculator.counting.services import INPUTS
from calculator.counting.threshold import THRESHOLD
from calculator.dated import in_force, number
from calculator.limits import DEEPEST
from calculator.loading import examples
from calculator.loading.examples import answer_to, visit_of
from calculator.loading.schemas import schema_of
from calculator.model import Code, Counting, Counts, Example, Payer, Program, Rules, Setting, Visit
from calculator.reading import bundle
from sitegen.pages import missing_numbers
from sitegen.pages.field_guide import allowed, parts
from sitegen.pages.worked_examples import visit_text
from sitegen.pyodide.python_archive import fingerprint
from sitegen.render import labels, ui_labels
from sitegen.render.footnotes import RANKS, tier_of
from sitegen.render.markdown_text import relative_url


def data(rules: Rules, example: Example | None, page: str) -> Markup:
    """The data as JSON that may stand inside a script element."""
    whole = content(rules, example, page) | {"answers": answers(rules)}
    return as_json(whole)


def as_json(plain: Any) -> Markup:
    """Plain data as JSON that may stand inside a script element."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    # No "</script>", no "<!--" and no blank line can come out of it, and no line break that JavaScript dislikes.
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def content(rules: Rules, example: Example | None, page: str) -> dict[str, Any]:
    """The data, without the answers to the examples."""
    known_years = range(rules.edition.earliest_date_of_service.year, rules.edition.as_of.year + 2)  # and the next one
    return {
        "site": relative_url(page, "index.md"),
        "edition": rules.edition.edition,
        "fingerprint": fingerprint(bundle.dumps(rules)),
        "as_of": rules.edition.as_of.isoformat(),
        "earliest_date_of_service": rules.edition.earliest_date_of_service.isoformat(),
        "visit": visit_of(example) if example else None,
        "result": calculator.calculate(visit_of(example), rules) if example else None,
        "payers": payers(rules),
        "disciplines": [
            {"key": key, "name": name, "modifier": names.discipline, "threshold": names.threshold}
            for key, name in labels.DISCIPLINES.items()
            for names in (modifiers_of(key, rules),)
        ],
        "buckets": buckets(rules),
        "settings": settings(rules),
        "codes": [{"code": key} | code_entry(code, rules) for key, code in rules.codes.items()],
        "words": [
            {
                "spellings": [key, *word.spellings],
                "codes": list(word.codes),
                "payers": {payer: list(codes) for payer, codes in word.payers.items()},
            }
            for key, word in rules.words.items()
            if word.codes
        ],
        "missing": missing_numbers.for_form(rules),
        "limits": {str(year): limits(year, rules) for year in known_years},
        "places": places(rules),
        "fields": fields(),
        "deepest": DEEPEST,
        "modifiers": [{"key": key} for key in rules.modifiers],
        "labels": ui_labels.labels(rules),
    }


def payers(rules: Rules) -> list[dict[str, Any]]:
    """The payers by groups of the menu, in each the most used first, then by name.

    >>> from calculator import default_rules
    >>> [payer["key"] for payer in payers(default_rules())][0]
    'medicare-part-b'
    """
    groups = list(dict.fromkeys(labels.PAYER_GROUPS.values()))
    used = list(rules.everyday.payers)

    def place(key: str) -> tuple[int, int, str]:
        payer = rules.payers[key]
        group = groups.index(labels.PAYER_GROUPS[payer.kind])
        return group, used.index(key) if key in used else len(used), payer.name

    return [
        {
            "key": key,
            "name": payer.name,
            "kind": payer.kind,
            "group": labels.PAYER_GROUPS[payer.kind],
            "programs": list(_PROGRAMS.get(payer.kind, ("medicare",))),
            "counts": counts(payer, rules),
        }
        for key in sorted(rules.payers, key=place)
        for payer in (rules.payers[key],)
    ]


_PROGRAMS: Mapping[str, tuple[Program, ...]] = {"medicaid": ("medicaid", "medicare")}
"""Whose tables of claims edits are for payers of a kind; Medicare's alone for all others."""


def settings(rules: Rules) -> list[dict[str, Any]]:
    """The settings, with the place of service of a professional claim where a row of the places has one for it.

    >>> from calculator import default_rules
    >>> settings(default_rules())[0]
    {'key': 'office', 'name': 'Private practice office', 'place_of_service': '11'}
    """
    places = {row.setting: row.code for row in rules.tables.places_of_service if row.setting}
    return [
        {"key": key, "name": name} | ({"place_of_service": places[setting]} if setting in places else {})
        for key, name in labels.SETTINGS.items()
        for setting in (cast("Setting", key),)
    ]


def places(rules: Rules) -> list[dict[str, str]]:
    """The payment localities of the newest year that the rules have."""
    newest = max((place.since.year for place in rules.tables.places), default=None)
    return [
        {"key": f"{place.mac}-{place.locality}", "name": f"{place.state}: {place.name.title()}"}
        for place in sorted(rules.tables.places, key=lambda place: (place.state, place.name))
        if place.since.year == newest
    ]


def scripts() -> list[str]:
    """Every script that the form imports, seen from its page: a browser that knows them all asks for them at once.

    >>> "../assets/calculator/tokens.js" in scripts(), "../assets/lit-html/lit-html.js" in scripts()
    (True, True)
    """
    found: list[str] = []
    waiting = ["calculator/calculator.js"]
    while waiting:
        name = waiting.pop(0)
        found.append(name)
        path = _SCRIPTS / name
        for other in _IMPORTED.findall(path.read_text(encoding="utf-8")) if path.exists() else ():
            known = posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
            if known not in (*found, *waiting):
                waiting.append(known)
    return [f"../assets/{name}" for name in found]


_SCRIPTS = Path(__file__).parents[2] / "docs" / "assets"
_IMPORTED = re.compile(r'^(?:import|\}) .*"(\.[^"]+)";$', re.MULTILINE)


def fields() -> dict[str, list[str] | str | None]:
    """Every field of a visit, with the words that it may hold or what its text looks like.

    >>> fields()["discipline"], fields()["certified"], fields()["area_sq_cm"], fields()["minutes"]
    (['PT', 'OT', 'SLP'], 'date', 'number', None)
    """
    schema = schema_of(Visit)
    found: dict[str, list[str] | str | None] = {}
    for shape in (schema, *schema["$defs"].values()):
        for name, about in shape.get("properties", {}).items():
            inner = list(parts(about))
            types = {part.get("type") for part in inner}
            dates = any(part.get("format") == "date" for part in inner)
            looks = "date" if dates else "number" if {"number", "string"} <= types else None
            found[name] = [str(word) for part in inner for word in allowed(part)] or looks
    return found


def code_entry(code: Code, rules: Rules) -> dict[str, Any]:
    """What the form needs to know about a code, as it stands on the day of the edition."""
    now = in_force(code.counting, rules.edition.as_of)
    return {
        "name": code.name,
        "also_called": list(code.also_called),
        "kind": now.kind if now else "not-in-use",
        "minutes_per_unit": now.minutes_per_unit if now else None,
        "add_on": now.add_on if now else None,
        "base": now.base if now else None,
        "disciplines": list(code.disciplines.usual),
    } | reads(now)


def reads(entry: Counting | None) -> dict[str, Any]:
    """The field of a service that shows what a code counts, with its label; nothing for a code that needs none."""
    if entry is None or entry.base or entry.counts is None or entry.counts not in INPUTS:
        return {}
    return {"reads": [INPUTS[entry.counts], LABELS[entry.counts]]}


LABELS: Mapping[Counts, str] = {
    "seven-day-minutes": "Minutes of the seven days",
    "month-minutes": "Minutes of the month",
    "days-of-data": "Days with data",
    "debrided-area": "Sq cm debrided",
    "wound-area": "Sq cm of the wounds",
    "muscles": "Muscles",
}
"""What the form calls what a code counts."""


def answers(rules: Rules) -> dict[str, str]:
    """Claim lines of the examples, such as `97110:2:GP 97140:1:GP`, by the start of the hash of the visit's text."""
    found = {}
    for _, _, example in examples.every(rules):
        visit = examples.visit_of(example)
        answered = answer_to(visit, rules)
        if not isinstance(answered, calculator.VisitError):
            lines = " ".join(":".join((line.code, str(line.units), *line.modifiers)) for line in answered.lines)
            found[hashlib.sha256(visit_text(visit).encode()).hexdigest()[:12]] = lines
    return found


def buckets(rules: Rules) -> list[dict[str, Any]]:
    """The disciplines that share one amount of the KX threshold."""
    found = rules.parameters[THRESHOLD].buckets if THRESHOLD in rules.parameters else ()
    return [{"key": "-".join(one.disciplines), "name": one.name, "disciplines": list(one.disciplines)} for one in found]


def counts(payer: Payer, rules: Rules) -> list[dict[str, Any]]:
    """How a payer counts units, by date, and how surely that is known."""
    return [
        {
            "since": entry.since.isoformat(),
            "method": entry.method,
            "surely": min((tier_of(cite, rules.sources) for cite in entry.cites), key=RANKS.index),
        }
        for entry in payer.unit_rule
    ]


def limits(year: int, rules: Rules) -> dict[str, str | None]:
    """The amounts of the patient's year, in USD; null where one is not known."""
    found = {name: number(rules, key, date(year, 1, 1)) for name, key in LIMITS.items()}
    return {name: str(amount.value) if amount else None for name, amount in found.items()}


LIMITS = {"threshold": "kx-threshold", "review": "review-threshold"}
"""The parameters of the patient's year."""
