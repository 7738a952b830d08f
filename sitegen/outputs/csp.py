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

SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
"""A script element as a whole: reading whole pages with a parser would take a fifth of the build."""

NOT_RUN = ("application/json", "text/template")
"""Types of script elements that hold data and need no permission."""


def write(site: Path, *, serving: bool) -> None:
    """Give every page of a built site its policy.

    Args:
        site: the folder of the built site.
        serving: True where `mkdocs serve` will put its live reload script into every page.
    """
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        path.write_text(html.replace(PLACE, policy(hashes(html), serving=serving), 1), encoding="utf-8")


def policy(scripts: Iterable[str], *, serving: bool = False) -> str:
    """The policy's text.

    Args:
        scripts: hashes of the inline scripts that may run.
        serving: allow any inline script; browsers heed that only where no hashes are given.

    >>> policy(["'sha256-x'"])[:66]
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-x"
    """
    inline = ["'unsafe-inline'"] if serving else sorted(scripts)
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' 'wasm-unsafe-eval'", *inline]),
            "worker-src 'self' blob:",  # the worker starts from a blob, because only then it stays under this policy
            "connect-src 'self'",
            "img-src 'self' data:",
            "style-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
        ]
    )


def hashes(html: str) -> set[str]:
    """Hashes of the inline scripts of a page, as a policy writes them.

    >>> hashes("<script>alert(1)</script><script src=x></script><script type=application/json>{}</script>")
    {"'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"}
    """
    return set().union(*(hashes_of_element(element) for element in SCRIPT.findall(html)))


@cache
def hashes_of_element(element: str) -> frozenset[str]:
    """The hash of one script element, if it has code that runs; most pages have the same few."""
    reader = InlineScripts()
    reader.feed(element)
    reader.close()
    return frozenset(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in reader.scripts
    )


class InlineScripts(HTMLParser):
    """Gathers the text of scripts that stand in a page and run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a script begins."""
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") not in NOT_RUN:
            self.inside = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        if tag == "script":
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Keep its text."""
        if self.inside:
            self.scripts[-1] += data
