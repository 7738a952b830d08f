"""A web server for the benchmark: gzips what GitHub Pages gzips, keeps its cache times, and can be a slow link.

A browser's own throttling does not reach what workers download, so the link is shaped here: all answers share one
bucket of bytes a second, and each request waits before its answer begins.
"""

from __future__ import annotations

import gzip
import hashlib
import http.server
import mimetypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

GZIPPED = frozenset({".html", ".css", ".js", ".mjs", ".json", ".wasm", ".svg", ".txt", ".xml"})
"""What GitHub Pages gzips; archives and binary files go as they are."""

PIECE = 16 * 1024


@dataclass
class Link:
    """How fast the server answers; zero bytes a second stands for as fast as it can."""

    bytes_a_second: float = 0
    delay: float = 0
    free_at: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    sent: dict[str, int] = field(default_factory=dict)
    """Bytes of the bodies that were sent, by path."""

    def shape(self, megabits: float = 0, delay: float = 0) -> None:
        """Be another link from now on."""
        self.bytes_a_second, self.delay = megabits * 1e6 / 8, delay
        self.free_at = 0
        self.sent.clear()

    def wait(self, size: int) -> None:
        """Wait until so many bytes are through."""
        if not self.bytes_a_second:
            return
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic()) + size / self.bytes_a_second
            free_at = self.free_at
        time.sleep(max(0, free_at - time.monotonic()))


@cache
def body(path: Path) -> tuple[bytes, str]:
    """What is sent for a file, and its tag."""
    content = path.read_bytes()
    if path.suffix in GZIPPED:
        content = gzip.compress(content, 9, mtime=0)
    return content, f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def prepare(folder: Path) -> None:
    """Gzip everything now, so that no visit waits for it."""
    for path in folder.rglob("*"):
        if path.is_file():
            body(path)


@contextmanager
def serving(folder: Path, link: Link) -> Iterator[str]:
    """Serve a folder; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            time.sleep(link.delay)
            path = folder / unquote(urlparse(self.path).path).strip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            content, tag = body(path)
            known = self.headers.get("If-None-Match") == tag
            self.send_response(304 if known else 200)
            self.send_header("Cache-Control", "max-age=600")
            self.send_header("ETag", tag)
            self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")
            if path.suffix in GZIPPED:
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Vary", "Accept-Encoding")
            self.send_header("Content-Length", str(0 if known else len(content)))
            self.end_headers()
            if not known:
                name = path.relative_to(folder).as_posix()
                link.sent[name] = link.sent.get(name, 0) + len(content)
                for start in range(0, len(content), PIECE):
                    piece = content[start : start + PIECE]
                    link.wait(len(piece))
                    self.wfile.write(piece)

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a page that is closed breaks its connections

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
