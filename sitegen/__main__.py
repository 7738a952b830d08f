"""Writes the generated pages to a folder: `python -m sitegen FOLDER`, the same Markdown that the site is built from."""

import argparse
import sys
from pathlib import Path

from calculator.loading import rule_reader
from sitegen.pages import Page, pages


def main(arguments: list[str] | None = None) -> int:
    """Write the pages; with problems in the rules, show them and write nothing."""
    parser = argparse.ArgumentParser(prog="python -m sitegen", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the Markdown files go")
    parser.add_argument("--rules", type=Path, default=Path("rules"), help="the folder of rule files")
    given = parser.parse_args(arguments)
    try:
        rules = rule_reader.load_checked(given.rules)
    except rule_reader.RuleError as error:
        print(error, file=sys.stderr)
        return 1
    made = pages(rules, rules.edition.as_of)
    write(made, given.folder)
    print(f"{len(made)} pages in {given.folder}")
    return 0


def write(made: list[Page], folder: Path) -> None:
    """Write pages below a folder."""
    for page in made:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.markdown, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    raise SystemExit(main())
