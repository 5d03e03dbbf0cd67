"""Every dependency of an installation has a lower and an upper bound."""

from __future__ import annotations

import subprocess
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OPTIONAL = dict(PROJECT["project"]["optional-dependencies"])
(ALL,) = map(Requirement, OPTIONAL.pop("all"))
NEEDED = [Requirement(line) for line in chain(PROJECT["project"]["dependencies"], *OPTIONAL.values())]


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.name)
def test_dependency_has_both_bounds(needed: Requirement) -> None:
    assert {bound.operator for bound in needed.specifier} == {">=", "<"}


def test_groups_have_the_bounds_of_extras() -> None:
    bounds = {needed.name: needed.specifier for needed in NEEDED}
    for line in chain(*PROJECT["dependency-groups"].values()):
        other = Requirement(line)
        assert bounds.get(other.name, other.specifier) == other.specifier, other.name


def test_extra_all_holds_every_extra() -> None:
    assert ALL.name == PROJECT["project"]["name"]
    assert ALL.extras == OPTIONAL.keys()


def test_named_pythons_are_those_that_ci_tests() -> None:
    """The check tests every version between the two that the workflow installs."""
    label = "Programming Language :: Python :: 3."
    named = [
        int(line.removeprefix(label)) for line in PROJECT["project"]["classifiers"] if line.startswith(label)
    ]
    oldest = int(PROJECT["project"]["requires-python"].removeprefix(">=3."))
    assert named == [*range(oldest, oldest + len(named))]
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert [f"3.{minor}" in workflow for minor in named] == [True] * len(named)


@pytest.mark.slow
def test_constraints_have_hashes_and_no_address() -> None:
    """The recipe takes the versions from the lock file that ``uv run`` keeps."""
    shown = subprocess.run(
        ["just", "--dry-run", "constraints", "/dev/stdout"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    command = [*shown.stderr.split(), "--offline"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert {needed.name for needed in NEEDED} <= {line.partition("==")[0] for line in lines}
    assert text.count("--hash=sha256:") >= len(lines)
    assert all("==" in line for line in lines)
    assert "://" not in text
