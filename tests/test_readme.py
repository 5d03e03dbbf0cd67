"""The README agrees with the program: its commands print what it shows, and its picture shows the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from bulletin_spider.demo.server import PORT
from bulletin_spider.extraction import Hints
from bulletin_spider.extraction.article import extract
from bulletin_spider.operations.reporting.table import display_width
from bulletin_spider.statuses import Outcome
from tests.conftest import ROOT, Archive, Ended, free_port
from tests.docs.blocks import blocks

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = [
    pair
    for block in blocks(ROOT / "README.md")
    if block.kind == "console"
    for pair in block.commands()
    if pair[1]
]
"""Each command whose output the README shows, with that output."""
EXAMPLE = ROOT / "docs" / "example" / "page.html"


class Days(NamedTuple):
    """An archive with the days of the demo, and the ended command."""

    archive: Archive
    ended: Ended


def run(archive: Archive, command: str) -> Ended:
    """Run a line of the README beside the archive, as it is written."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = archive.environment() | {"PATH": path, "COLUMNS": "80", "BULLETIN_PROGRAM": ""}
    done = subprocess.run(  # noqa: S602 - as a person types it
        command, shell=True, cwd=archive.root.parent, env=environment, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Only for reading."""
    place = tmp_path_factory.mktemp("readme")
    (place / "docs").symlink_to(ROOT / "docs")
    archive = Archive(place / "output", free_port())
    return Days(archive, run(archive, f"bulletin demo -a port={archive.port}"))


@pytest.mark.usefixtures("jq")
@pytest.mark.crawl
@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command[:30] for command, _ in SHOWN])
def test_command_prints_what_the_readme_shows(days: Days, command: str, shown: str) -> None:
    ended = days.ended if command == "bulletin demo" else run(days.archive, command)
    printed = ended.out.replace(f":{days.archive.port}/", f":{PORT}/").replace(
        str(days.archive.root), "output"
    )
    assert (ended.code, printed) == (0, shown), ended.err


@pytest.mark.crawl
def test_commands_to_try_find_something(days: Days) -> None:
    commands = re.findall(r"^  try: (.*)$", days.ended.out, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        ended = run(days.archive, command)
        assert ended.code == 0, ended.err
        assert ended.out.count("\n") >= 3


@pytest.mark.usefixtures("jq")
@pytest.mark.crawl
def test_jq_line_finds_the_reporters_titles(days: Days) -> None:
    line = re.search(r"^\$ (jq .*)$", README, re.MULTILINE)
    assert line
    expected = [one["title"] for one in days.archive.versions() if "何川" in one["reporters"]]
    assert expected
    assert run(days.archive, line[1]).out.splitlines() == expected


def test_shown_page_becomes_the_shown_line() -> None:
    page = EXAMPLE.read_text(encoding="utf-8")
    (html,) = (block.text for block in blocks(ROOT / "README.md") if block.kind == "html")
    assert html in page
    (line,) = (json.loads(block.text) for block in blocks(ROOT / "README.md") if block.kind == "json")
    found = extract(page.encode(), "http://www.example.gov.cn/xw/202609/t20260928_1.html", Hints())
    assert line == {name: getattr(found, name) for name in line}


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_picture_shows_what_the_readme_shows() -> None:
    svg = (ROOT / "docs" / "terminal.svg").read_text(encoding="utf-8")
    body = svg.partition('class="terminal-matrix"')[2]
    rows: dict[float, str] = {}
    for y, text in re.findall(r'<text [^>]*?y="([\d.]+)"[^>]*>([^<]*)</text>', body):
        rows[float(y)] = rows.get(float(y), "") + unescape(text)
    drawn = without_blanks("".join(text for _, text in sorted(rows.items())))
    for command, shown in SHOWN[:2]:
        assert without_blanks(f"${command}{shown}") in drawn, "run 'just picture'"
    assert not re.findall(r"url\(.?https?:", svg), "a picture asks no server for a font"


def test_output_of_the_demo_fits_a_terminal() -> None:
    shown = "".join(shown for command, shown in SHOWN if command.startswith("bulletin "))
    assert max(map(display_width, shown.splitlines())) <= 80


def test_every_linked_path_exists() -> None:
    for target in re.findall(r"\]\(((?!http)[^)#]+)[^)]*\)", README):
        assert (ROOT / target).exists(), target


def test_every_named_exit_code_is_an_outcome() -> None:
    paragraph = README.partition("\nExit codes:")[2].partition("[docs/operations.md]")[0]
    codes = {int(code) for code in re.findall(r"\b\d+\b", paragraph)}
    assert codes
    assert codes <= {outcome.code for outcome in Outcome}


def test_every_command_is_in_the_table() -> None:
    table = README.partition("## The commands")[2].partition("## What appears")[0]
    ours = {path.stem for path in (ROOT / "bulletin_spider" / "actions").glob("[!_]*.py")} - {
        "demo",
        "schema",
    }
    assert {name for name in ours if not re.search(rf"`{name}\b", table)} == set()


def test_status_has_the_figures_of_the_docs() -> None:
    table = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8").partition("| round |")[2]
    rounds = re.findall(
        r"^\| \w+ \| (\d+) of (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", table, re.MULTILINE
    )
    articles, _, titles, days, bodies = rounds[-1]
    status = README.partition("**Status")[2].partition("\n## ")[0]
    assert f"of {sum(int(sites) for _, sites, *_ in rounds)} other sites, in five rounds" in status.replace(
        "\n", " "
    )
    assert f"of the {articles} articles" in status
    assert f"{titles} titles, {days} days and {bodies} bodies" in status


def test_status_counts_the_districts() -> None:
    sites = {path.stem for path in (ROOT / "bulletin_spider" / "spiders").glob("[!_]*.py")} - {
        "demo",
        "listing",
    }
    assert f"[{len(sites)} districts](docs/sites.md)" in README
