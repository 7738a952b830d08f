"""The thin adapter between MkDocs and the pure page maker: checked rules in, in-memory pages and nav out.

MkDocs calls the `on_...` functions. Nothing about billing is decided here, so that another site generator needs
only another such file.
"""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from pathspec.gitignore import GitIgnoreSpec

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:  # the `mkdocs` command, unlike `python -m mkdocs`, does not look into the current folder
    sys.path.insert(0, str(ROOT))

from calculator.loading import rule_reader as rule_files  # noqa: E402
from calculator.reading import bundle  # noqa: E402
from sitegen import pages  # noqa: E402
from sitegen.adapters import html_blocks  # noqa: E402
from sitegen.adapters.navigation import edit_folder, led_on, nav, shown_everywhere  # noqa: E402
from sitegen.outputs import csp, json_api, offline_manifest, search_index, squeeze  # noqa: E402
from sitegen.pyodide import python_archive  # noqa: E402
from sitegen.pyodide.node import NodeMissingError, add_packages  # noqa: E402

_BESIDE = ThreadPoolExecutor(max_workers=1)

_html_blocks: dict[str, list[str]] = {}
"""The ready HTML of pages that Markdown is reading."""

searched: list[dict[str, Any]] = []
"""What the search finds on the pages read so far."""


def on_startup(*, command: str, dirty: bool) -> None:
    """Leave out Python's search for unused circles, a tenth of the time; a build ends before they matter."""
    if command == "build":
        gc.disable()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the rules once for this build, make the nav, and say where pages are edited."""
    searched.clear()
    rules = checked_rules(ROOT / config.extra["rules_folder"])
    config.extra["rules"] = rules
    config.nav = nav(rules)
    config.extra |= shown_everywhere(rules)
    config.not_in_nav = GitIgnoreSpec.from_lines(f"/{path}" for path in led_on(rules))
    config.edit_uri = edit_folder(config.extra)
    return config


def on_pre_build(*, config: MkDocsConfig) -> None:
    """Begin the archive of Python, which node makes while the pages are made."""
    rules_json = bundle.dumps(config.extra["rules"])
    config.extra["fingerprint"] = python_archive.fingerprint(rules_json)
    config.extra["archive"] = _BESIDE.submit(python_archive.archive, rules_json)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the generated pages, each with the file that a person edits to change it."""
    rules = config.extra["rules"]
    for file in files.documentation_pages():
        file.edit_uri = f"docs/{file.src_uri}"
    config.extra["pages"] = {page.path: page for page in pages.pages(rules, rules.edition.as_of)}
    for page in config.extra["pages"].values():
        file = File.generated(config, page.path, content="")
        file.edit_uri = page.source_file
        files.append(file)
    return files


def on_page_read_source(*, page: Page, config: MkDocsConfig) -> str | None:
    """Make a generated page now that its text is needed."""
    made = config.extra["pages"].get(page.file.src_uri)
    return made.markdown if made else None


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep ready HTML from Markdown, which would read it letter by letter."""
    path = page.file.src_uri
    if path not in config.extra["pages"]:
        return markdown
    text, _html_blocks[path] = html_blocks.set_aside(markdown)
    return text


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put it back, note what the search finds on the page, and keep the theme's plugin from reading it again."""
    whole = html_blocks.put_back(html, _html_blocks.pop(page.file.src_uri, []))
    searched.extend(search_index.entries(page.url, str(page.title), page.meta, whole))
    page.meta["search"] = {"exclude": True}
    if "toc" in page.meta.get("hide", ()):
        # The theme hides it beside the page and writes it out all the same, twice. The first leads past the tabs.
        page.toc = TableOfContents([AnchorLink(first.title, first.id, first.level) for first in page.toc.items[:1]])
    return whole


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Leave out the indents of the theme's templates, a fifth of every page."""
    return squeeze.squeezed(output)


def on_post_build(*, config: MkDocsConfig) -> None:
    """Add the calculator's runtime, give every page its content security policy, and list it all for offline use."""
    site = Path(config.site_dir)
    try:
        whole = config.extra["archive"].result()
    except (python_archive.ArchiveError, NodeMissingError) as error:
        raise PluginError(str(error)) from None
    python_archive.install(site / "assets" / "calculator", whole, config.extra["fingerprint"])
    add_packages(site)
    rules = config.extra["rules"]
    search_index.write(site, searched, rules)
    json_api.write(site, rules, ROOT / config.extra["rules_folder"])
    csp.write(site)
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
