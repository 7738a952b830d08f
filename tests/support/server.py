"""Web servers for the tests: one that serves a folder as GitHub Pages does, and one of another origin."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

SUB_PATH = "rehab-rules"
"""The site is served under a folder, as GitHub Pages serves a project's site."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that logs nothing and knows WebAssembly."""

    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }

    def log_message(self, format: str, *args: object) -> None:
        pass


@dataclass
class Elsewhere:
    """Another origin, which answers every request.

    Attributes:
        address: where it is.
        asked: the paths it was asked for.
    """

    address: str
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def running(handler: type[http.server.BaseHTTPRequestHandler] | functools.partial[Quiet]) -> Iterator[str]:
    """Run a server on a free port; gives its address, ending in a slash."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def serving(folder: Path) -> contextlib.AbstractContextManager[str]:
    """Serve a folder; gives its address, ending in a slash."""
    return running(functools.partial(Quiet, directory=str(folder)))


@contextlib.contextmanager
def other_origin() -> Iterator[Elsewhere]:
    """Run a server that answers anyone who asks, so that only the site's policy can keep a request from it."""
    other = Elsewhere("")

    class Open(Quiet):
        def do_GET(self) -> None:
            other.asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(b"here")

    with running(Open) as other.address:
        yield other
