"""A page is noted before it is read; the next run knows which page ended a process."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.reading_journal import ReadingJournal, read_deaths
from bulletin_spider.exceptions import EmptyPage, SetAside

if TYPE_CHECKING:
    from pathlib import Path

PAGE, URL = b"<p>...</p>", "http://x/a.html"
DYING = """
import os, sys
from pathlib import Path
from bulletin_spider.archive.reading_journal import ReadingJournal
journal = ReadingJournal.open(Path(sys.argv[1]), sys.argv[2])
journal.begin(sys.argv[3])
with journal.reading(b"<p>well</p>", "http://x/a/much/longer/address/than/the/other/one.html"):
    pass
with journal.reading(b"<p>...</p>", "http://x/a.html", "1"):
    if sys.argv[4] == "reading":
        os._exit(9)
with journal.reading_on("1", "http://x/a.html"):
    os._exit(9)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs" / ".x.reading"


def die(path: Path, run: str, rules: str = "r1", during: str = "reading") -> None:
    path.parent.mkdir(exist_ok=True)
    done = subprocess.run([sys.executable, "-c", DYING, path, run, rules, during], check=False)
    assert done.returncode == 9


def journal(path: Path, rules: str = "r1") -> ReadingJournal:
    path.parent.mkdir(exist_ok=True)
    made = ReadingJournal.open(path, "20260928T090000Z")
    made.begin(rules)
    return made


@pytest.mark.parametrize("during", ["reading", "a later step"])
def test_page_is_set_aside_after_two_deaths(path: Path, during: str) -> None:
    die(path, "20260928T000000Z", during=during)
    die(path, "20260928T010000Z", during=during)
    third = journal(path)
    with (
        pytest.raises(SetAside, match="2 runs ended while they read it"),
        third.reading(PAGE, URL),
    ):
        pass
    with third.reading(b"<p>another</p>", URL):
        pass
    assert third.set_aside == {URL: ["20260928T000000Z", "20260928T010000Z"]}
    third.close()
    assert len(read_deaths(path)) == 2, "later runs set it aside too"


def test_page_is_read_again_by_new_rules(path: Path) -> None:
    die(path, "20260928T000000Z")
    die(path, "20260928T010000Z")
    third = journal(path, "r2")
    with third.reading(PAGE, URL):
        pass
    third.close()
    assert not path.exists()


def test_page_that_was_read_is_acquitted(path: Path) -> None:
    die(path, "20260928T000000Z")
    second = journal(path)
    with pytest.raises(EmptyPage), second.reading(PAGE, URL):
        raise EmptyPage
    second.close()
    assert not path.exists()


def test_killed_run_between_pages_blames_none(path: Path) -> None:
    running = journal(path)
    with running.reading(PAGE, URL):
        pass
    assert path.stat().st_size > 0
    assert read_deaths(path) == []


def test_damaged_journal_stops_no_run(path: Path) -> None:
    die(path, "20260928T000000Z")
    path.write_bytes(b"\xff{}\n[1]\n" + path.read_bytes())
    assert [death.run for death in read_deaths(path)] == ["20260928T000000Z"]
