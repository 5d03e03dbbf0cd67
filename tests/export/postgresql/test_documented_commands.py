"""Every export that docs/export.md shows runs as it is printed there, for a site and a server of the test."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT
from tests.postgresql import role_of_docs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow
DOCUMENT = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ bulletin (export .*)$", DOCUMENT, re.MULTILINE)
SERVER = "postgresql://news@localhost/news"


@pytest.fixture
def haidian(tmp_path: Path) -> Path:
    written = wording(2, "老旧小区改造", site="haidian", channel="通知公告", reporters=["唐炜"])
    put(tmp_path / "archive", wording(1, "文", site="haidian"), written, site="haidian")
    return tmp_path / "archive"


def test_the_page_shows_exports() -> None:
    assert len(COMMANDS) >= 9
    assert sum(SERVER in command for command in COMMANDS) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_documented_export_runs(
    haidian: Path, database: str, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    command = re.sub(r"(?<=--to )(?=\w+[./](?!/))", f"{haidian.parent}/", command)
    command = command.replace(f"{SERVER}?", f"{database}?").replace(SERVER, database)
    ended = scrapy(capsys, haidian, *shlex.split(command, comments=True))
    assert (ended.code, ended.err) == (0, "")
    assert re.match(r"(wrote|sent to) .*: [12] (new version|bulletin|version)", ended.out)


def test_documented_right_lets_read(
    archive: Path, database: str, ask: Callable[..., list[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    (statement,) = re.findall(r"^```sql\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert scrapy(capsys, archive, "export", "--to", database).code == 0
    with psycopg.connect(database, autocommit=True) as connection:
        role_of_docs(connection)
    ask(statement)
    reader = database.replace("//postgres@", "//reader:@")
    assert ask("SELECT count(*) FROM bulletins", address=reader) == [6]
    assert ask("SELECT count(*) FROM bulletins_latest", address=reader) == [3]
