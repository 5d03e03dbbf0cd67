"""A database gets every version once: also after a kill, from several calls, and when columns are added."""

from __future__ import annotations

import datetime as dt
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.exceptions import ExportFault, UsageFault
from bulletin_spider.export.postgresql.address import parse_address
from bulletin_spider.export.postgresql.sending import BATCH_ROWS, selection_key, send_archive
from bulletin_spider.export.selection import Selection
from bulletin_spider.export.writing import export
from bulletin_spider.items import Bulletin
from tests.archive.packing.building import NOW, SITE, lines, run
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Ask = Callable[..., list[Any]]

pytestmark = pytest.mark.slow
EVERY = "SELECT site, id, revision FROM bulletins ORDER BY 1, 2, 3"


def send(archive: Path, address: str, *, again: bool = False, **options: Any) -> int:
    return send_archive(archive, parse_address(address), Selection(**options), again=again)


def keys(ask: Ask) -> list[tuple[str, int, int]]:
    return [(site, int(identity, 16), revision) for site, identity, revision in ask(EVERY)]


ALL = [("demo", 1, 1), ("demo", 2, 1), ("demo", 2, 2), ("demo", 3, 1), ("demo", 3, 2), ("other", 77, 1)]


def test_second_call_sends_what_is_new(archive: Path, database: str, ask: Ask) -> None:
    assert send(archive, database) == 6
    assert keys(ask) == ALL
    assert send(archive, database) == 0
    put(archive, wording(1, "甲改", revision=2, change="revised"), run="20260930T000000Z")
    assert send(archive, database) == 1
    assert keys(ask) == sorted([*ALL, ("demo", 1, 2)])


def test_columns_are_typed(archive: Path, database: str, ask: Ask) -> None:
    send(archive, database)
    (row,) = ask(
        "SELECT date, fetched_at, reporters, images, revision FROM bulletins WHERE title = '题' AND right(id, 2) = '01'"
    )
    assert row[0] == dt.date(2026, 9, 28)
    assert row[1] == dt.datetime.fromisoformat("2026-09-28T12:00:00+08:00")
    assert row[2:] == (["唐炜", "何川"], [{"url": "http://x/1.png", "caption": None}], 1)
    assert ask("SELECT document ->> 'issuer' FROM bulletins WHERE site = 'other'") == ["区府"]


def test_view_has_latest_versions_without_withdrawn(archive: Path, database: str, ask: Ask) -> None:
    send(archive, database)
    assert ask("SELECT id, revision FROM bulletins_latest WHERE site = 'demo' ORDER BY id") == [
        (f"{1:016x}", 1),
        (f"{2:016x}", 2),
    ]


def test_each_selection_has_its_own_cursor(archive: Path, database: str, ask: Ask) -> None:
    assert send(archive, database, words="别处") == 1
    assert send(archive, database, site="demo") == 5
    assert send(archive, database, words="别处") == 0
    assert send(archive, database) == 1
    assert keys(ask) == ALL


def test_long_selection_has_a_short_name() -> None:
    assert len(selection_key(Selection(words="字" * 5000))) == 64
    assert selection_key(Selection(words="字" * 5000)) != selection_key(Selection(words="词" * 5000))


def test_added_columns_are_filled(archive: Path, database: str, ask: Ask) -> None:
    send(archive, database, columns=("title", "date"))
    table = (
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
    )
    assert ask(table, "bulletins") == ["site", "id", "revision", "change", "title", "date"]
    assert send(archive, database) == 6
    assert ask(table, "bulletins_latest") == ask(table, "bulletins")
    assert ask("SELECT count(*) FROM bulletins WHERE url IS NULL") == [0]


def test_everything_is_sent_again_on_demand(archive: Path, database: str, ask: Ask) -> None:
    send(archive, database)
    ask("UPDATE bulletins SET title = 'changed here'")
    assert send(archive, database) == 0
    assert send(archive, database, again=True) == 6
    assert ask("SELECT count(*) FROM bulletins WHERE title = '题'") == [6]


def test_table_and_schema_can_be_named(archive: Path, database: str, ask: Ask) -> None:
    ask("CREATE SCHEMA news")
    assert send(archive, f"{database}?table=news.items") == 6
    assert ask("SELECT count(*) FROM news.items") == [6]
    assert ask("SELECT DISTINCT table_name FROM news.bulletin_export_cursor") == ["news.items"]


KILLED = """
import sys, time
from pathlib import Path
from bulletin_spider.export.postgresql.address import parse_address
from bulletin_spider.export.postgresql.sending import BATCH_ROWS, send_archive
from bulletin_spider.export.selection import Selection

def progress(count):
    if count > BATCH_ROWS + 500:
        print("sending", flush=True)
        time.sleep(600)

send_archive(Path(sys.argv[1]), parse_address(sys.argv[2]), Selection(), progress=progress)
"""


def test_killed_call_loses_and_doubles_nothing(tmp_path: Path, database: str, ask: Ask) -> None:
    for number in range(1, 40):
        put(tmp_path, *(wording(number * 100 + one) for one in range(100)), number=number)
    command = [sys.executable, "-c", KILLED, str(tmp_path), database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "sending\n"
        process.send_signal(signal.SIGKILL)
    assert ask("SELECT count(*) FROM bulletins") == [BATCH_ROWS]
    assert ask("SELECT segment FROM bulletin_export_cursor") == ["20260928T000000Z-00020.jsonl"]
    assert send(tmp_path, database) == 3900 - BATCH_ROWS
    assert ask("SELECT count(*), count(DISTINCT id) FROM bulletins") == [(3900, 3900)]


def test_packed_month_is_continued(tmp_path: Path, database: str, ask: Ask) -> None:
    """The cursor is in the middle of the month that becomes a pack."""
    layout = Layout(tmp_path)
    for month, day in (("09", 5), ("09", 15), ("10", 5)):
        number = len(lines(layout)) if layout.sites() else 0
        run(layout, dt.datetime(2026, int(month), day, 6, tzinfo=dt.UTC), range(number + 1, number + 4))
        if not number:
            assert send(tmp_path, database) == 3
    packed = list(pack_site(layout, SITE, "2026-10", NOW, segments=True))
    assert len(packed) == 1
    assert send(tmp_path, database) == 6
    assert send(tmp_path, database) == 0
    assert ask("SELECT count(*) FROM bulletins") == [9]


def test_reader_reads_and_cannot_write(archive: Path, database: str, ask: Ask) -> None:
    send(archive, database)
    ask("CREATE ROLE reader_of_sending LOGIN")
    try:
        ask("GRANT SELECT ON bulletins, bulletins_latest TO reader_of_sending")
        reader = database.replace("//postgres@", "//reader_of_sending:secret@")
        assert reader != database
        assert ask("SELECT count(*) FROM bulletins_latest", address=reader) == [3]
        with pytest.raises(ExportFault, match="permission denied for table bulletin_export_cursor") as raised:
            send(archive, reader)
        assert "secret" not in str(raised.value)
    finally:
        ask("DROP OWNED BY reader_of_sending; DROP ROLE reader_of_sending")


def test_writer_without_right_to_make_tables_sends(archive: Path, database: str, ask: Ask) -> None:
    send(archive, database)
    ask("CREATE ROLE writer LOGIN")
    try:
        ask("GRANT SELECT, INSERT, UPDATE ON bulletins, bulletin_export_cursor TO writer")
        put(archive, wording(5), run="20260930T000000Z")
        assert send(archive, database.replace("//postgres@", "//writer:@")) == 1
    finally:
        ask("DROP OWNED BY writer; DROP ROLE writer")


def test_items_of_any_class_are_sent(database: str, ask: Ask) -> None:
    items = [Bulletin(**wording(1)), wording(2)]
    assert export(items, database) == export(items, database) == 2
    assert keys(ask) == [("demo", 1, 1), ("demo", 2, 1)]
    assert ask("SELECT count(*) FROM bulletin_export_cursor") == [0]


@pytest.mark.parametrize("text", ["a\0b", "\ud800"], ids=["NUL", "surrogate"])
def test_text_that_no_database_holds_is_a_fault(database: str, ask: Ask, text: str) -> None:
    """No archive holds such a text; items of a program may."""
    with pytest.raises(ExportFault, match="cannot be written"):
        export([wording(1), wording(2, title=text)], database)
    assert ask("SELECT count(*) FROM bulletins") == [0]


def test_command_sends_and_says_how_many(
    archive: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_password = database.replace("//postgres@", "//postgres:secret@")
    said = []
    for _ in range(2):
        ended = scrapy(capsys, archive, "export", "--to", with_password)
        assert (ended.code, ended.err) == (0, "")
        said.append(ended.out.partition(" (bulletins)")[2])
        assert "secret" not in ended.out
    assert said == [": 6 new versions\n", ": no new versions\n"]


@pytest.mark.parametrize(
    "user",
    [
        "u:sec@ret@",
        "u:sec/ret@",
        "u:sec?ret@",
        "u:sec%ret@",
        "u:sec@ret/x@",
        "u:secret",
        "[::1/x?password=secret",
    ],
)
def test_part_of_a_password_is_never_shown(user: str) -> None:
    with pytest.raises(UsageFault, match="write @ as %40") as raised:
        parse_address(f"postgresql://{user}127.0.0.1/news" if user.endswith("@") else f"postgresql://{user}")
    assert not re.search("sec|ret", str(raised.value))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:a%40b@[::1]:1/x",
        "postgresql://h:1,i:2/x",
        "POSTGRESQL://h",
        "postgresql:///x?user=a@b",
    ],
)
def test_address_of_every_form_is_read(address: str) -> None:
    assert parse_address(address).address.startswith("postgresql://")


@pytest.mark.parametrize("address", ["postgresql://u:secret@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?password=secret", "postgresql://127.0.0.1/x?nonsense=secret&password=secret"])  # fmt: skip
def test_unreachable_server_is_one_line(
    archive: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    ended = scrapy(capsys, archive, "export", "--to", address)
    assert (ended.code, ended.out) == (74, "")
    assert len(ended.err.splitlines()) == 1
    assert "cannot be written: " in ended.err
    assert "u:secret" not in ended.err
    assert "password=secret" not in ended.err


def test_wrong_table_is_one_line(archive: Path, database: str, ask: Ask) -> None:
    ask("CREATE TABLE bulletins (site text, id text, revision int, change text)")
    with pytest.raises(ExportFault, match="no unique or exclusion constraint"):
        send(archive, database)


def test_database_that_stops_is_a_fault(archive: Path, database: str, ask: Ask) -> None:
    """The server ends the connection between two segments."""

    def end_others(_count: int) -> None:
        ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'bulletin export' AND datname = current_database()"
        )

    with pytest.raises(ExportFault, match="connection"):
        send_archive(archive, parse_address(database), Selection(), progress=end_others)
    assert send(archive, database) == 6
    assert issubclass(psycopg.OperationalError, psycopg.Error)
