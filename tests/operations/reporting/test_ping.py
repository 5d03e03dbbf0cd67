from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.operations.reporting.ping import Ping, ping_address
from tests.archive.records import run_record
from tests.commands.inprocess import scrapy
from tests.conftest import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive
    from tests.receiver import Receiver


def test_ping_is_the_last_part_of_the_path() -> None:
    assert ping_address("https://example.org/uuid", "start") == "https://example.org/uuid/start"
    assert (
        ping_address("https://example.org/key/slug/?create=1", "3")
        == "https://example.org/key/slug/3?create=1"
    )


def test_start_comes_before_exit_status(receiver: Receiver) -> None:
    warnings: list[str] = []
    ping = Ping(receiver.address, warnings.append)
    ping.start()
    ping.end(3)
    assert receiver.paths == ["/secret-key/start", "/secret-key/3"]
    assert warnings == []


def test_job_that_never_began_pings_nobody(receiver: Receiver) -> None:
    Ping(receiver.address, print).end(2)
    Ping("", print).start()
    assert receiver.received == []


@pytest.mark.parametrize("address", ["http://user:secret@127.0.0.1:{port}/secret-key", "secret"])
def test_failure_is_one_warning_without_secrets(address: str) -> None:
    warnings: list[str] = []
    ping = Ping(address.format(port=free_port()), warnings.append)
    ping.start()
    ping.end(0)
    assert len(warnings) == 1
    assert warnings[0].startswith("PING: ")
    assert "secret" not in warnings[0]


@pytest.mark.crawl
def test_crawl_and_sweep_ping_once(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLETIN_PING", receiver.address)
    assert archive.demo("-a", "limit=1").code == 0
    assert receiver.paths == ["/secret-key/start", "/secret-key/0"]
    receiver.status = 500
    ended = archive.scrapy("sweep", "demo", "-a", "limit=1", "-a", f"port={archive.port}")
    assert receiver.paths[2:] == ["/secret-key/start", "/secret-key/0"]
    assert ended.code == 0
    assert ended.err == f"scrapy sweep: warning: PING: {receiver.address.rpartition('/')[0]}/…: HTTP 500\n"
    assert archive.demo("-a", "limit=x").code == 2
    assert len(receiver.received) == 4, "a wrong command is no run"


def test_status_names_wrong_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append_run_record(Layout(tmp_path), "haidian", run_record("20260928T000000Z"))
    ended = scrapy(capsys, tmp_path, "status", "haidian", "-s", "PING=secret")
    assert "archive: nobody is pinged: PING: it is no address like https://host/path\n" in ended.out
    assert "secret" not in ended.out
