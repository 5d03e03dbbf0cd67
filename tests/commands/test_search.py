from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from bulletin_spider.actions.search import SearchAction
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.search.word_index import WordIndex
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Archive


_NOBODY = 65_534
"""The user id of nobody: the super-user of a test machine could write everywhere."""
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def filled(archive: Archive) -> Archive:
    texts = [
        wording(number, f"推进老旧小区改造，第{number}号", date=f"2026-09-{number:02}")
        for number in range(1, 31)
    ]
    put(archive.root, *texts, wording(40, "湖滨绿道", reporters=["唐炜"]))
    put(archive.root, wording(40, "湖滨步道", revision=2, change="revised"), run="20260929T000000Z")
    return archive


@pytest.mark.crawl
def test_hit_shows_day_title_snippet_and_address(filled: Archive) -> None:
    ended = filled.scrapy("search", "步道", "--sort", "date")
    assert (ended.code, ended.err) == (0, "1 bulletin\n")
    assert ended.out.splitlines() == [
        "2026-09-28  题 (revised, revision 2)",
        "    湖滨【步道】",
        "    demo · 要闻 · http://x.gov.cn/40.html",
    ]


def test_json_is_the_published_line_with_snippet(filled: Archive, capsys: Capture) -> None:
    ended = scrapy(capsys, filled.root, "search", "老旧小区", "-第30号", "--since", "2026-09-29", "--json")
    (line,) = map(json.loads, ended.out.splitlines())
    assert line.pop("snippet") == "推进【老旧小区】改造，第29号"
    assert line == filled.versions()[28]


def test_more_hits_than_are_shown_are_counted(filled: Archive, capsys: Capture) -> None:
    ended = scrapy(capsys, filled.root, "search", "老旧", "--sort", "date", "--limit", "2", "--site", "demo")
    assert [line[:10] for line in ended.out.splitlines()[::3]] == ["2026-09-30", "2026-09-29"]
    assert ended.err == "2 of 30; --limit shows more\n"


def test_search_without_hits_succeeds(filled: Archive, capsys: Capture) -> None:
    ended = scrapy(capsys, filled.root, "search", "绿道")
    assert (ended.code, ended.out, ended.err) == (0, "", "no bulletins\n")


def test_search_for_invalid_bytes_finds_nothing(filled: Archive, capsys: Capture) -> None:
    for arguments in (["\udcff"], ["老\udcff旧"], ["--reporter", "\udcff"], ["x", "--channel", "\udcff"]):
        ended = scrapy(capsys, filled.root, "search", *arguments)
        assert (ended.code, ended.out, ended.err) == (0, "", "no bulletins\n")


def test_arguments_after_two_hyphens_are_words(filled: Archive, capsys: Capture) -> None:
    put(filled.root, wording(50, "参数--json的用法"), run="20260930T000000Z")
    ended = scrapy(capsys, filled.root, "search", "--limit", "5", "--", "--json", "用法")
    assert (ended.code, ended.err) == (0, "1 bulletin\n")
    assert "参数【--json】的【用法】" in ended.out


@pytest.mark.crawl
def test_closed_pipe_is_no_error(filled: Archive) -> None:
    command = [sys.executable, "-m", "scrapy", "search", "号", "--limit", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=filled.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name what to search for, like 'scrapy search 老旧小区'"),
        (["x", "--since", "yesterday"], "--since yesterday: not a day in the form YYYY-MM-DD"),
        (["x", "--since", "2026-09-02", "--until", "2026-09-01"], "is later than --until 2026-09-01"),
        (["x", "--limit", "-3"], "--limit -3: not a whole number"),
        (["x", "--site", "deno"], "has no such site; did you mean demo?"),
        (["x", "--frobnicate"], "unknown option '--frobnicate'"),
    ],
)
def test_usage_error_is_one_line(filled: Archive, capsys: Capture, arguments: list[str], says: str) -> None:
    ended = scrapy(capsys, filled.root, "search", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_empty_archive_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    ended = scrapy(capsys, tmp_path / "none", "search", "x")
    assert ended.code == 2
    assert ended.err == (
        f"scrapy search: {tmp_path}/none holds no bulletins: crawl first ('scrapy crawl demo'), or set BULLETIN_ARCHIVE\n"
    )


def test_search_without_write_access_uses_old_index(filled: Archive, capsys: Capture) -> None:
    lock = filled.root / ".search.sqlite.lock"
    lock.mkdir()  # root may write anywhere, but no file over a directory
    ended = scrapy(capsys, filled.root, "search", "步道")
    assert (ended.code, len(ended.out.splitlines())) == (0, 3)
    assert "cannot be written here: the published files are read instead" in ended.err
    lock.rmdir()
    assert scrapy(capsys, filled.root, "search", "步道").err == "1 bulletin\n"
    lock.unlink()
    lock.mkdir()
    assert scrapy(capsys, filled.root, "search", "步道").err == "1 bulletin\n"
    put(filled.root, wording(60, "步道"), run="20260930T000000Z")
    before = (filled.root / "search.sqlite").read_bytes()
    ended = scrapy(capsys, filled.root, "search", "步道")
    assert (ended.code, len(ended.out.splitlines())) == (0, 3)
    place = filled.root / "search.sqlite"
    assert ended.err == f"1 segment is not searched: {place} cannot be updated here\n1 bulletin\n"
    assert place.read_bytes() == before
    place.write_bytes(b"no database")
    ended = scrapy(capsys, filled.root, "search", "步道")
    assert (ended.code, ended.err.splitlines()[-1]) == (0, "2 bulletins")


def search_as_reader(directory: Path, indexed: bool) -> None:
    """Search as a user who may read all and write nothing; in a process of its own, as nobody becomes root again."""
    action = SearchAction(Settings({"ARCHIVE_DIR": str(directory)}), None)
    parser = argparse.ArgumentParser()
    action.add_options(parser)
    if not os.getuid():
        os.setuid(_NOBODY)
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        action.run(["步道"], parser.parse_args([]))
    assert (action.exitcode, out.getvalue().count("http://")) == (0, 1)
    assert ("read instead" in err.getvalue()) != indexed


@pytest.mark.parametrize("indexed", [False, True])
def test_reader_without_rights_can_search(indexed: bool) -> None:
    directory = Path(tempfile.mkdtemp())  # the directories of tests are closed to other users
    try:
        put(directory, wording(1, "湖滨步道"), wording(2, "别的"))
        if indexed:
            WordIndex.open(directory).close()
        for path in [directory, *directory.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        process = multiprocessing.get_context("spawn").Process(
            target=search_as_reader, args=(directory, indexed)
        )
        process.start()
        process.join()
        assert process.exitcode == 0
    finally:
        for path in (one for one in [directory, *directory.rglob("*")] if one.is_dir()):
            path.chmod(0o755)
        shutil.rmtree(directory)


def test_unknown_channel_gets_a_suggestion(filled: Archive, capsys: Capture) -> None:
    Index.open(Layout(filled.root), "demo").close()
    ended = scrapy(capsys, filled.root, "search", "步道", "--channel", "要問")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.splitlines() == [
        "no bulletins",
        "--channel 要問: no bulletin is in such a channel (did you mean '要闻'?)",
    ]
    assert scrapy(capsys, filled.root, "search", "没有的", "--channel", "要闻").err == "no bulletins\n"


def test_damaged_segment_is_named_in_one_line(filled: Archive, capsys: Capture) -> None:
    path = put(filled.root, wording(9), run="20260930T000000Z")
    path.write_bytes(b"{")
    ended = scrapy(capsys, filled.root, "search", "x")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"scrapy search: {path}, line 1 lacks id, ")
    assert ended.err.endswith(": restore the file, or move it away\n")
    assert ended.err.count("\n") == 1


def test_damaged_index_says_what_to_do(filled: Archive, capsys: Capture) -> None:
    assert scrapy(capsys, filled.root, "search", "老旧").code == 0
    path = filled.root / "search.sqlite"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM words_data WHERE id > 10")
    ended = scrapy(capsys, filled.root, "search", "老旧")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"scrapy search: {path} is damaged (")
    assert not path.exists()
    assert scrapy(capsys, filled.root, "search", "老旧").code == 0


def test_vanished_segment_is_reported_in_one_line(filled: Archive, capsys: Capture) -> None:
    assert scrapy(capsys, filled.root, "search", "老旧").code == 0
    for segment in (filled.root / "bulletins" / "demo").glob("*.jsonl"):
        segment.chmod(0)
        segment.rename(segment.with_name("away"))
        segment.mkdir()
    ended = scrapy(capsys, filled.root, "search", "老旧")
    assert (ended.code, ended.out) == (74, "")
    assert ended.err.endswith("Is a directory\n")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.crawl
@pytest.mark.parametrize("statement", ["DELETE FROM places", "DELETE FROM serial", "DROP TABLE places"])
def test_lost_rows_end_no_search_with_a_traceback(filled: Archive, statement: str) -> None:
    """The search that meets them says so in one line, if it cannot go on; the next one finds everything."""
    assert filled.scrapy("search", "步道").code == 0
    with closing(sqlite3.connect(filled.root / "search.sqlite")) as database, database:
        database.execute(statement)
    put(filled.root, wording(41, "湖滨步道", revision=2, change="revised"), run="20260930T000000Z")
    met = filled.scrapy("search", "老旧小区")
    assert "Traceback" not in met.err
    assert len(met.err.splitlines()) == 1
    healed = filled.scrapy("search", "老旧小区")
    assert (healed.code, healed.err) == (0, "20 of 30; --limit shows more\n")
