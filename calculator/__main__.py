"""The command line: `python -m calculator visit FILE`, and what maintainers of the rules need."""

from __future__ import annotations

import argparse
import codecs
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import calculator
from calculator.audit import command as audit_command
from calculator.audit.command import PROFILE
from calculator.errors import VisitError, problem
from calculator.model import Rules
from calculator.reading import value_kinds
from calculator.reading.json_text import read_json
from calculator.result_text import as_text, problem_text
from calculator.web import calculate_text, to_text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # what reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left when it ends
        return CUT_OFF
    except KeyboardInterrupt:
        return INTERRUPTED
    except ModuleNotFoundError as missing:
        if missing.name not in ("yaml", "pydantic", "python_calamine"):
            raise
        extra = "audit" if options.run is run_audit else "build"
        how = f'install it with `pip install "rehab-rules[{extra}]"`'
        print(
            f"found no Python package {missing.name}, expected it for reading rule files and workbooks: {how}",
            file=sys.stderr,
        )
        return 2
    return status


CUT_OFF, INTERRUPTED = 128 + 13, 128 + 2
"""The exit status of a program that ends as no one reads its output any more, or at Ctrl-C: as shells count signals."""


def parser() -> argparse.ArgumentParser:
    """What can be typed."""
    says = "Calculate claim lines from the minutes of a therapy visit."
    top = argparse.ArgumentParser(prog="python -m calculator", description=says)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    folder: dict[str, Any] = {"type": Path, "metavar": "FOLDER"}
    other_rules = {**folder, "help": "rule files to use instead of the built-in rules"}
    checked = {**folder, "nargs": "?", "default": Path("rules")}

    visit = commands.add_parser("visit", help="calculate a visit", description="Calculate a visit from a JSON file.")
    visit.add_argument("file", metavar="FILE", help="JSON file; - for standard input")
    visit.add_argument("--json", action="store_true", help="print the result as JSON")
    says = "one visit per line in, one result per line out with --json; blank lines are skipped"
    visit.add_argument("--lines", action="store_true", help=says)
    visit.add_argument("--rules", **other_rules)
    visit.add_argument("--profile", **PROFILE)
    visit.set_defaults(run=run_visit)

    says = "Read claims, remittances, tables of services or visits, and list what to look at."
    audit = commands.add_parser("audit", help="check files of claims", description=says)
    audit_command.add_options(audit)
    audit.set_defaults(run=run_audit)

    says = "Check all rule files and run every example."
    rules = commands.add_parser("rules", help="check the rule files", description=says)
    rules.add_argument("folder", **checked)
    rules.add_argument("--github", action="store_true", help="print problems as GitHub annotations")
    rules.set_defaults(run=run_rules)

    says = "Write rules/schema/ from the dataclasses in the code."
    schema = commands.add_parser("schema", help="write the JSON Schemas", description=says)
    schema.add_argument("folder", **checked)
    schema.add_argument("--check", action="store_true", help="write nothing; fail if a file differs")
    schema.set_defaults(run=run_schema)

    says = "List what the rules will lack by a day, with file, line and what to do; what is coming; and what to reread."
    due = commands.add_parser("due", help="list what to enter, what is coming and what to reread", description=says)
    due.add_argument("--on", type=day, metavar="DATE", help="the day, such as 2027-01-01; default: 60 days from now")
    due.add_argument("--markdown", action="store_true", help="print it for an issue")
    due.add_argument("--rules", **folder, default=Path("rules"))
    due.set_defaults(run=run_due)

    says = "List every example and vector whose answer differs from another version."
    changes = commands.add_parser("changes", help="compare the answers of two versions", description=says)
    changes.add_argument("base", metavar="BASE", help="a git revision, or the folder of another checkout")
    changes.add_argument("--markdown", action="store_true", help="print them for a pull request")
    changes.set_defaults(run=run_changes)

    says = "Show what CMS files change in the rules, and write it with --write."
    brought = commands.add_parser("import", help="import CMS files", description=says)
    brought.add_argument("files", nargs="+", type=Path, metavar="FILE", help="as CMS publishes it, packed or not")
    brought.add_argument("--write", action="store_true", help="write the changes, unless there are problems")
    brought.add_argument("--compare", action="store_true", help="compare two releases with each other; write nothing")
    brought.add_argument("--effective", type=day, metavar="DAY", help="the first date of service, if no file shows it")
    brought.add_argument(
        "--table", choices=("practitioner", "hospital"), help="kind of pair table, if the file name does not show it"
    )
    brought.add_argument("--release", metavar="NAME", help="release of a fixed-width RVU file, such as RVU26D")
    brought.add_argument(
        "--factor", type=amount, metavar="NUMBER", help="the conversion factor that the file must have"
    )
    brought.add_argument("--accept", default="", metavar="REASON", help="import despite a problem, with the reason")
    brought.add_argument("--read-in", default="", metavar="PLACE", help="where the files come from, if not from CMS")
    brought.add_argument("--url", default="", help="the address they were read at, if not the CMS page")
    brought.add_argument(
        "--read-on", type=day, default=date.today(), metavar="DAY", help="the day they were read; default: today"
    )
    brought.add_argument("--rules", **folder, default=Path("rules"))
    brought.set_defaults(run=run_import)

    says = "Writes what sources.yaml says of rows that were compared with their source: how many, and their checksum."
    sums = commands.add_parser("checksums", help="update checksums after correcting a table", description=says)
    sums.add_argument("sources", nargs="+", metavar="SOURCE", help="a key of sources.yaml, such as pprrvu-2026")
    sums.add_argument("--rules", **folder, default=Path("rules"))
    sums.set_defaults(run=run_checksums)

    new = commands.add_parser("new", help="create a rule file to fill in", description="Create a rule file to fill in.")
    kinds = ("code", "modifier", "payer", "parameter", "check", "coverage")
    new.add_argument("kind", choices=kinds, metavar="KIND", help="code, modifier, payer, parameter or check")
    new.add_argument("key", metavar="NAME", help="the code, or the name of the file")
    new.add_argument("--rules", **folder, default=Path("rules"))
    new.set_defaults(run=run_new)

    bundle = commands.add_parser("bundle", help="compile the rules", description="Writes all rules as one JSON text.")
    bundle.add_argument("file", type=Path, metavar="FILE")
    bundle.set_defaults(run=run_bundle)
    return top


def run_visit(options: argparse.Namespace) -> int:
    """`visit`: one visit, or one per line."""
    rules = rules_from(options.rules, options.profile)
    if rules is None:
        return 2
    try:
        data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        print(f"{options.file}: found no readable file ({error.strerror}), expected a visit as JSON", file=sys.stderr)
        return 2
    if not options.lines:
        return single(data, rules, options.json)
    if is_utf_16(data):  # it has no lines yet
        print(f"{options.file}: {problem('', 'shape', *UTF_16)['message']}", file=sys.stderr)
        return 2
    return each_line(data, rules, options.json)


def run_audit(options: argparse.Namespace) -> int:
    """`audit`: a worklist of files of claims."""
    rules = rules_from(options.rules, options.profile)
    return 2 if rules is None else audit_command.run(options, rules, write)


def rules_from(folder: Path | None, profiles: Sequence[Path] = ()) -> Rules | None:
    """The rules of a folder, or those that come along, with payers of one's own; prints what is wrong with them and gives None."""
    try:
        return audit_command.load(folder, profiles)
    except ValueError as error:
        print(error, file=sys.stderr)
        return None


def decoded(data: bytes) -> str:
    """Bytes as text.

    Raises:
        VisitError: where they are no UTF-8.
    """
    if is_utf_16(data):
        raise VisitError([problem("", "shape", *UTF_16)])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"a byte that is not UTF-8 at position {error.start}"
        expected = "a visit as JSON in UTF-8: save the file again as UTF-8"
        raise VisitError([problem("", "shape", found, expected)]) from None


UTF_16 = ("UTF-16", "a visit as JSON in UTF-8: save the file again as UTF-8 (in PowerShell: Out-File -Encoding utf8)")


def is_utf_16(data: bytes) -> bool:
    """True for text in UTF-16, which PowerShell writes: it begins with its mark, or has a NUL in its first character.

    >>> is_utf_16('{"payer"'.encode("utf-16")), is_utf_16('{"payer"'.encode("utf-16-le")), is_utf_16(b'{"payer"')
    (True, True, False)
    """
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:2]


def single(data: bytes, rules: Rules, as_json: bool) -> int:
    """One visit: exit status 2 where it is bad."""
    try:
        result = calculator.calculate(read_json(decoded(data)), rules)
    except VisitError as error:
        if as_json:
            write(to_text({"errors": error.errors}))
        else:
            for one in error.errors:
                print(problem_text(one), file=sys.stderr)
        return 2
    write(to_text(result) if as_json else as_text(result))
    return 0


def each_line(data: bytes, rules: Rules, as_json: bool) -> int:
    """One visit per line: exit status 1 where one is bad; all others are still computed.

    As JSON each visit has its result on one line, in the same order. For a person each has the number of its line in
    front.
    """
    status = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            text = calculate_text(decoded(line), rules)
        except VisitError as error:
            text = to_text({"errors": error.errors})
        plain = json.loads(text)
        status = 1 if "errors" in plain else status
        write(text if as_json else f"line {number}\n{as_text(plain)}\n")
    return status


def write(text: str) -> None:
    """One text and a newline, as UTF-8 on every system."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")


def run_rules(options: argparse.Namespace) -> int:
    """`rules`: every problem of every file, and every example that fails."""
    from calculator.loading import rule_reader

    problems = rule_reader.check(options.folder)
    for one in problems:
        print(one.as_github() if options.github else one)
    if not problems:
        print(f"{options.folder}: no problems")
    return 1 if problems else 0


def run_schema(options: argparse.Namespace) -> int:
    """`schema`: the JSON Schemas, written or compared."""
    from calculator.loading.schemas import schemas

    stale = False
    for name, text in schemas().items():
        path = options.folder / "schema" / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if options.check:
            expected = "what `python -m calculator schema` writes"
            print(f"{path}: differs from the shapes in calculator/model/, expected {expected}")
            stale = True
        elif saved(path, text):
            print(f"{path}: written")
        else:
            return 2
    return 1 if stale else 0


def saved(path: Path, text: str) -> bool:
    """Write a file and the folders it needs; prints why that cannot be done and gives False."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        print(f"{path}: found no file that can be written ({error.strerror}), expected one", file=sys.stderr)
        return False
    return True


def day(text: str) -> date:
    """A day of the command line."""
    found = value_kinds.day(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"found '{text}', expected a date such as 2027-01-01")
    return found


def run_due(options: argparse.Namespace) -> int:
    """`due`: what the rules lack by a day, what is known to come, and sources that were not read for a year."""
    from calculator.loading import rule_reader
    from calculator.upkeep import due

    rules, problems, lines = rule_reader.read_with_lines(options.rules)
    if problems:
        print("\n".join(map(str, problems)), file=sys.stderr)
        return 2
    on = options.on or date.today() + due.SOON
    write(due.as_text(due.due(rules, on, lines), rules, markdown=options.markdown))
    return 0


def run_changes(options: argparse.Namespace) -> int:
    """`changes`: what is answered differently than in another version."""
    from calculator.upkeep import changes

    try:
        compared, found = changes.changes(options.base)
    except changes.ChangesError as error:
        print(error, file=sys.stderr)
        return 2
    write(changes.as_text(options.base, compared, found, markdown=options.markdown))
    return 0


def amount(text: str) -> Decimal:
    """A number of the command line."""
    found = value_kinds.KINDS[Decimal].read(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"found '{text}', expected a number such as 33.4009")
    return Decimal(found)


def run_import(options: argparse.Namespace) -> int:
    """`import`: files of CMS into the rules."""
    from calculator.upkeep.imports import command
    from calculator.upkeep.imports.release import Asked

    names = ("effective", "table", "release", "factor", "accept", "read_in", "url", "read_on")
    asked = Asked(**{name: getattr(options, name) for name in names})
    try:
        if options.compare:
            return command.compare(options.files, options.rules, asked, write)
        return command.run(options.files, options.rules, asked, write, write=options.write)
    except (OSError, ValueError) as error:  # rules that have problems already, or files that cannot be written
        print(error, file=sys.stderr)
        return 2


def run_checksums(options: argparse.Namespace) -> int:
    """`checksums`: what sources say of their rows, after a correction of these."""
    from calculator.upkeep import checksums

    try:
        text, says = checksums.renewed(options.rules, options.sources)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if not says:
        print(f"{options.rules / 'sources.yaml'}: nothing to renew")
        return 0
    if not saved(options.rules / "sources.yaml", text):
        return 2
    print("\n".join(says))
    return 0


def run_new(options: argparse.Namespace) -> int:
    """`new`: a file with every required field."""
    from calculator.upkeep import new

    try:
        text = new.new(options.kind, options.key)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    path = options.rules / new.KINDS[options.kind] / f"{options.key}.yaml"
    if path.exists():
        print(f"{path}: found a file of this name, expected none", file=sys.stderr)
        return 2
    if not saved(path, text):
        return 2
    print(f"{path}: written. Fill it in, then run: python -m calculator rules")
    return 0


def run_bundle(options: argparse.Namespace) -> int:
    """`bundle`: the compiled rules."""
    from calculator.reading import bundle

    rules = rules_from(None)
    return 0 if rules and saved(options.file, bundle.dumps(rules)) else 2


if __name__ == "__main__":
    sys.exit(main())
