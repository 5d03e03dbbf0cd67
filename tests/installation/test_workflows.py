"""The workflow files are sound, and the steps of the published example do what they say."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.conftest import ROOT, free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.installed import Installed

CHECK = ROOT / ".github" / "workflows" / "check.yml"
PUBLISH = ROOT / "docs" / "examples" / "publish.yml"


@pytest.mark.slow
@pytest.mark.parametrize("path", [CHECK, PUBLISH], ids=lambda path: path.name)
def test_linters_find_no_fault_with_workflow(path: Path, linters: Path) -> None:
    schema = "vendor.github-workflows"
    for command in (
        ["check-jsonschema", "--builtin-schema", schema],
        ["zizmor", "--offline", "--persona", "pedantic"],
    ):
        done = subprocess.run(
            [linters / command[0], *command[1:], path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_check_runs_what_ci_runs() -> None:
    (job,) = yaml.safe_load(CHECK.read_text(encoding="utf-8"))["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


@pytest.mark.crawl
def test_example_publishes_the_archive_as_a_branch(installed: Installed, tmp_path: Path) -> None:
    remote, home = tmp_path / "owner" / "news.git", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    port = free_port()
    counts = []
    for day in (1, 3):
        place = tmp_path / f"day{day}"
        place.mkdir()
        run_steps(installed, place, home, f"bulletin sweep demo -a port={port} -a day={day}")
        shown = tmp_path / f"clone{day}"
        subprocess.run(["git", "clone", "--quiet", "--branch", "archive", remote, shown], check=True)
        names = {path.name for path in shown.iterdir()}
        assert names <= {".git", "bulletins", "runs", "rejected", "datapackage.json"}
        lines = [
            line for path in shown.glob("bulletins/demo/*.jsonl") for line in path.read_bytes().splitlines()
        ]
        counts.append(len({json.loads(line)["id"] for line in lines}))
    assert counts[0] == 60
    assert counts[1] > 60


def run_steps(installed: Installed, place: Path, home: Path, sweep: str) -> None:
    """Run the example's steps as its runner does, but for the installation and GitHub's own."""
    job = yaml.safe_load(PUBLISH.read_text(encoding="utf-8"))["jobs"]["crawl"]
    environment = installed.environment(
        home,
        GITHUB_OUTPUT=str(place / "output"),
        GITHUB_SERVER_URL=f"file://{place.parent}",
        GITHUB_REPOSITORY="owner/news",
        BULLETIN_ARCHIVE=job["env"]["BULLETIN_ARCHIVE"].replace("${{ github.workspace }}", str(place)),
        TOKEN="none",  # noqa: S106 - it is asked for by no local repository
    )
    steps: list[dict[str, Any]] = [step for step in job["steps"] if "run" in step]
    assert steps[0]["name"] == "Install"
    for step in steps[1:]:
        if "if" in step:
            assert not (place / "output").exists(), "the sweep ended well"
            continue
        script = step["run"].replace("bulletin sweep", sweep)
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{step['name']}\n{done.stdout}{done.stderr}"
