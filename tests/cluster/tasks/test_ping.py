from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.jobs import transaction
from bulletin_spider.cluster.tasks.ping import note_record
from bulletin_spider.messages.addresses import shown_address

if TYPE_CHECKING:
    from tests.cluster.tasks.conftest import Office
    from tests.receiver import Receiver

SITES = "INSERT INTO visits SELECT 'site' || number, now() FROM generate_series(1, 20) number"


def test_ping_comes_once_a_minute(office: Office, receiver: Receiver) -> None:
    office.able(ping=receiver.address)
    office.work()
    office.work()
    assert receiver.paths == ["/secret-key"]
    office.pass_seconds(60)
    office.work()
    assert receiver.paths == ["/secret-key"] * 2
    assert office.said == []


def test_only_failing_visits_are_a_failure(office: Office, receiver: Receiver) -> None:
    """Some sites that fail beside others that do not are none."""
    office.able(ping=receiver.address)
    office.rows(SITES)
    office.pass_seconds(3600)
    for number in range(9):
        office.fail(f"site{number}")
    office.work()
    office.fail("site9")
    office.pass_seconds(60)
    office.work()
    office.runner.run(_record(office))
    office.pass_seconds(60)
    office.work()
    assert receiver.paths == ["/secret-key", "/secret-key/fail", "/secret-key"]


async def _record(office: Office) -> None:
    async with transaction(office.app) as connection:
        await note_record(connection)


def test_failed_ping_is_one_warning(office: Office, receiver: Receiver) -> None:
    office.able(ping=receiver.address)
    receiver.status = 500
    for _ in range(2):
        office.work()
        office.pass_seconds(60)
    assert office.said == [f"warning: PING: {shown_address(receiver.address)}: HTTP 500"]
