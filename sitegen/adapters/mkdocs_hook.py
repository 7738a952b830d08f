"""The thin adapter between MkDocs and the pure page maker: checked rules in, in-memory pages and nav out.

MkDocs calls the `on_...` functions. Nothing about billing is decided here, so that another site generator needs
only another such file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from pathspec.gitignore import GitIgnoreSpec

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:  # the `mkdocs` command, unlike `python -m mkdocs`, does not look into the current folder
    sys.path.insert(0, str(ROOT))

from calculator.loading import rule_reader as rule_files  # noqa: E402
from calculator.reading import bundle  # noqa: E402
from sitegen import pages  # noqa: E402
from sitegen.adapters.navigation import edit_folder, nav, shown_everywhere  # noqa: E402
from sitegen.outputs import csp, json_api, offline_manifest  # noqa: E402
from sitegen.pyodide import python_archive  # noqa: E402
from sitegen.pyodide.node import NodeMissingError, add_packages  # noqa: E402

serving = False
"""True under `mkdocs serve`, whose live reload is an inline script that differs at every load."""


def on_startup(*, command: str, dirty: bool) -> None:
    """Note whether the site is served or built. Its presence also keeps the hook loaded between rebuilds."""
    global serving
    serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the rules once for this build, make the nav, and say where pages are edited."""
    rules = checked_rules(ROOT / config.extra["rules_folder"])
    config.extra["rules"] = rules
    config.nav = nav(rules)
    config.extra |= shown_everywhere(rules)
    config.not_in_nav = GitIgnoreSpec.from_lines(f"/{old}.md" for old in rules.moved)
    config.edit_uri = edit_folder(config.extra)
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the generated pages, each with the file that a person edits to change it."""
    rules = config.extra["rules"]
    for file in files.documentation_pages():
        file.edit_uri = f"docs/{file.src_uri}"
    for page in pages.pages(rules, rules.edition.as_of):
        file = File.generated(config, page.path, content=page.markdown)
        file.edit_uri = page.source_file
        files.append(file)
    return files


def on_post_build(*, config: MkDocsConfig) -> None:
    """Add the calculator's runtime, give every page the same content security policy, and list it all for offline use."""
    site = Path(config.site_dir)
    try:
        python_archive.build(site / "assets" / "calculator", bundle.dumps(config.extra["rules"]))
    except (python_archive.ArchiveError, NodeMissingError) as error:
        raise PluginError(str(error)) from None
    add_packages(site)
    json_api.write(site, config.extra["rules"], ROOT / config.extra["rules_folder"])
    csp.write(site, serving=serving)
    if not serving:  # live reload changes every page on its way
        offline_manifest.write(site)


def checked_rules(folder: Path) -> Any:
    """The rule set.

    Raises:
        PluginError: with every problem of every file, which stops the build.
    """
    try:
        return rule_files.load_checked(folder)
    except rule_files.RuleError as error:
        count = len(error.problems)
        raise PluginError(f"The site is not built, because the rules have {count} problem(s):\n{error}") from None
