"""Days of the demo site: revisits publish what was edited, withdrawn or restored, and `history` shows it."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.demo.content import articles, daily
from tests.commands.inprocess import scrapy
from tests.conftest import Archive, free_port

pytestmark = pytest.mark.crawl

EDITED, RENAMED, GONE, GONE_SOFTLY, OLD = (articles()[number].path for number in (3, 2, 5, 21, 11))
MOVED = articles()[11].on(4).path
TABLE = daily(2)[1].path


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The demo site on its days 1, 2, 3, 4 and 9. Each run revisits every bulletin. Only for reading."""
    archive = Archive(tmp_path_factory.mktemp("days") / "archive", free_port())
    revisit_all = ("-a", "revisit=all", "-s", "WITHDRAWN_VISITS=2", "-s", "WITHDRAWN_DAYS=0")
    for day in (1, 2, 3, 4, 9):
        ended = archive.demo("-a", f"day={day}", *revisit_all)
        assert ended.code == 0, ended.err
        assert "Traceback" not in ended.err
    return archive


def versions(archive: Archive, path: str) -> list[dict[str, Any]]:
    return [version for version in archive.versions() if version["url"].endswith(path)]


def test_edited_page_is_a_revision(days: Archive) -> None:
    first, second = versions(days, EDITED)
    assert (second["change"], second["revision"]) == ("revised", 2)
    assert second["previous"] == first["fingerprint"] != second["fingerprint"]
    assert first["paragraphs"] != second["paragraphs"] == list(articles()[3].on(2).paragraphs)


def test_missing_page_is_withdrawn_and_later_restored(days: Archive) -> None:
    first, gone, back = versions(days, GONE)
    assert [version["change"] for version in (first, gone, back)] == ["new", "withdrawn", "restored"]
    assert [version["revision"] for version in (first, gone, back)] == [1, 2, 3]
    assert gone["previous"] == back["previous"] == first["fingerprint"]
    assert gone["paragraphs"] == first["paragraphs"] == back["paragraphs"]
    assert gone["evidence"]["change"]["rule"] == "http-404"
    assert gone["evidence"]["change"]["text"].startswith("missing on 2 visits in a row since ")
    assert gone["fetched_at"] > first["fetched_at"]
    (of_day_2,) = days.runs()[1]["captures"]
    assert gone["capture"]["file"] == of_day_2["name"], "the same answer on day 3 was only noted"


def test_soft_404_is_withdrawn_once(days: Archive) -> None:
    found = versions(days, GONE_SOFTLY)
    assert [version["change"] for version in found] == ["new", "withdrawn"]
    assert found[1]["evidence"]["change"]["rule"] == "says-not-there"


def test_unchanged_page_has_one_version(days: Archive) -> None:
    """The run record counts the result of each revisit."""
    changed = {EDITED, RENAMED, GONE, GONE_SOFTLY, OLD, MOVED, TABLE}
    for version in days.versions():
        if not version["url"].endswith(tuple(changed)):
            assert version["revision"] == 1
    results = [{result: len(found) for result, found in run["visits"].items()} for run in days.runs()]
    assert results[0] == {}
    assert results[1]["revised"] == results[1]["missing"] == 1
    assert sum(results[1].values()) == 60


def test_history_shows_what_changed(days: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    root = f"http://127.0.0.1:{days.port}"
    ended = scrapy(capsys, days.root, "history", root + EDITED)
    assert ended.code == 0, ended.err
    before, after = (articles()[3].on(day).paragraphs[5] for day in (1, 2))
    shown = before.replace("339", "[-339-]{+239+}")
    assert [line for line in ended.out.splitlines() if line.startswith(("revision", "    "))] == [
        f"revision 1: new, seen {seen(days, EDITED, 0)}",
        f"revision 2: revised, seen {seen(days, EDITED, 1)}",
        f"    ~ {shown}",
    ]
    assert "HTTP 404; missing on 2 visits in a row" in scrapy(capsys, days.root, "history", root + GONE).out
    printed = scrapy(capsys, days.root, "history", "--json", root + EDITED).out
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line["version"] for line in lines] == versions(days, EDITED)
    assert lines[1]["changes"] == {"paragraphs": [{"at": 5, "old": [before], "new": [after]}]}


def seen(archive: Archive, path: str, number: int) -> str:
    version = versions(archive, path)[number]
    moment = version["fetched_at"][:16].replace("T", " ")
    return f"{moment} +08:00, kept in {version['capture']['file']} at {version['capture']['offset']}"


def test_show_opens_the_page_as_it_was_kept(days: Archive, tmp_path: Path) -> None:
    """The browser of this test notes what it is asked to open."""
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    days_of_edits = versions(days, EDITED)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER", f"{browser} %s")
        patched.setenv("TMPDIR", str(tmp_path))
        ended = days.scrapy("show", days_of_edits[0]["url"], "--revision", "1", "--open")
    page = Path(ended.out.strip())
    assert (ended.code, opened.read_text(encoding="utf-8").strip()) == (0, page.as_uri()), ended.err
    html = page.read_text(encoding="utf-8")
    assert days_of_edits[0]["paragraphs"][5] in html
    assert "default-src 'none'" in html
    assert "<img" not in html
    assert "<script" not in html


def test_show_opens_last_words_of_a_withdrawn_one(
    days: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = versions(days, GONE_SOFTLY)[0]
    ended = scrapy(capsys, days.root, "show", gone["id"], "--open")
    assert (ended.code, gone["paragraphs"][0] in Path(ended.out.strip()).read_text(encoding="utf-8")) == (
        0,
        True,
    )
    assert ended.err == "no browser could be opened here; open the file in one yourself\n"
    source = scrapy(capsys, days.root, "show", gone["id"], "--open", "raw", "--revision", "1").out.strip()
    assert source.endswith(".txt")
    assert f"<title>{gone['title']}" in Path(source).read_text(encoding="utf-8")


def test_unknown_bulletin_has_no_history(
    days: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = scrapy(capsys, days.root, "history", "http://nowhere.example/a.html")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(
        "scrapy history: usage: no bulletin with the address http://nowhere.example/a.html in the archive at "
    )
    assert scrapy(capsys, days.root, "history").code == 2
    ended = scrapy(capsys, tmp_path / "archive", "history", "http://nowhere.example/a.html")
    assert ended.code == 2
    assert ended.err.startswith("scrapy history: usage: nothing is archived at ")


def test_every_version_names_the_capture_of_its_page(days: Archive) -> None:
    for version in days.versions():
        exchange = read_exchange(days.root, version["capture"])
        if version["change"] == "withdrawn" and version["evidence"]["change"]["rule"] == "http-404":
            assert exchange.status == 404
        else:
            assert exchange.status == 200
        assert exchange.row is not None
        assert exchange.row["bulletin"] == version["id"] or version["change"] == "moved"


def test_unchanged_pages_are_noted_not_kept(days: Archive) -> None:
    results = {result: len(found) for result, found in days.runs()[1]["visits"].items()}
    assert results == {"not modified": 58, "revised": 1, "missing": 1}
    files = sorted((days.root / "captures" / "demo").iterdir())
    kinds = Counter(record.type for record in read_records(files[1]))
    assert kinds["revisit"] == 0
    answers = days.runs()[1]["requests"] - 1  # the request that wakes the spider goes to no server
    assert kinds["response"] == answers - days.runs()[1]["confirmed"]["count"] < 12


@pytest.fixture(scope="module")
def shown_days(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The demo on its first two days, each with a clock that shows the day. Only for reading."""
    archive = Archive(tmp_path_factory.mktemp("shown") / "archive", free_port())
    for day in ("1", "2"):
        ended = archive.demo("-a", f"day={day}", "-a", "clock=day")
        assert (ended.code, ended.err) == (0, "")
    return archive


def test_moved_clock_is_in_names_lines_and_record(shown_days: Archive) -> None:
    record = shown_days.runs()[1]
    assert record["run"] == "20260929T123000Z"
    assert record["ended"] == "2026-09-29T12:30:00+00:00"
    assert dt.datetime.fromisoformat(record["clock"]["began"]).tzinfo
    found = shown_days.versions(run=record["run"])
    assert {version["fetched_at"] for version in found} == {"2026-09-29T20:30:00+08:00"}
    (file,) = record["captures"]
    dates = {one.headers["warc-date"][:16] for one in read_records(shown_days.root / file["name"])}
    assert dates == {"2026-09-29T12:30"}
    verified = shown_days.scrapy("verify")
    assert verified.code == 0, verified.out


def test_clock_goes_never_back(shown_days: Archive) -> None:
    ended = shown_days.demo("-a", "day=1", "-a", "clock=day")
    assert ended.code == 2
    assert f"{shown_days.root} has records of demo that are later than 2026-09-28" in ended.err
    assert len(ended.err.splitlines()) == 1
