"""CONTRIBUTING.md names files, recipes and rules that exist."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = {
    "bulletin_spider/listings/pagination/turnpage.py",
    "bulletin_spider/web/pages/channels.py",
    "bulletin_spider/web/texts/channels.py",
    "bulletin_spider/web/templates/channels.html",
    "tests/web/pages/test_channels.py",
}
PATHS = sorted({*re.findall(r"`((?:bulletin_spider|tests|docs|benchmarks)/[\w/.]+)`", TEXT)} - EXAMPLES)


@pytest.mark.parametrize("path", PATHS)
def test_named_path_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", sorted(EXAMPLES))
def test_new_file_of_an_example_is_free(path: str) -> None:
    assert path in TEXT
    assert not (ROOT / path).exists()


def test_every_named_recipe_exists() -> None:
    listed = subprocess.run(["just", "--summary"], cwd=ROOT, capture_output=True, text=True, check=True)
    recipes = set(listed.stdout.split())
    assert set(re.findall(r"just ([a-z]+)", TEXT)) - {"and"} <= recipes


@pytest.mark.parametrize(
    "goal",
    [
        "pagination family", "byline form", "field to the record", "export format", "outcome", "stored",
        "page of the web interface", "notify", "rule of its own",
    ],
)  # fmt: skip
def test_table_answers_where_a_change_goes(goal: str) -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ")]
    assert any(goal in row.split("|")[1] for row in rows)


@pytest.mark.parametrize(
    ("goal", "most"),
    [
        ("byline form", 2),
        ("rule of its own", 1),
        ("export format", 2),
        ("stored", 2),
        ("field to the record", 4),
    ],
)
def test_a_change_takes_few_files(goal: str, most: int) -> None:
    """Of the program; ``tests/crawls/test_record_field.py`` adds a field and counts for itself."""
    row = next(
        line for line in TEXT.splitlines() if line.startswith("| ") and goal in line.split("|")[1]
    ).split("|")[2]
    files = re.findall(r"`?(bulletin_spider/[\w/.]+|docs/[\w/.]+)", row.replace("docs/add_a_site.md", ""))
    assert 1 <= len({*files}) <= most
