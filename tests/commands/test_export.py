from __future__ import annotations

import json
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.export.registry import FORMATS
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT, Archive

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    put(root, *(wording(number, "文", date=f"2026-09-{number:02}") for number in range(1, 11)))
    put(root, wording(3, "改了", revision=2, change="revised", date="2026-09-03"), run="20260929T000000Z")
    put(root, wording(4, "文", revision=2, change="withdrawn", date="2026-09-04"), run="20260930T000000Z")
    put(root, wording(77, "别处"), site="other")
    return root


def exported(capsys: Capture, archive: Path, *arguments: str) -> list[tuple[int, int]]:
    target = archive.parent / "x.jsonl"
    ended = scrapy(capsys, archive, "export", "--to", str(target), "--overwrite", *arguments)
    assert (ended.code, ended.err) == (0, "")
    lines = [json.loads(line) for line in target.read_bytes().splitlines()]
    thing = "version" if "--all" in arguments else "bulletin"
    assert ended.out == f"wrote {target}: {len(lines) or 'no'} {thing}{'' if len(lines) == 1 else 's'}\n"
    return [(int(line["id"], 16), line["revision"]) for line in lines]


def test_export_takes_latest_or_all_versions(archive: Path, capsys: Capture) -> None:
    latest = exported(capsys, archive)
    assert len(latest) == 10
    assert (3, 2) in latest
    assert not any(number == 4 for number, _ in latest)
    assert exported(capsys, archive, "--latest") == latest
    assert len(exported(capsys, archive, "--all")) == 13


def test_site_channel_and_days_narrow_an_export(archive: Path, capsys: Capture) -> None:
    assert exported(capsys, archive, "--site", "other") == [(77, 1)]
    put(archive, wording(5, "改了", revision=2, change="revised", channel="通知公告"), run="20261002T000000Z")
    assert exported(capsys, archive, "--channel", "通知公告") == [(5, 2)]
    assert len(exported(capsys, archive, "--channel", "要闻")) == 9
    narrowed = exported(capsys, archive, "--since", "2026-09-03", "--until", "2026-09-05")
    assert sorted(narrowed) == [(3, 2)]
    narrowed = exported(capsys, archive, "--since", "2026-09-06", "--until", "2026-09-07")
    assert sorted(narrowed) == [(6, 1), (7, 1)]
    assert exported(capsys, archive, "--since", "2030-01-01") == []


def test_words_and_people_narrow_an_export(archive: Path, capsys: Capture) -> None:
    assert exported(capsys, archive, "改了") == [(3, 2)]
    assert exported(capsys, archive, "文", "-改了", "--since", "2026-09-09") == [(9, 1), (10, 1)]
    assert exported(capsys, archive, "文", "--all", "--until", "2026-09-04")[-1] == (4, 2)
    put(archive, wording(6, "文", revision=2, change="revised", reporters=["唐炜"]), run="20261003T000000Z")
    assert exported(capsys, archive, "--reporter", "唐炜") == [(6, 2)]
    assert exported(capsys, archive, "没有这样的话") == []


def test_unknown_channel_gets_a_suggestion(archive: Path, capsys: Capture, tmp_path: Path) -> None:
    Index.open(Layout(archive), "demo").close()
    ended = scrapy(capsys, archive, "export", "--to", f"{tmp_path}/x.csv", "--channel", "要文")
    assert ended.code == 0, ended.err
    assert ended.err == "--channel 要文: no bulletin is in such a channel (did you mean '要闻'?)\n"
    assert ended.out.endswith("x.csv: no bulletins\n")


def test_columns_reach_the_file(archive: Path, capsys: Capture, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    ended = scrapy(capsys, archive, "export", "别处", "--to", str(target), "--columns", "date,url")
    assert (ended.code, ended.err) == (0, "")
    assert target.read_text(encoding="utf-8-sig") == "date,url\n2026-09-28,http://x.gov.cn/77.html\n"


def test_rich_export_says_what_has_paragraphs_only(archive: Path, capsys: Capture, tmp_path: Path) -> None:
    target = tmp_path / "x.md"
    ended = scrapy(capsys, archive, "export", "--to", str(target), "--rich", "--site", "other")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"wrote {target}: 1 bulletin, 1 with paragraphs only: 1 without a page in the archive\n"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name a file with --to FILE; its name must end in .jsonl"),
        (["--to", "x.csv", "--rich"], "--rich: only names that end in .atom, .feed.json, .md, /"),
        (["--to", "x.doc"], "--to x.doc: the name must end in"),
        (["--to", "/none/x.csv"], "there is no directory /none"),
        (["--to", "ARCHIVE/bulletins/demo/x.jsonl"], "belongs to the archive"),
        (["--to", "ARCHIVE/search.sqlite", "--overwrite"], "belongs to the archive"),
        (["--to", "ARCHIVE/", "--overwrite"], "contains bulletins, which is not from an export"),
        (["--to", "/", "--overwrite"], "which is not from an export"),
        (["--to", "x.csv", "--site", "odher"], "has no such site; did you mean other?"),
        (["--to", "x.csv", "--since", "2026-13-01"], "--since 2026-13-01: not a day"),
        (["--to", "x.csv", "--columns", "titel,date"], "no such column (did you mean 'title'?)"),
        (["--to", "x.csv", "--columns", ","], "--columns: name at least one"),
        (["--to", "x.md", "--columns", "title"], "--columns: only names that end in .jsonl"),
        (["--to", "postgresql://x/y?table=A-B"], "table=A-B is not the name of a table"),
        (["--to", "postgresql://x/y", "--rich"], "--rich: a database holds paragraphs"),
        (["--to", "postgresql://x/y", "--latest"], "--latest: a database holds every version"),
    ],
)
def test_usage_error_is_one_line(archive: Path, capsys: Capture, arguments: list[str], says: str) -> None:
    arguments = [argument.replace("ARCHIVE", str(archive)) for argument in arguments]
    ended = scrapy(capsys, archive, "export", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_damaged_segment_is_named_in_one_line(archive: Path, capsys: Capture, tmp_path: Path) -> None:
    path = put(archive, run="20261001T000000Z")
    path.write_bytes(b"{")
    ended = scrapy(capsys, archive, "export", "--to", f"{tmp_path}/x.csv")
    assert ended.code == 1
    assert ended.err.startswith(f"scrapy export: {path}, line 1 is not a version")
    assert not (tmp_path / "x.csv").exists()


def test_unwritable_target_has_its_own_exit_code(archive: Path, capsys: Capture, tmp_path: Path) -> None:
    ended = scrapy(capsys, archive, "export", "--to", f"{tmp_path}/{'x' * 250}.csv")
    assert ended.code == 74
    assert "cannot be written: File name too long" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.crawl
@pytest.mark.parametrize(("name", "number"), [("x.csv", signal.SIGTERM), ("x.jsonl.gz", signal.SIGINT)])
def test_stopped_export_leaves_no_file(tmp_path: Path, name: str, number: int) -> None:
    archive = Archive(tmp_path / "archive", 0)
    place = put(archive.root, *(wording(one, "文" * 500) for one in range(2000))).parent
    for one in range(2, 600):
        (place / f"20260928T000000Z-{one:05}.jsonl").hardlink_to(place / "20260928T000000Z-00001.jsonl")
    (tmp_path / "out").mkdir()
    process = archive.start("export", "--all", "--to", f"{tmp_path}/out/{name}")
    # From the first bytes on the file is open: a signal between its opening and the next statement makes Python say so.
    while not any(path.stat().st_size for path in (tmp_path / "out").iterdir()):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 128 + number
    assert list((tmp_path / "out").iterdir()) == []


def test_documented_endings_are_complete() -> None:
    documented = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    table = documented.partition("| FILE ends in |")[2]
    endings = [
        ending
        for row in re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE)
        for ending in re.findall(r"`([^`]+)`", row)
    ]
    assert endings == list(FORMATS)
