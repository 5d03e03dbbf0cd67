from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive
    from tests.sinks import Sink

Capture = pytest.CaptureFixture[str]


def test_test_message_reaches_every_address(tmp_path: Path, capsys: Capture, sink: Sink) -> None:
    ended = scrapy(capsys, tmp_path, "notify", "--test", "-s", f"NOTIFY={sink.url} {sink.url}/b")
    assert (ended.code, ended.out) == (0, "2 addresses: a message is sent; look whether it arrives\n")
    assert [(message["title"], message["type"]) for message in sink.received] == [
        ("Bulletin Spider: a test", "success")
    ] * 2
    sink.status = 500
    ended = scrapy(capsys, tmp_path, "notify", "--test", "-s", f"NOTIFY={sink.url}")
    assert (ended.code, ended.err) == (1, "scrapy notify: a notification could not be delivered\n")


@pytest.mark.parametrize(
    ("addresses", "text"),
    [("", "BULLETIN_NOTIFY is not set: nobody is notified"), ("wecomb://key", "number 1, wecomb://…")],
)
def test_wrong_addresses_are_one_line(tmp_path: Path, capsys: Capture, addresses: str, text: str) -> None:
    ended = scrapy(capsys, tmp_path, "notify", "-s", f"NOTIFY={addresses}")
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert text in ended.err


@pytest.mark.crawl
def test_wrong_address_costs_no_run(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLETIN_NOTIFY", "wecomb://key")
    ended = archive.demo("-a", "limit=1")
    assert ended.code == 0
    assert len(archive.versions()) == 1
    (line,) = ended.err.splitlines()
    assert line.startswith("scrapy crawl: warning: nobody is notified: NOTIFY holds an address that")


@pytest.mark.crawl
def test_run_that_cannot_begin_notifies_once(
    archive: Archive, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLETIN_NOTIFY", sink.url)
    archive.root.write_text("no directory", encoding="utf-8")
    for _ in range(2):
        assert archive.demo().code == 74
    assert [message["title"] for message in sink.received] == ["Bulletin Spider: demo: output failed"]
    archive.root.unlink()
    assert archive.demo("-a", "limit=1").code == 0
    assert sink.received[-1]["title"] == "Bulletin Spider: demo: recovered"
