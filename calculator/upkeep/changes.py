"""What a change of the rules changes: every example and vector whose answer differs between two versions.

The older version is computed by its own engine, so the comparison holds across changes of the rule files' shape:
all that both versions share is the public contract.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.loading.examples import ONLY_EXAMPLE
from calculator.model import KINDS

_VECTORS = ("tests/data/vectors.jsonl", "tests/vectors.jsonl")
"""Where a version keeps its vectors; the second is where older ones did."""

_ANSWER = ("lines", "unbilled", "choices", "timed_units", "pooled_minutes", "timed_minutes", "total_minutes", "payment")
"""Fields of a result that say what to bill."""

_REMARKS = ("findings", "not_checked")
"""Fields that say what to know about it. What is left are the steps: how it is explained."""


class ChangesError(ValueError):
    """Two versions that cannot be compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """A visit whose answer differs.

    Attributes:
        name: the example or vector it stands in.
        kind: `answer` where the claim differs, `remarks` where only findings do, `steps` where only the reasons do.
        before: what the older version gives, one entry a line.
        after: what this version gives.
    """

    name: str
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(base: str, root: Path = Path()) -> tuple[int, list[Change]]:
    """How many visits were compared, and those whose answer differs.

    Args:
        base: a git revision, or the folder of another checkout.
        root: this version's checkout.

    Raises:
        ChangesError: where one of the versions cannot be computed, with its own message.
    """
    with _checkout(base, root) as older:
        # What is only in the older one was taken out: its answer counts as well.
        visits = _visits_of(older) | _visits_of(root)
        texts = list(visits.values())
        before, after = _answers(older, texts), _answers(root, texts)
    compared = (compared_answers(*both) for both in zip(visits, before, after, strict=True))
    return len(texts), [change for change in compared if change]


@contextmanager
def _checkout(base: str, root: Path) -> Iterator[Path]:
    """A folder with another version of engine and rules."""
    if (Path(base) / "calculator").is_dir():
        yield Path(base).resolve()
        return
    command = ["git", "-C", str(root), "archive", base, "--", ":(top)calculator", ":(top)rules", ":(top)tests"]
    packed = subprocess.run(command, capture_output=True, check=False)
    if packed.returncode != 0:
        why = packed.stderr.decode(errors="replace").strip()
        raise ChangesError(f"found '{base}' ({why}), expected a git revision or the folder of a checkout")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def _ran(root: Path, *arguments: str, given: str = "") -> str:
    """What a version's own command line prints."""
    command = [sys.executable, "-m", "calculator", *arguments]
    done = subprocess.run(command, cwd=root, input=given.encode(), capture_output=True, check=False)
    errors = done.stderr.decode(errors="replace")
    if errors:
        raise ChangesError(f"{root}: the rules of this version cannot be computed:\n{errors.strip()}")
    return done.stdout.decode()


def _visits_of(root: Path) -> dict[str, str]:
    """The visits of a version as JSON text, by the name of the example or vector."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "rules.json"
        _ran(root, "bundle", str(compiled))
        rules = json.loads(compiled.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for kind in KINDS:
        for key, entry in rules.get(kind, {}).items():
            for example in entry.get("examples", ()):
                visit = {name: value for name, value in example.items() if name not in ONLY_EXAMPLE}
                found[f"{kind}/{key}: {example['name']}"] = json.dumps(visit)
    for vectors in (root / name for name in _VECTORS if (root / name).is_file()):
        for vector in map(json.loads, vectors.read_text(encoding="utf-8").splitlines()):
            found[f"vector {vector['id']}"] = json.dumps(vector["visit"])
    return found


def _answers(root: Path, visits: Sequence[str]) -> list[dict[str, Any]]:
    """What a version answers."""
    printed = _ran(root, "visit", "-", "--json", "--lines", given="".join(f"{visit}\n" for visit in visits))
    return [json.loads(line) for line in printed.splitlines()]


def compared_answers(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change | None:
    """How two answers to one visit differ, or None where they are equal but for the edition.

    >>> old = {"lines": [{"code": "97110", "units": 2, "modifiers": ["GP"]}], "edition": "2026.1"}
    >>> new = {"lines": [{"code": "97110", "units": 3, "modifiers": ["GP"]}], "edition": "2027.1"}
    >>> compared_answers("codes/97110: an hour", old, new)
    Change(name='codes/97110: an hour', kind='answer', before=('97110 GP x 2',), after=('97110 GP x 3',))
    >>> compared_answers("the same", old, old | {"edition": "2027.1"}) is None
    True
    """
    differs = [field for field in {**before, **after} if field != "edition" and before.get(field) != after.get(field)]
    if not differs:
        return None
    if "unbilled" in differs and _reasons(before) == _reasons(after):
        differs[differs.index("unbilled")] = "words of unbilled"  # the claim is the same, only its explanation differs
    if set(differs) & {*_ANSWER, "errors"}:
        old, new = _as_lines(before, _answer_lines), _as_lines(after, _answer_lines)
        if old == new:  # what differs is a total or a choice, not a line
            fields = [field for field in sorted(differs) if field in _ANSWER]
            old, new = (tuple(f"{field}: {one.get(field)}" for field in fields) for one in (before, after))
        return Change(name, "answer", old, new)
    if set(differs) & set(_REMARKS):
        old, new = _as_lines(before, _remark_lines), _as_lines(after, _remark_lines)
        gone, come = (tuple(line for line in a if line not in b) for a, b in ((old, new), (new, old)))
        return Change(name, "remarks", gone, come)
    return Change(name, "steps", (), ())


def _as_lines(result: Mapping[str, Any], lines: Any) -> tuple[str, ...]:
    """A result or its errors, one entry a line."""
    if "errors" in result:
        return tuple(f"error {problem['field']}: {problem['message']}" for problem in result["errors"])
    return tuple(lines(result))


def _reasons(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The codes without a unit and their reasons, but for the words.

    >>> _reasons({"unbilled": [{"code": "97110", "reason": "no-unit", "because": "a first unit takes 8 minutes"}]})
    [{'code': '97110', 'reason': 'no-unit'}]
    """
    return [{name: value for name, value in entry.items() if name != "because"} for entry in result.get("unbilled", ())]


def _answer_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """The claim lines, and what stays unbilled."""
    for line in result["lines"]:
        yield " ".join((line["code"], *line["modifiers"], "x", str(line["units"])))
    for entry in result.get("unbilled", ()):
        yield f"{entry['code']} unbilled: {entry['reason']}"


def _remark_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """Findings, and what was not checked."""
    for finding in result["findings"]:
        yield f"{finding['severity']} {finding['check']}: {finding['says']}"
    for entry in result["not_checked"]:
        yield f"not checked {entry['check']}: {entry['because']}"


TITLES = {
    "answer": "The claim differs",
    "remarks": "Only findings differ",
    "steps": "Only the steps or their sources differ",
}
"""Headings by kind of change, the most severe first."""


def as_text(base: str, compared: int, found: Sequence[Change], *, markdown: bool = False) -> str:
    """The changes as text for a terminal, or as Markdown for a pull request.

    >>> print(as_text("main", 700, []))
    700 examples and vectors were compared with main: every answer is the same.
    """
    if not found:
        return f"{compared} examples and vectors were compared with {base}: every answer is the same."
    lines = [f"{compared} examples and vectors were compared with {base}: {len(found)} are answered differently."]
    if markdown:
        lines[0] = f"## Answers that change\n\n{lines[0]}"
    for kind, title in TITLES.items():
        of_kind = [change for change in found if change.kind == kind]
        heading = f"{title} ({len(of_kind)})"
        if of_kind and kind == "steps":
            names = [f"- {change.name}" for change in of_kind]
            folded = [f"<details><summary>{heading}</summary>", "", *names, "", "</details>"]
            lines += ["", *(folded if markdown else [heading, *names])]
        elif of_kind:
            lines += ["", f"### {heading}" if markdown else heading]
            for change in of_kind:
                differs = [*(f"- {one}" for one in change.before), *(f"+ {one}" for one in change.after)]
                fenced = [f"**{change.name}**", "```diff", *differs, "```"]
                lines += ["", *(fenced if markdown else [change.name, *differs])]
    return "\n".join(lines)
