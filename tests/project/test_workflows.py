"""The GitHub side: workflows with the fewest rights, pinned actions, and commands that exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from calculator.__main__ import parser
from tests.support.paths import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORM = GITHUB / "ISSUE_TEMPLATE" / "wrong-or-out-of-date.yml"
PUBLISHING = ROOT / "docs" / "about" / "publishing.md"
TOOLS = Path(sys.executable).parent
SCHEMAS = [
    *((path, "vendor.github-workflows") for path in WORKFLOWS),
    *((path, "custom.github-workflows-require-timeout") for path in WORKFLOWS),
    (GITHUB / "dependabot.yml", "vendor.dependabot"),
    (FORM, "vendor.github-issue-forms"),
    (GITHUB / "ISSUE_TEMPLATE" / "config.yml", "vendor.github-issue-config"),
]
WRONG = """
on: {pull_request: }
permissions: {}
concurrency: {group: "${{ github.ref }}", cancel-in-progress: true}
jobs:
  greet:
    name: greet
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
      - uses: actions/checkout@v7
"""


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOLS / tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def read(path: Path) -> Any:
    """A YAML file with every scalar as text, so that the key `on` stays one."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def jobs() -> Iterator[tuple[Path, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield path, name, job


def step(workflow: str, name: str) -> str:
    """The script of a named step."""
    steps = ((path.name, step) for path, _, job in jobs() for step in job["steps"])
    return next(step["run"] for file, step in steps if file == workflow and step.get("name") == name)


def test_zizmor_finds_nothing_here_and_faults_where_they_are(tmp_path: Path) -> None:
    zizmor = ("zizmor", "--offline", "--no-progress", "--persona=pedantic")
    result = run(*zizmor, GITHUB)
    assert result.returncode == 0, result.stdout + result.stderr
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WRONG, encoding="utf-8")
    result = run(*zizmor, wrong)
    assert result.returncode != 0
    assert {"template-injection", "unpinned-uses"} <= set(re.findall(r"\[([a-z-]+)\]", result.stdout))


@pytest.mark.slow
@pytest.mark.parametrize(("path", "schema"), SCHEMAS, ids=lambda value: getattr(value, "name", value))
def test_a_file_has_the_shape_that_github_reads(path: Path, schema: str) -> None:
    result = run("check-jsonschema", "--builtin-schema", schema, path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("schema", sorted({schema for _, schema in SCHEMAS}))
def test_a_file_of_another_shape_is_told(schema: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("jobs: {a: {runs-on: x, steps: [{run: x}]}}\nblank_issues_enabled: perhaps\n", encoding="utf-8")
    assert run("check-jsonschema", "--builtin-schema", schema, wrong).returncode != 0


def unpinned(text: str) -> list[str]:
    """Uses of an action that do not name the hash of a commit and, behind it, its version."""
    pinned = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
    return [line.strip() for line in text.splitlines() if "uses:" in line and not pinned.search(line)]


def test_every_action_is_githubs_own_and_pinned() -> None:
    found = {path.name: unpinned(path.read_text(encoding="utf-8")) for path in WORKFLOWS}
    assert not any(found.values()), found
    assert unpinned(WRONG) == ["- uses: actions/checkout@v7"]


def test_an_action_is_pinned_to_one_version_everywhere() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    uses = set(re.findall(r"uses: (actions/[a-z-]+)@(\S+ # \S+)", texts))
    assert len(uses) == len({action for action, _ in uses}), sorted(uses)


def test_only_the_deployment_and_the_monthly_issue_may_write() -> None:
    assert [read(path)["permissions"] for path in WORKFLOWS] == [{}] * len(WORKFLOWS)
    rights = {(path.name, name): job["permissions"] for path, name, job in jobs()}
    writes = {
        job: {right for right, access in given.items() if access == "write"}
        for job, given in rights.items()
        if "write" in given.values()
    }
    assert writes == {("publish.yml", "deploy"): {"pages", "id-token"}, ("monthly.yml", "due"): {"issues"}}


def test_the_job_that_publishes_runs_no_code_of_the_project() -> None:
    steps = read(GITHUB / "workflows" / "publish.yml")["jobs"]["deploy"]["steps"]
    assert [step["uses"].split("@")[0] for step in steps] == ["actions/deploy-pages"]


def test_proposals_of_strangers_meet_no_secret_and_no_stored_credential() -> None:
    for path in WORKFLOWS:
        assert not re.search(r"pull_request_target|workflow_run|secrets[.\[]", path.read_text(encoding="utf-8")), path
    for path, name, job in jobs():
        for entry in job["steps"]:
            if entry.get("uses", "").startswith("actions/checkout@"):
                assert entry["with"]["persist-credentials"] == "false", (path.name, name)


def test_nothing_is_published_untested() -> None:
    job = read(GITHUB / "workflows" / "publish.yml")["jobs"]["build"]
    steps = [step.get("run", step.get("uses", "")) for step in job["steps"]]
    assert steps.index(".ci/run") < steps.index("make build")
    assert steps[-1].startswith("actions/upload-pages-artifact@")


def commands(text: str) -> Iterator[list[str]]:
    """The commands of the project in a script, in words: `make X`, `.ci/run` and `python -m calculator X`."""
    for line in re.sub(r'"\$\(date [^)]*\)"', "2026-11-23", text).splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="<>|&;")
        lexer.whitespace_split = True
        try:
            words = list(lexer)
        except ValueError:  # a quotation that goes on in the next line is no command of ours
            continue
        command: list[str] = []
        for word in [*words, ";"]:
            if not set(word) <= set("<>|&;"):
                command.append(word)
                continue
            while command and re.match(r"[A-Z_]+=", command[0]):
                del command[0]
            if command and (command[0] in ("make", ".ci/run") or command[1:3] == ["-m", "calculator"]):
                yield command
            command = []


def wrong_with(command: list[str]) -> str | None:
    """What is wrong with a command of the project; None where it exists and takes its arguments."""
    if command[0] == ".ci/run":
        return None if os.access(ROOT / ".ci" / "run", os.X_OK) else "no program"
    if command[0] == "make":
        targets = re.findall(r"^([\w./]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return None if set(command[1:]) <= set(targets) else f"expected one of {targets}"
    try:
        parser().parse_args(command[3:])
    except SystemExit:
        return "refused by the command line"
    return None


def scripts() -> Iterator[tuple[str, str]]:
    for path, _, job in jobs():
        for entry in job["steps"]:
            yield path.name, entry.get("run", "")
    text = PUBLISHING.read_text(encoding="utf-8")
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield PUBLISHING.name, block
    for inline in re.findall(r"`([^`\n]+ [^`\n]+)`", text):
        yield PUBLISHING.name, inline


def test_every_command_of_the_project_exists() -> None:
    found = [(name, command) for name, script in scripts() for command in commands(script)]
    assert {"check.yml", "publish.yml", "monthly.yml", "publishing.md"} == {name for name, _ in found}
    assert {"rules", "changes", "due"} <= {command[3] for _, command in found if len(command) > 3}
    assert [(name, command) for name, command in found if wrong_with(command)] == []


@pytest.mark.parametrize("script", ["make nothing", "A=1 make nothing > x", "x && python -m calculator nothing"])
def test_a_command_that_does_not_exist_is_told(script: str) -> None:
    assert [wrong_with(command) for command in commands(script)] != [None]


def monthly(folder: Path, open_issue: str) -> list[str]:
    """What the monthly step asks of GitHub's command line, where an issue is open or none is."""
    (folder / "gh").write_text(
        f'#!/bin/sh\necho "$@" >> asked\nif [ "$1 $2" = "issue list" ]; then printf "%s" "{open_issue}"; fi\n',
        encoding="utf-8",
    )
    (folder / "gh").chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "TITLE": "Due"}
    script = step("monthly.yml", "Open the issue, or renew the one that is open")
    subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, check=True)
    return (folder / "asked").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("open_issue", "asked"),
    [
        ("", "issue create --title Due --label due --body-file due.md"),
        ("7", "issue edit 7 --title Due --body-file due.md"),
    ],
)
def test_each_month_opens_an_issue_or_renews_the_one_that_is_open(open_issue: str, asked: str, tmp_path: Path) -> None:
    changes = [line for line in monthly(tmp_path, open_issue) if line.startswith(("issue create", "issue edit"))]
    assert changes == [asked]


def test_a_reviewer_reads_how_to_open_the_preview(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary), "ADDRESS": "https://example.org/site.zip"}
    script = step("check.yml", "Tell how to look at it")
    subprocess.run(["bash", "-e", "-c", script], env=environment, check=True)
    text = summary.read_text(encoding="utf-8")
    assert text.count("\n```") == 2
    assert "[the built site](https://example.org/site.zip)" in text
    steps = read(GITHUB / "workflows" / "check.yml")["jobs"]["preview"]["steps"]
    assert f"<{next(step['env']['SITE_URL'] for step in steps if step.get('run') == 'make build')}>" in text


def test_every_path_with_an_owner_exists() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    owned = [line.split() for line in lines if line and not line.startswith("#")]
    assert owned[0][0] == "*"
    for path, *owners in owned:
        assert path == "*" or (ROOT / path.strip("/")).exists(), path
        assert owners, path
        assert all(re.fullmatch(r"@[\w-]+(/[\w-]+)?", owner) for owner in owners), owners


def test_the_form_for_corrections_asks_for_a_source_and_warns_of_patient_data() -> None:
    body = read(FORM)["body"]
    required = {entry["id"] for entry in body if entry.get("validations", {}).get("required") == "true"}
    assert required == {"page", "says", "right", "source", "since", "payer"}
    assert "No patient data" in body[0]["attributes"]["value"]
