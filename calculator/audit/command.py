"""`audit FILE...`: reads files, checks their visits in one or several processes, and writes the worklist."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from calculator import default_rules
from calculator.audit.page import as_html
from calculator.audit.tell import as_csv, as_text
from calculator.audit.workbook import rows_of_workbook
from calculator.claims.check import Checked
from calculator.claims.cut import Cut
from calculator.claims.shapes import Settings
from calculator.claims.worklist import Audit, File, SettingsError, check_part
from calculator.model import Rules

OK, ERRORS, UNUSABLE, WARNINGS = 0, 1, 2, 3
"""Exit statuses: nothing worse than a note; at least one error; nothing could be read; warnings and no error."""

_PART = 200
"""Visits that are checked between two steps of the progress bar."""


PROFILE: dict[str, Any] = {
    "type": Path,
    "action": "append",
    "default": [],
    "metavar": "FILE",
    "help": "what a contract of yours says, in the shape of rules/payers/: NAME.yaml is the payer NAME; may be repeated",
}
"""The option that brings payers of one's own."""


def add_options(command: argparse.ArgumentParser) -> None:
    """What can be typed behind `audit`."""
    says = "837 or 835 files, tables (CSV, XLSX), or visits as JSON; - for standard input"
    command.add_argument("files", nargs="+", metavar="FILE", help=says)
    command.add_argument(
        "--columns", type=Path, metavar="PROFILE", help="which column is what: YAML or JSON, header: field"
    )
    says = "the payer where the file names none, as medicare-part-b; or NAME=KEY for one that it names; may be repeated"
    command.add_argument("--payer", action="append", default=[], metavar="KEY", help=says)
    command.add_argument("--place", default="", metavar="MAC-LOCALITY", help="for Medicare's amounts, as 15202-00")
    command.add_argument(
        "--setting", default="", metavar="KEY", help="of professional claims and tables; an office without it"
    )
    command.add_argument("--discipline", default="", choices=("PT", "OT", "SLP"), help="of lines that show none")
    command.add_argument(
        "--minutes",
        action="append",
        default=[],
        metavar="FILE",
        help="a table with minutes to join by patient, day and code",
    )
    says = "the files have all therapy of each patient since January 1, so that their sums decide KX"
    command.add_argument("--whole-year", action="store_true", help=says)
    command.add_argument("--accounts", action="store_true", help="put account numbers into the worklist")
    command.add_argument("--json", action="store_true", help="print the worklist as JSON")
    command.add_argument("--csv", type=Path, metavar="FILE", help="write the items for a spreadsheet")
    command.add_argument("--html", type=Path, metavar="FILE", help="write one page that needs nothing else")
    command.add_argument("-j", "--jobs", type=int, default=1, metavar="N", help="processes that check at the same time")
    command.add_argument(
        "--rules", type=Path, metavar="FOLDER", help="rule files to use instead of those that come along"
    )
    command.add_argument("--profile", **PROFILE)


def run(options: argparse.Namespace, rules: Rules, write: Callable[[str], None]) -> int:
    """Run the command; gives the exit status."""
    try:
        columns = _profile(options.columns) if options.columns else {}
        files = [_file(name, columns) for name in options.files]
        minutes = [_file(name, columns) for name in options.minutes]
        audit = Audit(files, _settings(options, columns), rules, minutes)
    except (OSError, ValueError) as error:
        for line in str(error).splitlines():
            print(f"audit: {line}", file=sys.stderr)
        return UNUSABLE
    for checked in _with_progress(_checked(audit, max(1, options.jobs), options), len(audit.cuts.visits)):
        audit.take(checked)
    worklist = audit.worklist()
    try:
        if options.csv:
            options.csv.write_text(as_csv(worklist), encoding="utf-8", newline="")
        if options.html:
            options.html.write_text(as_html(worklist), encoding="utf-8", newline="\n")
    except OSError as error:
        print(f"audit: {error.filename}: found no file that can be written ({error.strerror})", file=sys.stderr)
        return UNUSABLE
    if options.json:
        write(json.dumps(worklist, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
    else:
        write("\n".join(as_text(worklist)))
    return _status(worklist)


def _status(worklist: Mapping[str, Any]) -> int:
    if all(file["kind"] == "none" or not file["lines"] for file in worklist["files"]) and worklist["problems"]:
        return UNUSABLE
    found = {one["severity"] for one in (*worklist["items"], *worklist["problems"])}
    return ERRORS if "error" in found else WARNINGS if "warning" in found else OK


def _file(name: str, columns: dict[str, str]) -> File:
    """The bytes of a file, or the rows of a workbook."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise ValueError(f"{name}: found no readable file ({error.strerror}), expected claims or a table") from None
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        return rows_of_workbook(data, columns)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _profile(path: Path) -> dict[str, str]:
    """Which field each header stands for; YAML needs PyYAML, JSON nothing."""
    from calculator.claims.tables import FIELDS

    text = path.read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("{"):
        plain: Any = json.loads(text)
    else:
        import yaml

        try:
            plain = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise ValueError(f"{path}: found no YAML ({error}), expected header: field") from None
    if not isinstance(plain, dict):
        raise ValueError(f"{path}: found no fields, expected header: field, such as `DOS: date`")
    wrong = [
        f"{path}: found {field} for '{name}', expected one of {', '.join(FIELDS)}"
        for name, field in plain.items()
        if field not in FIELDS
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    return {str(name): str(field) for name, field in plain.items()}


def _settings(options: argparse.Namespace, columns: dict[str, str]) -> dict[str, Any]:
    """The settings as plain data."""
    named = [one.split("=", 1) for one in options.payer if "=" in one]
    general = [one for one in options.payer if "=" not in one]
    if len(general) > 1:
        raise SettingsError(f"found the payers {' and '.join(general)}, expected one without NAME=")
    return {
        "payer": general[0] if general else "",
        "payers": dict(named),
        "locality": options.place,
        "setting": options.setting,
        "discipline": options.discipline,
        "whole_year": options.whole_year,
        "accounts": options.accounts,
        "columns": columns,
    }


def _checked(audit: Audit, jobs: int, options: argparse.Namespace) -> Iterator[tuple[int, Checked]]:
    """Parts as they are done, each with how many visits it has."""
    parts = audit.parts(_PART)
    if jobs == 1 or len(parts) == 1:
        for part in parts:
            yield len(part), check_part(part, audit.settings, audit.rules)
        return
    with ProcessPoolExecutor(jobs, initializer=_load, initargs=(options.rules, options.profile)) as pool:
        done = pool.map(_in_process, ((part, audit.settings) for part in parts))
        yield from zip(map(len, parts), done, strict=True)


_RULES: list[Rules] = []
"""The rules of a process that checks."""


def _load(folder: Path | None, profiles: Sequence[Path]) -> None:
    _RULES.append(load(folder, profiles))


def load(folder: Path | None, profiles: Sequence[Path] = ()) -> Rules:
    """The rules of a folder, or those that come along, with the payers of profiles.

    Raises:
        ValueError: with every problem of the rule files, or of the profiles.
    """
    if folder is None:
        rules = default_rules()
    else:
        from calculator.loading import rule_reader

        rules = rule_reader.load(folder)
    if profiles:
        from calculator.loading.profiles import with_profile

        for path in profiles:
            rules = with_profile(path, rules)
    return rules


def _in_process(work: tuple[Sequence[Cut], Settings]) -> Checked:
    return check_part(work[0], work[1], _RULES[0])


def _with_progress(parts: Iterator[tuple[int, Checked]], visits: int) -> Iterator[Checked]:
    """Draws a bar with the time left on a terminal, and nothing elsewhere."""
    began, done, shown = time.monotonic(), 0, sys.stderr.isatty()
    for number, checked in parts:
        done += number
        if shown and visits:
            left = (time.monotonic() - began) / done * (visits - done)
            bar = "#" * (done * 30 // visits)
            print(
                f"\r[{bar:<30}] {done:,} of {visits:,} visits, {left:.0f} s left ", end="", file=sys.stderr, flush=True
            )
        yield checked
    if shown:
        print("\r" + " " * 79 + "\r", end="", file=sys.stderr, flush=True)
