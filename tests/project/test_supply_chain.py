"""What is installed is what was locked, from whatever registry: hashes for all of it, and no address of any."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT

REGISTRIES = (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry.npmjs", "org"), ("npmjs", "com"), ("registry.yarnpkg", "com"),
    ("deb.debian", "org"), ("archive.ubuntu", "com"), ("conda.anaconda", "org"),
)  # fmt: skip
"""Hosts of registries, in pieces, so that this file names none."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_required_package_is_pinned_with_a_hash(path: Path) -> None:
    entries = [line for line in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines() if line.strip()]
    assert entries
    for entry in entries:
        assert re.fullmatch(
            r"[a-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( *;[^#]+?)?( +--hash=sha256:[0-9a-f]{64})+ *", entry
        ), f"found {entry[:80]!r}, expected a pinned package with its hashes and nothing else"


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").iterdir()), ids=lambda path: path.name)
def test_no_requirement_names_an_address_or_an_index(path: Path) -> None:
    assert not re.search(r"http|--(extra-)?index-url|--find-links|git\+", path.read_text(encoding="utf-8"))


def test_every_node_package_has_its_integrity_and_no_address() -> None:
    packages = json.loads(text("package-lock.json"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert "hasInstallScript" not in package, name
        assert not name or re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package["integrity"]), name
        package.pop("funding", None)  # where its authors take gifts
        assert "http" not in json.dumps(package), name


def test_npm_keeps_addresses_out_of_the_lock() -> None:
    assert text(".npmrc").splitlines() == ["omit-lockfile-registry-resolved=true"]


def test_package_json_pins_exactly_and_runs_nothing() -> None:
    package = json.loads(text("package.json"))
    assert "scripts" not in package
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name}: found {version}, expected an exact version"


def test_make_installs_only_what_is_locked() -> None:
    makefile = text("Makefile")
    installs = re.findall(r"pip install[^\n;}]*", makefile)
    assert installs
    for command in installs:
        assert re.search(r"--require-hashes -r requirements/\w+\.txt", command), command
    assert re.findall(r"\bnpm ((?:install|i|ci|exec)\b[^\n]*)", makefile) == [
        "ci --ignore-scripts --no-audit --no-fund"
    ]
    assert not re.search(r"\bnpx\b|\b(apt|apt-get|brew|uv pip) install\b|\bcurl\b|\bwget\b", makefile)


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("no git checkout: which files are tracked is not known here")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_registry() -> None:
    hosts = re.compile("|".join(rf"\b{re.escape('.'.join(host))}\b" for host in REGISTRIES).encode(), re.IGNORECASE)
    assert [(name, found[0]) for name in tracked() if (found := hosts.search((ROOT / name).read_bytes()))] == []
