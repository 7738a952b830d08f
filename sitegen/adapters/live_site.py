"""The site while someone writes: `python -m sitegen.adapters.live_site` makes each page when a browser asks for it.

MkDocs makes all pages anew at each change. Here a changed file makes stale what is shown, and only the page that is
open is made again, by the same hook, theme and templates. A page that is open looks every moment whether it changed.
"""

import argparse
import ast
import gc
import hashlib
import html
import mimetypes
import os
import shutil
import sys
import tempfile
import threading
import traceback
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import FileSystemBytecodeCache
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError, ConfigurationError
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from sitegen.adapters import mkdocs_hook
from sitegen.outputs import csp, offline_manifest, search_index

ROOT = Path(__file__).resolve().parent.parent.parent
RELOAD = Path(__file__).with_name("live_reload.js")
WATCHED = ("mkdocs.yml", "CHANGELOG.md", "CONTRIBUTING.md", "docs", "overrides", "sitegen", "calculator")
"""What a page can come from, with the rules."""

BUILT_SCRIPT = "assets/calculator/engine.js"
"""The script that gets the folder of the runtime when it is built."""


COMPILED = FileSystemBytecodeCache(str(ROOT / ".cache"), "%s.jinja")
"""The theme's templates, which are not compiled again for each edition."""


class Edition:
    """The site as its files are at one moment."""

    def __init__(self, address: str, rules: Path, titles: dict[str, str]) -> None:
        """Read settings, rules and the list of pages.

        Args:
            address: the site's address.
            rules: the folder of rule files.
            titles: titles of pages that were made before, by path.

        Raises:
            BuildError: with every problem of the rules.
        """
        self.titles = titles
        self.named: set[str] = set()
        self.made: dict[str, bytes] = {}
        self.pages_lock, self.outputs_lock = threading.Lock(), threading.Lock()
        config: MkDocsConfig = load_config(str(ROOT / "mkdocs.yml"), site_url=address, strict=False)
        config.extra["rules_folder"] = str(rules)
        config.site_dir = tempfile.mkdtemp(prefix="rehab-rules-")
        weakref.finalize(self, shutil.rmtree, config.site_dir, ignore_errors=True)
        config.plugins.on_startup(command="serve", dirty=False)
        self.config = config.plugins.on_config(config)
        files = get_files(config)
        self.env = config.theme.get_env()
        self.env.bytecode_cache = COMPILED
        files.add_files_from_theme(self.env, config)
        self.files: Files = config.plugins.on_files(files, config=config)
        set_exclusions(self.files, config)
        self.nav: Navigation = config.plugins.on_nav(
            get_navigation(self.files, config), config=config, files=self.files
        )
        self.by_url: dict[str, File] = {
            file.url: file for file in self.files if file.inclusion is not InclusionLevel.EXCLUDED
        }
        for file in self.files.documentation_pages():
            self._name(file.page or Page(None, file, config), file.src_uri)

    def _name(self, page: Page, path: str) -> None:
        """Give a page that was not made yet the title that links to it show."""
        kind, _, key = path.removesuffix(".md").partition("/")
        rule = getattr(self.config.extra["rules"], kind, {}).get(key) if key else None
        if page.title is None:
            self.named.add(path)
            name = getattr(rule, "name", "") or key.rpartition("/")[2].replace("-", " ").capitalize()
            page.title = self.titles.get(path) or (f"{key} {name}" if kind in ("codes", "modifiers") else name)

    def answer(self, url: str) -> tuple[str, bytes]:
        """The type and content of what an address below the site's root shows; made at the first call.

        Raises:
            FileNotFoundError: where there is nothing.
        """
        file = self.by_url.get(url or "./")
        if file and file.page:
            with self.pages_lock:
                if url not in self.made:
                    self.made[url] = self._page(file.page).encode()
            return "text/html", self.made[url]
        kind = mimetypes.guess_type(url)[0] or "text/javascript"
        if file and url != BUILT_SCRIPT:
            return kind, file.content_bytes
        if url == search_index.PAGES:
            for one in self.files.documentation_pages():
                self.answer(one.url)
        with self.outputs_lock:  # a page need not wait for them
            if url in (search_index.PAGES, search_index.WORDS):
                search_index.write(self.outputs, mkdocs_hook.searched, self.config.extra["rules"])
            path = (self.outputs / url).resolve()
            if not path.is_file() or not path.is_relative_to(self.outputs.resolve()):
                raise FileNotFoundError(url)
            return kind, path.read_bytes()

    def _page(self, page: Page) -> str:
        """A page as MkDocs makes it, with its policy and the script that loads it anew."""
        config, files, plugins = self.config, self.files, self.config.plugins
        page = plugins.on_pre_page(page, config=config, files=files)
        if page.file.src_uri in self.named:
            del page.title  # its own is in its text
        page.read_source(config)
        page.markdown = plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.render(config, files)
        page.content = plugins.on_page_content(page.content or "", page=page, config=config, files=files)
        plugins.on_env(self.env, config=config, files=files)
        page.active = True
        context = get_context(self.nav, files.documentation_pages(), config, page)
        context = plugins.on_page_context(context, page=page, config=config, nav=self.nav)
        text = self.env.get_template(page.meta.get("template", "main.html")).render(context)
        text = plugins.on_post_page(text, page=page, config=config)
        page.active = False
        self.titles[page.file.src_uri] = str(page.title)
        return text.replace(csp.PLACE, csp.policy(csp.hashes(text)), 1)

    @cached_property
    def outputs(self) -> Path:
        """The folder of what a built site has with pages: the calculator's runtime, JSON, tables."""
        site = Path(self.config.site_dir)
        shutil.copytree(ROOT / "docs" / "assets" / "calculator", site / "assets" / "calculator", dirs_exist_ok=True)
        self.config.plugins.on_pre_build(config=self.config)
        self.config.plugins.on_post_build(config=self.config)
        (site / offline_manifest.NAME).unlink()  # it lists the pages of a built site
        return site


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets; the version of a page is in its script, too."""

    status: int
    kind: str
    content: bytes
    version: str = ""


class LiveSite:
    """The site of a checkout, read again when a file changed."""

    def __init__(self, address: str, rules: Path = ROOT / "rules") -> None:
        """Take the site's address and the folder of rule files; nothing is read before someone asks."""
        self.address, self.rules, self.root = address, rules, urlsplit(address).path
        self.edition: Edition | None = None
        self.titles: dict[str, str] = {}
        self.seen: dict[Path, int] = {}
        self.lock = threading.Lock()
        (ROOT / ".cache").mkdir(exist_ok=True)
        gc.set_threshold(50_000, 20, 20)  # most of an edition stays until the next one, so looking often finds little

    def answer(self, path: str) -> Answer:
        """What a path shows."""
        if path == f"{self.root}live_reload.js":
            return Answer(200, "text/javascript", RELOAD.read_bytes())
        try:
            kind, content = self._edition().answer(path.removeprefix(self.root))
        except FileNotFoundError:
            return Answer(404, "text/plain", f"Nothing has this address. The site is at {self.root}".encode())
        except (BuildError, ConfigurationError) as error:
            return self._page(500, _problem(str(error)))
        except Exception:  # a fault in a template or page: its traceback is what the writer needs
            return self._page(500, _problem(traceback.format_exc()))
        return self._page(200, content) if kind == "text/html" else Answer(200, kind, content)

    def _page(self, status: int, content: bytes) -> Answer:
        """A page with the script that loads it anew when its content is another."""
        version = hashlib.sha256(content).hexdigest()[:16]
        script = f'<script src="{self.root}live_reload.js" data-version="{version}"></script></body>'
        return Answer(status, "text/html", content.replace(b"</body>", script.encode(), 1), version)

    def _edition(self) -> Edition:
        """The site as its files are now; where code changed, the server starts again."""
        with self.lock:
            now = dict(_watched_files(self.rules))
            changed = {path for path, _ in now.items() ^ self.seen.items()} if self.seen else set()
            self.seen = now
            code = [path for path in changed if path.suffix == ".py" and path.is_file()]
            if code and all(_can_be_read(path) for path in code):
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
            if changed or self.edition is None:
                self.edition = None
                self.edition = Edition(self.address, self.rules, self.titles)
            return self.edition


def _problem(message: str) -> bytes:
    """The page that shows what keeps the site from being made."""
    head = "<!doctype html><html lang=en><meta charset=utf-8><title>The site cannot be made</title>"
    return f"{head}<body><pre>{html.escape(message)}</pre></body></html>".encode()


def _watched_files(rules: Path) -> Iterator[tuple[Path, int]]:
    for start in (rules, *(ROOT / name for name in WATCHED)):
        for path in [start] if start.is_file() else start.rglob("*"):
            if "__pycache__" not in path.parts and path.suffix != ".pyc" and path.is_file():
                yield path, path.stat().st_mtime_ns


def _can_be_read(path: Path) -> bool:
    """True for a module without errors of syntax: with one, the site would not start again."""
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        return False
    return True


def server(site: LiveSite, host: str, port: int) -> ThreadingHTTPServer:
    """A server that answers with the site."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = site.answer(unquote(urlsplit(self.path).path))
            kind = f"{answer.kind}; charset=utf-8" if answer.kind.startswith("text/") else answer.kind
            headers = {"Content-Type": kind, "Content-Length": len(answer.content), "Cache-Control": "no-store"}
            self.send_response(answer.status)
            for name, value in (headers | {"X-Version": answer.version}).items():
                self.send_header(name, str(value))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(answer.content)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet: an open page asks twice a second."""

    return ThreadingHTTPServer((host, port), Answers)


def main(arguments: list[str] | None = None) -> None:
    """Serve until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sitegen.adapters.live_site", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000/rehab-rules/", help="the site's address")
    address = parser.parse_args(arguments).address
    where = urlsplit(address)
    with server(LiveSite(address), where.hostname or "127.0.0.1", where.port or 80) as running:
        print(f"{address} (Ctrl+C ends it)", flush=True)
        running.serve_forever()


if __name__ == "__main__":
    main()
