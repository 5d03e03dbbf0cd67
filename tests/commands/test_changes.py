from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.reporting.table import display_width
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Ended

    Changes = Callable[..., Ended]

OLD = "全区推进老旧小区改造，年内加装电梯20部，各街道已经排出了工期。"
NEW = OLD.replace("20部", "30部")
ALL = ("--since", "2026-09-01")


def of_day(day: int, number: int, text: str, revision: int = 1, **fields: Any) -> dict[str, Any]:
    moment = f"2026-09-{day:02}T12:00:00+08:00"
    return wording(
        number, text, **{"title": f"第{number}篇", "fetched_at": moment, "revision": revision} | fields
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    archive = tmp_path / "archive"
    put(archive, of_day(20, 1, OLD), of_day(20, 2, "会议通报疫情。"), run="20260920T040000Z")
    put(archive, of_day(21, 9, "外区的消息。", site="other"), run="20260921T040000Z", site="other")
    put(
        archive,
        of_day(22, 1, NEW, 2, change="revised"),
        of_day(22, 2, "会议通报疫情。", 2, change="reread"),
        run="20260922T040000Z",
    )
    gone = {"change": {"rule": "status", "text": "HTTP 404"}}
    put(
        archive,
        of_day(23, 2, "会议通报疫情。", 3, change="withdrawn", evidence=gone),
        run="20260923T040000Z",
    )
    return archive


@pytest.fixture
def changes(archive: Path, capsys: pytest.CaptureFixture[str]) -> Changes:
    return lambda *arguments: scrapy(capsys, archive, "changes", *arguments)


def titles(ended: Ended) -> list[str]:
    return [line.strip() for line in ended.out.splitlines() if line.startswith("  第")]


def test_newest_change_comes_first(changes: Changes) -> None:
    ended = changes(*ALL)
    assert titles(ended) == ["第2篇", "第1篇", "第9篇", "第1篇", "第2篇"]
    first, second, *_ = ended.err.splitlines()
    assert (first, second) == ("changes since 2026-09-01 00:00 +08:00, the newest first", "5 changes")


def test_time_without_zone_is_of_the_sites(changes: Changes, archive: Path) -> None:
    put(archive, of_day(24, 4, "后来的。", fetched_at="2026-09-24T07:00:00"), run="20260924T040000Z")
    assert titles(changes("--since", "2026-09-24T07:00")) == ["第4篇"]
    assert titles(changes("--since", "2026-09-24T07:01")) == []


def test_coverage_of_the_time_is_said(changes: Changes) -> None:
    assert changes(*ALL).err.splitlines()[-3:] == [
        "coverage of that time:",
        "  demo: it is not known whether its runs were well",
        "  other: it is not known whether its runs were well",
    ]
    assert changes(*ALL, "--site", "other", "--json").err.splitlines()[-1] == "1 change"


def test_change_shows_what_is_different(changes: Changes) -> None:
    ended = changes(*ALL, "--kind", "revised")
    assert ended.out.splitlines() == [
        "2026-09-22 12:00  revised (figures)  demo · 要闻 · 2026-09-28",
        "  第1篇",
        "  http://x.gov.cn/1.html",
        "    全区推进老旧小区改造，年内加装电梯[-20-]{+30+}部，各街道已经排出了工期。",
    ]


def test_default_is_the_last_seven_days(changes: Changes, archive: Path) -> None:
    ended = changes()
    assert ended.out == ""
    assert "the last 7 days (--since is another time)" in ended.err
    assert "no changes; the last run that published began on 2026-09-23 12:00 +08:00" in ended.err
    now = dt.datetime.now(SHANGHAI).isoformat(timespec="seconds")
    put(archive, of_day(1, 3, "今天的。", fetched_at=now), run=f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}")
    assert titles(changes()) == ["第3篇"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--since", "2026-09-22T12:00"], ["第2篇", "第1篇"]),
        (["--since", "2026-09-22T12:00+07:00"], ["第2篇"]),
        ([*ALL, "--site", "other"], ["第9篇"]),
        ([*ALL, "--channel", "通知公告"], []),
        ([*ALL, "--kind", "withdrawn,reread"], ["第2篇", "第2篇"]),
        ([*ALL, "--kind", "figures"], ["第1篇"]),
        ([*ALL, "--kind", "table"], []),
        (["电梯", "30部", *ALL], ["第1篇"]),
        (["电梯 20部", *ALL], ["第1篇", "第1篇"]),
        (["会议", "-疫情", *ALL], []),
        ([*ALL, "--limit", "2"], ["第2篇", "第1篇"]),
        ([*ALL, "--limit", "0"], ["第1篇", "第2篇", "第1篇", "第2篇", "第9篇"]),
    ],
)
def test_options_select_the_changes(changes: Changes, arguments: list[str], expected: list[str]) -> None:
    assert titles(changes(*arguments)) == expected


def test_summary_counts_what_the_limit_hides(changes: Changes) -> None:
    assert changes(*ALL, "--limit", "2").err.splitlines()[1] == "2 of 5 changes; --limit 0 shows all"


def test_json_has_the_whole_difference(changes: Changes) -> None:
    lines = [json.loads(line) for line in changes(*ALL, "--json").out.splitlines()]
    assert [line["version"]["revision"] for line in lines] == [1, 1, 2, 3, 1]
    assert lines[2]["changes"] == {"paragraphs": [{"at": 0, "old": [OLD], "new": [NEW]}]}
    assert [line["kinds"] for line in lines] == [[], [], ["figures"], [], []]


def test_cursor_shows_each_change_once(changes: Changes, archive: Path, tmp_path: Path) -> None:
    cursor = tmp_path / "state" / "cursor.json"
    first = changes("--cursor", str(cursor))
    assert (first.code, first.out) == (0, "")
    assert first.err == f"{cursor} begins now: the next call shows what is published after this one\n"
    assert changes("--cursor", str(cursor)).out == ""
    put(archive, of_day(24, 4, "后来的。"), run="20260924T040000Z")
    put(archive, of_day(24, 8, "新来的区。", site="third"), run="20260924T040000Z", site="third")
    assert titles(changes("--cursor", str(cursor))) == ["第4篇", "第8篇"]
    assert titles(changes("--cursor", str(cursor))) == []
    assert json.loads(cursor.read_bytes()) == {
        "demo": "20260924T040000Z-00001.jsonl",
        "other": "20260921T040000Z-00001.jsonl",
        "third": "20260924T040000Z-00001.jsonl",
    }


def test_cursor_begins_where_since_says(changes: Changes, tmp_path: Path) -> None:
    options = ("--cursor", str(tmp_path / "cursor.json"), "--since", "2026-09-22")
    assert titles(changes(*options)) == ["第1篇", "第2篇"]
    assert titles(changes(*options)) == []


def test_cursor_stays_if_a_line_is_damaged(changes: Changes, archive: Path, tmp_path: Path) -> None:
    cursor = tmp_path / "cursor.json"
    changes("--cursor", str(cursor))
    before = cursor.read_bytes()
    segment = put(archive, of_day(24, 4, "后来的。"), run="20260924T040000Z")
    segment.write_bytes(segment.read_bytes() + b"{half\n")
    ended = changes("--cursor", str(cursor))
    assert (ended.code, cursor.read_bytes()) == (1, before)
    assert "20260924T040000Z-00001.jsonl, line 2 lacks id" in ended.err


@pytest.mark.parametrize("code", [74, 0], ids=["full disk", "closed pipe"])
def test_cursor_stays_if_the_output_breaks_off(archive: Path, tmp_path: Path, code: int) -> None:
    """A closed pipe is no error, as of every command."""
    cursor = tmp_path / "cursor.json"
    command = [sys.executable, "-m", "bulletin_spider", "changes", *ALL, "--json", "--cursor", str(cursor)]
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"BULLETIN_ARCHIVE": str(archive)},
            stdout=full if code else writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    os.close(writing)
    assert (done.returncode, cursor.exists()) == (code, False)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "gestern"], "--since gestern: not a time, write it like 2026-11-01, 2026-11-01T08:00 or 24h"),
        (["--since", "999999w"], "--since 999999w: not a time"),
        (["--since", "99999w"], "--since 99999w: not a time"),
        (["--since", "0001-01-01"], "--since 0001-01-01: not a time"),
        (["--kind", "revise"], "--kind revise: no such kind (did you mean 'revised'?); known: new, revised"),
        (["--limit", "x"], "--limit x: not a whole number"),
        (["--limit", "3", "--cursor", "{cursor}"], "--limit would leave out changes that --cursor passes"),
        (["--cursor", "{wrong}"], "is no cursor of this command: name another file, or remove it"),
        (["--cursor", "{wrong}/x"], "cannot be read: Not a directory"),
        (["--site", "othr"], "--site othr"),
    ],
)  # fmt: skip
def test_wrong_option_is_one_line(
    changes: Changes, tmp_path: Path, arguments: list[str], message: str
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"demo": "zzz"}', encoding="utf-8")
    named = [one.format(wrong=wrong, cursor=tmp_path / "cursor.json") for one in arguments]
    ended = changes(*named)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert message in ended.err


def test_exit_code_says_whether_something_changed(changes: Changes) -> None:
    assert changes(*ALL, "--exit-code").code == 0
    assert changes("--exit-code").code == 1
    assert changes("--exit-code", "--since", "x").code == 2


def test_no_line_is_wider_than_a_terminal(changes: Changes, archive: Path) -> None:
    long = "各街道乡镇要把群众的诉求办理好" * 9
    title = {"title": long, "channel": "一个名称非常长的栏目" * 3}
    put(archive, of_day(24, 4, long + "一。", **title), run="20260924T040000Z")
    put(archive, of_day(25, 4, long + "二。", 2, change="revised", **title), run="20260925T040000Z")
    lines = changes(*ALL).out.splitlines()
    assert all(display_width(line) <= 80 for line in lines)


def test_missing_previous_version_is_said(changes: Changes, archive: Path) -> None:
    put(archive, of_day(24, 7, "后来的。", 2, change="revised"), run="20260924T040000Z")
    assert "    the version before it cannot be read: nothing is compared" in changes(*ALL).out.splitlines()


def test_moved_bulletin_has_each_address_once(
    changes: Changes, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = wording(1, NEW)["url"]
    moved = {"moved_to": f"{url}-new", "evidence": {"change": {"rule": "http-404", "text": url}}}
    put(archive, of_day(24, 1, NEW, 3, change="moved", **moved), run="20260924T040000Z")
    shown = changes(*ALL, "--kind", "moved").out.splitlines()
    assert shown[2:] == [f"  {url}-new", f"    it was at {url}", "    HTTP 404"]
    history = scrapy(capsys, archive, "history", wording(1, NEW)["id"]).out.splitlines()
    assert history[-2:] == [f"  now at {url}-new", "  HTTP 404"]
