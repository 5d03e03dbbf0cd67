from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from bulletin_spider.contract.schema import bulletin_schema
from bulletin_spider.contract.tables import markdown_table, table_schema
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Archive


def test_the_three_forms_of_the_contract_are_printed(archive: Archive) -> None:
    assert json.loads(archive.scrapy("schema").out) == bulletin_schema()
    assert json.loads(archive.scrapy("schema", "--table").out) == table_schema()
    assert archive.scrapy("schema", "--markdown").out.strip() == markdown_table()
    assert not archive.root.exists()


def test_what_cannot_be_meant_is_one_line_and_exit_code_2(archive: Archive) -> None:
    for argument in ("please", "--nonsense"):
        ended = archive.scrapy("schema", argument)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == f"scrapy schema: {argument} is not understood; 'scrapy schema -h' tells what is\n"


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = [sys.executable, "-m", "scrapy", "schema"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
