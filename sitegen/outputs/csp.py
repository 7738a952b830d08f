"""The content security policy of each page of the built site, with the hashes of its own inline scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

PLACE = "POLICY-GOES-HERE"
"""What `overrides/main.html` writes where the policy will stand."""

_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
"""A script element as a whole: reading whole pages with a parser would take a fifth of the build."""

_NOT_RUN = ("application/json", "text/template")
"""Types of script elements that hold data and need no permission."""


def write(site: Path) -> None:
    """Give every page of a built site its policy."""
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        path.write_text(html.replace(PLACE, policy(hashes(html)), 1), encoding="utf-8")


def policy(scripts: Iterable[str]) -> str:
    """The policy's text, which lets inline scripts with these hashes run.

    >>> policy(["'sha256-x'"])[:66]
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-x"
    """
    script_src = " ".join(["script-src 'self' 'wasm-unsafe-eval'", *sorted(scripts)])
    return (
        f"default-src 'none'; {script_src}; "
        "worker-src 'self' blob:; "  # the worker starts from a blob, because only then it stays under this policy
        "connect-src 'self'; img-src 'self' data:; style-src 'self'; font-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'; object-src 'none'"
    )


def hashes(html: str) -> set[str]:
    """Hashes of the inline scripts of a page, as a policy writes them.

    >>> hashes("<script>alert(1)</script><script src=x></script><script type=application/json>{}</script>")
    {"'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"}
    """
    return {digest for element in _SCRIPT.findall(html) if (digest := _hash_of(element))}


@cache
def _hash_of(element: str) -> str | None:
    """The hash of one script element, if it has code that runs; most pages have the same few."""
    reader = _ScriptReader()
    reader.feed(element)
    reader.close()
    if "src" in reader.attributes or reader.attributes.get("type") in _NOT_RUN:
        return None
    return f"'sha256-{base64.b64encode(hashlib.sha256(reader.text.encode()).digest()).decode()}'"


class _ScriptReader(HTMLParser):
    """Reads one script element: its attributes and its text."""

    text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data
