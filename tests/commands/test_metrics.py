from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from tests.archive.records import run_record
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    append_run_record(Layout(tmp_path / "archive"), "haidian", run_record("20260928T000000Z"))
    return tmp_path / "archive"


def names(text: str) -> set[str]:
    return {family.name for family in text_string_to_metric_families(text)}


def test_metrics_are_printed_or_written(archive: Path, tmp_path: Path, capsys: Capture) -> None:
    printed = scrapy(capsys, archive, "status", "haidian", "--prometheus")
    path = tmp_path / "bulletin.prom"
    path.write_text("old", encoding="utf-8")
    written = scrapy(capsys, archive, "status", "haidian", "--prometheus", str(path))
    assert (written.out, written.code) == ("", printed.code)
    assert {"bulletin_site_exit_code", "bulletin_archive_free_bytes"} <= names(printed.out)
    assert names(path.read_text(encoding="utf-8")) == names(printed.out)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["bulletin.prom"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["haidian"], "'haidian' does not end with .prom"),
        (["none/x.prom"], "there is no directory none"),
        (["{archive}/runs/x.prom"], "only the archive itself writes to "),
        (["x.prom", "--json"], "--json and --prometheus are two forms of the same"),
    ],
)
def test_wrong_file_is_one_line(archive: Path, capsys: Capture, arguments: list[str], text: str) -> None:
    given = [one.format(archive=archive) for one in arguments]
    ended = scrapy(capsys, archive, "status", "--prometheus", *given)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert text in ended.err


def test_file_that_cannot_be_written_is_one_line(archive: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "x.prom").mkdir()
    ended = scrapy(capsys, archive, "status", "--prometheus", str(tmp_path / "x.prom"))
    assert ended.code == 74
    assert ended.err.endswith("x.prom: Is a directory\n")
