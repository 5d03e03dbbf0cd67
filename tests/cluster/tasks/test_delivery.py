from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import transaction
from bulletin_spider.cluster.tasks.delivery import note_published
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.tasks.conftest import Office
    from tests.sinks import Sink


def publish(office: Office, number: int) -> None:
    """Publish a bulletin, as a visit does."""
    title = f"题{number}"
    put(office.station.pool.layout.root, wording(number, title=title), run=f"20261124T06000{number}Z")
    office.runner.run(_note(office))


async def _note(office: Office) -> None:
    async with transaction(office.app) as connection:
        await note_published(connection, "demo")


def write_watch(office: Office, directory: Path, sink: Sink) -> None:
    path = directory / "watches.toml"
    path.write_text(f'[all]\nnotify = ["{sink.url.replace("json", "http", 1)}"]\n', encoding="utf-8")
    office.able(watches=path)


def test_published_versions_are_delivered_once(office: Office, sink: Sink, tmp_path: Path) -> None:
    write_watch(office, tmp_path, sink)
    office.work()  # the watch begins
    for number in (1, 2):
        publish(office, number)
    office.work()
    assert sink.received == []  # what ends within some seconds is gathered
    office.pass_seconds(6)
    office.work()
    assert office.rows("SELECT * FROM published") == []
    office.pass_seconds(301)
    office.work()
    assert [message["version"]["title"] for message in sink.received] == ["题1", "题2"]


def test_unreadable_archive_loses_no_delivery(office: Office, sink: Sink, tmp_path: Path) -> None:
    write_watch(office, tmp_path, sink)
    office.work()
    publish(office, 1)
    states, away = office.station.pool.layout.root / "watches", tmp_path / "away"
    states.rename(away)
    states.write_text("no directory")
    office.pass_seconds(6)
    office.work()
    assert len(office.said) == 1
    assert office.said[0].startswith("warning: watch 'all': ")
    states.unlink()
    away.rename(states)
    office.pass_seconds(6)
    office.work()
    assert [message["version"]["title"] for message in sink.received] == ["题1"]


def test_first_watch_is_noticed(office: Office, sink: Sink, tmp_path: Path) -> None:
    office.able(watches=tmp_path / "watches.toml")
    assert office.station.abilities.queues == []
    write_watch(office, tmp_path, sink)
    assert office.station.abilities.queues == ["deliver"]
