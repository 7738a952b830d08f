"""Every link of the built site leads somewhere."""

from __future__ import annotations

from pathlib import Path

from tests.support.links import dead_links, read


def test_no_link_is_dead(built_site: Path, site_url: str) -> None:
    assert dead_links(built_site, read(built_site), site_url) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/#x">x</a><a href="b/">b</a><a href="a/#y">y</a><a href="/a/">z</a>'
    )
    (tmp_path / "a" / "index.html").write_text('<p id="x"><img src="../c.png"><a href="../../">d</a>')
    assert dead_links(tmp_path, read(tmp_path), "http://site.example/under/") == [
        "a/index.html: ../c.png",
        "a/index.html: ../../",
        "index.html: b/",
        "index.html: a/#y",
        "index.html: /a/",
    ]
