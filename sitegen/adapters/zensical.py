"""The thin adapter between Zensical, the successor of Material for MkDocs, and the pure page maker.

`python -m sitegen.adapters.zensical OUT` builds the same site as `mkdocs build`. Zensical ignores hooks, so what sitegen/adapters/mkdocs_hook.py
does inside MkDocs is done around it: a whole project is written to a temporary folder, built there, and finished.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
import yaml_env_tag  # type: ignore[import-untyped]

from calculator.loading import rule_reader as rule_files
from calculator.reading import bundle
from sitegen.__main__ import write
from sitegen.adapters.navigation import ROOT, edit_folder, nav, shown_everywhere
from sitegen.outputs import csp, json_api, offline_manifest
from sitegen.pages import Page, pages
from sitegen.pyodide import python_archive
from sitegen.pyodide.node import NodeMissingError, add_packages
from sitegen.render.markdown_text import url_of

COPIED = ("docs", "overrides", "calculator", "sitegen/adapters/griffe_docstrings.py", "CHANGELOG.md", "CONTRIBUTING.md")
"""What mkdocs.yml names, beside the hook: Zensical reads only what lies in the project's own folder."""

EDIT_BUTTON = """\
{% set source = config.extra.edited[page.url] %}
{% if source %}
<a href="{{ source }}" title="{{ lang.t('action.edit') }}" class="md-content__button md-icon" rel="edit">
  {% include ".icons/material/file-edit-outline.svg" %}
</a>
{% endif %}
"""
"""In place of the theme's own button, which knows only files below one folder, and those only with a repo_url."""

SEARCH_STYLE = "'sha256-NwSx/R2V/U4jnW0Tq5pQ53Y/rzPVJ4dqE7D6UTA/J1k='"
"""The style sheet that Zensical's script puts into its search dialog, as browsers name it when they refuse it."""

BY_ANCHOR = '.pipe(m(t=>Se(`[id="${t}"]`))'
"""Where Zensical's script looks for the anchor in the address. Quotes, which a visit in the address has, break it, and
with it the outline and scrolling on every later page."""


class BuildError(RuntimeError):
    """Zensical did not build the site."""


def build(out: Path) -> None:
    """Build the site into a new folder.

    Raises:
        RuleError: where the rules have problems.
        BuildError: where Zensical stops or warns, with what it said.
        ArchiveError: where the runtime is not installed or the engine does not work in it.
        NodeMissingError: where there is no node.
    """
    config = settings()
    folder = ROOT / config["extra"]["rules_folder"]
    rules = rule_files.load_checked(folder)
    made = pages(rules, rules.edition.as_of)
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        for name in COPIED:
            copy(ROOT / name, project / name)
        write([from_the_file(page) for page in made], project / "docs")
        button = project / "overrides" / "partials" / "actions.html"
        button.write_text(EDIT_BUTTON, encoding="utf-8")
        button.with_name("tags.html").write_text("", encoding="utf-8")  # tags are for the search; MkDocs shows none
        config["extra"] |= shown_everywhere(rules) | {"edited": edited(made, config["extra"])}
        changed = adapted(config, nav(rules))
        (project / "mkdocs.yml").write_text(yaml.safe_dump(changed), encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "mkdocs.yml"]
        run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise BuildError(f"Zensical did not build the site:\n{run.stdout}{run.stderr}")
        site = project / "site"
        python_archive.build(site / "assets" / "calculator", bundle.dumps(rules))
        add_packages(site)
        json_api.write(site, rules, folder)
        escape_anchors(site)
        csp.write(site, serving=False, styles=[SEARCH_STYLE])
        offline_manifest.write(site)
        shutil.copytree(site, out, dirs_exist_ok=True)


def settings() -> dict[str, Any]:
    """The settings in mkdocs.yml; `!ENV` gives what it gives in MkDocs, which uses the same library."""

    class Loader(yaml.SafeLoader):
        """A loader of our own, because the tag is added to a class."""

    yaml_env_tag.add_env_tag(Loader)
    found: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)
    return found


def adapted(config: Mapping[str, Any], tree: list[Any]) -> dict[str, Any]:
    """The settings as Zensical needs them.

    Args:
        config: the settings in mkdocs.yml.
        tree: the tree of pages.
    """
    return {
        **{name: value for name, value in config.items() if name not in ("hooks", "watch")},
        "site_dir": "site",  # inside the project's folder, or Zensical refuses it
        "nav": tree,
        "theme": {**config["theme"], "variant": "classic"},  # Material's look, which site.css is written for
    }


def from_the_file(page: Page) -> Page:
    """A page whose addresses in raw HTML go out from its file.

    MkDocs leaves raw HTML alone, so there they go out from the page's address, a folder deeper. Zensical adds that
    folder, except inside `noscript`.

    >>> from_the_file(Page("codes/97110.md", '<a href="../../calculator/">', "")).markdown
    '<a href="../calculator/">'
    """
    if page.path.endswith("index.md"):
        return page
    return replace(page, markdown=re.sub(r'(<noscript>.*?</noscript>)|(?<= href=")\.\./', r"\1", page.markdown))


def escape_anchors(site: Path) -> None:
    """Mend Zensical's script, so that no anchor breaks it."""
    for script in site.glob("assets/javascripts/bundle.*.js"):
        text = script.read_text(encoding="utf-8")
        if text.count(BY_ANCHOR) != 1:
            raise BuildError(
                f"{script.name}: found {text.count(BY_ANCHOR)} of {BY_ANCHOR}, expected 1: see if it is mended"
            )
        script.write_text(text.replace(BY_ANCHOR, BY_ANCHOR.replace("t}", "CSS.escape(t)}")), encoding="utf-8")


def edited(made: list[Page], extra: Mapping[str, Any]) -> dict[str, str]:
    """Where each page is edited, by its address below the site's root."""
    docs = ROOT / "docs"
    by_hand = [path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*.md"))]
    sources = {path: f"docs/{path}" for path in by_hand} | {page.path: page.source_file for page in made}
    return {url_of(path): edit_folder(extra) + source for path, source in sources.items()}


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def main(arguments: list[str] | None = None) -> int:
    """Build into a new folder, or tell why not."""
    parser = argparse.ArgumentParser(prog="python -m sitegen.adapters.zensical", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder of the site; new or empty, so that no old page stays")
    out = parser.parse_args(arguments).out
    try:
        if out.exists() and any(out.iterdir()):
            raise BuildError(f"{out}: found files in it, expected a new or empty folder")
        build(out)
    except (rule_files.RuleError, BuildError, python_archive.ArchiveError, NodeMissingError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
