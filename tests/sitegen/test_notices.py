"""Every file that the site ships is claimed by a component, whose version and license text are those that are shipped."""

from __future__ import annotations

import importlib.metadata
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from sitegen.pages.notices import Component, components
from sitegen.pyodide.node import SERVED
from sitegen.pyodide.python_archive import LIBRARY, PYODIDE, RUNTIME
from tests.support.paths import ROOT

ICONS = Path(importlib.metadata.distribution("mkdocs-material").locate_file("material/templates/.icons"))
READ_AGAIN = "read the notices of the new version, then write it into sitegen/notices.yaml"


def named(name: str) -> Component:
    return next(component for component in components() if component.name == name)


def unclaimed(site: Path) -> list[str]:
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return [file for file in files if not any(component.holds(file) for component in components())]


# --- files ----------------------------------------------------------------------------------------------------------


def test_every_file_of_the_site_is_claimed_by_a_component(built_site: Path) -> None:
    assert unclaimed(built_site) == []


@pytest.mark.parametrize("file", [
    "assets/javascripts/lunr/wordcut.js", "assets/calculator/0123456789abcdef/numpy.zip", "assets/fonts/new.woff2",
    "assets/stylesheets/extra.min.css",
])  # fmt: skip
def test_a_new_file_is_claimed_by_nobody(file: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.touch()
    assert unclaimed(tmp_path) == [file]


def test_every_pattern_claims_a_file_of_the_site(built_site: Path) -> None:
    files = [path.relative_to(built_site).as_posix() for path in built_site.rglob("*") if path.is_file()]
    for component in components():
        for pattern in component.files:
            one = Component(**{name: getattr(component, name) for name in Component.__slots__} | {"files": [pattern]})
            assert any(one.holds(file) for file in files), f"{component.name}: found no file for {pattern}"


def test_the_archive_holds_only_the_engine_and_modules_of_the_runtime(built_site: Path) -> None:
    (archive,) = built_site.glob("assets/calculator/*/python.zip")
    with zipfile.ZipFile(archive) as made, zipfile.ZipFile(PYODIDE / LIBRARY) as library:
        known = {re.sub(r"\.pyc?$", "", name) for name in library.namelist()}
        foreign = [name for name in made.namelist() if re.sub(r"\.pyc?$", "", name) not in known]
    assert [name for name in foreign if not name.startswith("calculator/")] == []


def test_the_runtime_is_shipped_unmodified(built_site: Path) -> None:
    for name in RUNTIME:
        (shipped,) = built_site.glob(f"assets/calculator/*/{name}")
        assert shipped.read_bytes() == (PYODIDE / name).read_bytes(), name


def test_every_package_inside_the_theme_is_a_component(built_site: Path) -> None:
    found: set[str] = set()
    for path in built_site.glob("assets/**/*.map"):
        for source in json.loads(path.read_text(encoding="utf-8"))["sources"]:
            found |= set(re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)", source))
    assert found == {component.bundled for component in components() if component.bundled}


def test_every_set_of_icons_on_the_site_is_a_component(built_site: Path) -> None:
    folders: dict[str, str] = {}
    for path in ICONS.rglob("*.svg"):
        for drawing in re.findall(r'\bd="([^"]+)"', path.read_text(encoding="utf-8")):
            folders[drawing] = path.relative_to(ICONS).parts[0]
    found: set[str] = set()
    for path in (*built_site.rglob("*.html"), *built_site.rglob("*.css")):
        text = re.sub(r'<svg class="chart.*?</svg>', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)  # our own
        for drawing in re.findall(r"""\bd=["']?([Mm][^"'>]+)""", unquote(text)):
            found.add(folders.get(drawing, f"a drawing of no set in {path.name}: {drawing[:40]}"))
    assert found == {component.icons for component in components() if component.icons}


# --- license texts --------------------------------------------------------------------------------------------------


def test_every_license_text_is_on_the_site_and_linked(built_site: Path) -> None:
    page = (built_site / "about" / "notices" / "index.html").read_text(encoding="utf-8")
    texts = {text for component in components() for text in component.texts}
    assert {path.stem for path in (built_site / "assets" / "licenses").iterdir()} == texts
    for text in texts:
        assert f'href="../../assets/licenses/{text}.txt"' in page


def test_every_page_leads_to_the_notices(built_site: Path) -> None:
    notices = "/rehab-rules/about/notices/"
    for path in built_site.rglob("*.html"):
        markup = path.read_text(encoding="utf-8")
        assert "NOTICES-GO-HERE" not in markup, path
        if "md-footer" in markup:
            here = f"/rehab-rules/{path.parent.relative_to(built_site).as_posix()}/"
            links = re.findall(r'<a href="([^"]*)">Notices and licenses</a>', markup)
            assert notices in {urljoin(here, link) for link in links}, path


@pytest.mark.parametrize("component", components(), ids=lambda each: each.name)
def test_a_component_without_a_license_text_says_why(component: Component) -> None:
    assert component.texts or component.license in ("not established", "as each says")
    assert component.copyright
    assert component.source.startswith("https://")


# --- versions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "package"), [("Material for MkDocs", "mkdocs-material"), ("mkdocstrings-python", "mkdocstrings-python")]
)
def test_the_notices_of_the_theme_are_those_of_the_installed_and_locked_version(name: str, package: str) -> None:
    requirements = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    locked = re.findall(rf"^{package}==(\S+)", requirements, re.MULTILINE)
    assert [named(name).version] == [importlib.metadata.version(package)] == locked, READ_AGAIN


@pytest.mark.parametrize(("name", "package"), [("Pyodide", "pyodide"), *zip(SERVED, SERVED, strict=True)])
def test_the_notice_of_a_served_package_is_of_the_installed_and_locked_version(name: str, package: str) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = json.loads((PYODIDE.parent / package / "package.json").read_text(encoding="utf-8"))
    assert named(name).version == installed["version"] == lock[f"node_modules/{package}"]["version"], READ_AGAIN


def test_the_notices_of_the_runtime_are_of_what_it_was_made_from() -> None:
    assert named("Pyodide").source.endswith(f"/{named('Pyodide').version}")
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    assert named("CPython").version == info["python"], READ_AGAIN
    assert "emscripten_" + named("Emscripten").version.replace(".", "_") == info["platform"], READ_AGAIN
