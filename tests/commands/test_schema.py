from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.contract.schema import bulletin_schema
from bulletin_spider.contract.tables import markdown_table, table_schema
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def test_all_three_forms_are_printed(tmp_path: Path, capsys: Capture) -> None:
    archive = tmp_path / "archive"
    assert json.loads(scrapy(capsys, archive, "schema").out) == bulletin_schema()
    assert json.loads(scrapy(capsys, archive, "schema", "--table").out) == table_schema()
    assert scrapy(capsys, archive, "schema", "--markdown").out.strip() == markdown_table()
    assert not archive.exists()


def test_usage_error_is_one_line(tmp_path: Path, capsys: Capture) -> None:
    ended = scrapy(capsys, tmp_path, "schema", "please")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "scrapy schema: unexpected argument 'please'; see 'scrapy schema -h'\n"


@pytest.mark.crawl
def test_closed_pipe_is_no_error() -> None:
    command = [sys.executable, "-m", "scrapy", "schema"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
