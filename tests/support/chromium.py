"""Finds a Chromium for the tests: the system's first, else Playwright's own. As a program, tries to install one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS = ["--no-sandbox", "--disable-gpu", *QUIET]
"""Options to run it with: in a container, and asking no one for anything."""

SPARING = [
    *FLAGS,
    "--js-flags=--liftoff-only",  # Pyodide is compiled once, not a second time to run faster: that takes longer than the tests
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",  # pages behind the address bar
]
"""The same for tests, which open hundreds of windows and start Python in many; not for what is timed."""


def find_chromium() -> str | None:
    """The path of the system's Chromium; None leaves it to Playwright's own download."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def playwrights_own() -> bool:
    """True where Playwright has downloaded its Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)


def tried(*command: str) -> bool:
    """True where a command exists and succeeds."""
    print("$", " ".join(command), flush=True)
    return shutil.which(command[0]) is not None and subprocess.run(command, check=False).returncode == 0


def main() -> int:
    """Make sure that there is a Chromium."""
    if find_chromium() or playwrights_own():
        return 0
    debian = ["apt-get", "install", "-y", "-qq", "chromium"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and tried("apt-get", "update", "-qq") and tried(*debian):
        return 0
    if tried(sys.executable, "-m", "playwright", "install", "chromium"):
        return 0
    print(
        "The tests need a Chromium and found none. Install one (Debian: `apt-get install chromium`; elsewhere\n"
        "`.venv/bin/playwright install chromium`), or name one: `make test CHROMIUM=/path/to/chrome`.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
