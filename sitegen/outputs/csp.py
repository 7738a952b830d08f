"""The content security policy of the built site: one policy for every page, with the hashes of all inline scripts.

Instant navigation runs the scripts of a page under the policy of the page that was loaded first, so all pages need
the same one.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

PLACE = "POLICY-GOES-HERE"
"""What `overrides/main.html` writes where the policy will stand."""

SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
"""A script element as a whole: reading whole pages with a parser would take a fifth of the build."""

NOT_RUN = ("application/json", "text/template")
"""Types of script elements that hold data and need no permission."""


def write(site: Path, *, serving: bool, styles: Iterable[str] = ()) -> None:
    """Give every page of a built site its policy.

    Args:
        site: the folder of the built site.
        serving: True where `mkdocs serve` will put its live reload script into every page.
        styles: hashes of the style sheets that the theme's script puts into a page.
    """
    found = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    text = policy(hashes(found.values()), serving=serving, styles=styles)
    for path, html in found.items():
        path.write_text(html.replace(PLACE, text, 1), encoding="utf-8")


def policy(scripts: Iterable[str], *, serving: bool = False, styles: Iterable[str] = ()) -> str:
    """The policy's text.

    Args:
        scripts: hashes of the inline scripts that may run.
        serving: allow any inline script; browsers heed that only where no hashes stand beside it.
        styles: hashes of the style sheets that a script may put into the page.

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
            " ".join(["style-src 'self'", *styles]),
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
        ]
    )


def hashes(pages: Iterable[str]) -> set[str]:
    """Hashes of the inline scripts of some pages, as a policy writes them.

    >>> hashes(["<script>alert(1)</script><script src=x></script><script type=application/json>{}</script>"])
    {"'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"}
    """
    elements = {element for html in pages for element in SCRIPT.findall(html)}  # most pages have the same few
    reader = InlineScripts()
    for element in sorted(elements):
        reader.feed(element)
    reader.close()
    return {hash_of(script) for script in reader.scripts}


def hash_of(script: str) -> str:
    """The hash of a script.

    >>> hash_of("alert(1)")
    "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


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
