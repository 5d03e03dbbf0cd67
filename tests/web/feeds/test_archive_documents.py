"""An archived feed is read as RFC 5005 says: from the current document back, until a document is known."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.reading import Reading
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.web.served import Served

ITEMS = 500
SIZE = 20
ADDRESS = "/search.atom?q=工程&rows=20"
ATOM = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
NAMES = {"a": "http://www.w3.org/2005/Atom", "h": "http://purl.org/syndication/history/1.0"}
LATER = (f"20261001T{number:06}Z" for number in count(1))


class Published:
    """An archive that grows while it is read."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.reading = Reading(archive)

    def put(self, *versions: dict[str, Any], site: str = "demo") -> None:
        """Publish versions, and wait until the search database has them."""
        put(self.archive, *versions, run=next(LATER), site=site)
        self.reading.search.follow()


def bulletin(number: int, **fields: Any) -> dict[str, Any]:
    return wording(number, "工程", date=f"2026-{number % 9 + 1:02}-{number % 28 + 1:02}", **fields)


def withdrawn(number: int) -> dict[str, Any]:
    moment = f"2026-09-{number % 20 + 1:02}T{number // 60 % 24:02}:{number % 60:02}:00+08:00"
    return bulletin(number, change="withdrawn", revision=2, fetched_at=moment)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an archive that stays as it is."""
    found = Published(tmp_path_factory.mktemp("archive"))
    found.put(*map(bulletin, range(ITEMS)))
    found.put(*map(withdrawn, range(ITEMS)))
    with served(found.reading) as running:
        yield running


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Published, Served]]:
    """Serve an archive that the test publishes in."""
    found = Published(tmp_path)
    found.put(*map(bulletin, range(ITEMS)))
    with served(found.reading) as running:
        yield found, running


def documents(
    server: Served, address: str, between: Callable[[int], None] = lambda _: None
) -> dict[str, list[str]]:
    """Return the ids of each document by its address, the current one first."""
    found, after = dict[str, list[str]](), address
    for number in count():
        answer = server.get(after)
        if answer.status == 307:  # the reader goes on with what holds the entry now
            after = answer.headers["location"]
            continue
        assert answer.status == 200, after
        feed = etree.fromstring(answer.text.encode())
        ATOM.assertValid(feed)
        found[after] = feed.xpath("a:entry/a:id/text()", namespaces=NAMES)
        assert bool(feed.xpath("h:archive", namespaces=NAMES)) == ("archive=" in after)
        older = feed.xpath("a:link[@rel='prev-archive']/@href", namespaces=NAMES)
        if not older:
            return found
        between(number)
        after = re.sub(r"^http://[^/]+", "", older[0])
    raise AssertionError


@pytest.mark.parametrize("address", [ADDRESS, "/changes.atom?rows=20", "/withdrawn.atom?rows=20"])
def test_documents_have_every_entry_once(server: Served, address: str) -> None:
    found = documents(server, address)
    current, *archived = found.values()
    ids = [one for document in found.values() for one in document]
    assert len(ids) == len({*ids}) == ITEMS
    assert SIZE <= len(current) < 2 * SIZE
    assert {len(one) for one in archived} == {SIZE}


def test_new_bulletins_change_no_archived_document(growing: tuple[Published, Served]) -> None:
    published, server = growing
    before = documents(server, ADDRESS)
    texts = {address: server.get(address).text for address in [*before][1:]}

    def publish(number: int) -> None:
        if number > 3:
            return
        new = range(1000 + 7 * number, 1007 + 7 * number)
        published.put(*(wording(one, "工程", date="2026-10-01") for one in new))

    while_growing = documents(server, ADDRESS, publish)
    assert [*while_growing.values()] == [*before.values()]
    assert {address: server.get(address).text for address in texts} == texts
    after = documents(server, ADDRESS)
    assert {*texts} < {*after}
    assert {one for ids in after.values() for one in ids} > {one for ids in before.values() for one in ids}


def test_a_late_bulletin_is_found_by_who_knows_the_rest(growing: tuple[Published, Served]) -> None:
    """A reader reads no document again whose address it knows, and misses nothing."""
    published, server = growing
    before = documents(server, ADDRESS)
    published.put(wording(2000, "工程", date="2026-05-05"), site="other")
    after = documents(server, ADDRESS)
    unknown = [address for address in [*after][1:] if address not in before]
    assert 0 < len(unknown) < len(after) - 1
    new = {one for ids in after.values() for one in ids} - {one for ids in before.values() for one in ids}
    assert len(new) == 1
    assert new <= {one for address in unknown for one in after[address]}
    assert all(
        after[address] == ids for address, ids in before.items() if address in after and "archive" in address
    )


def test_late_bulletins_lose_no_entry_while_one_reads(growing: tuple[Published, Served]) -> None:
    published, server = growing
    numbers = iter(range(3000, 3010))

    def publish(_: int) -> None:
        if number := next(numbers, None):
            published.put(wording(number, "工程", date=f"2026-0{number % 9 + 1}-03"), site="other")

    ids = {one for found in documents(server, ADDRESS, publish).values() for one in found}
    assert {stable_id("bulletin", "demo", f"{number:016x}") for number in range(ITEMS)} <= ids


def test_json_feed_has_the_same_documents(server: Served) -> None:
    address, ids = "/search.feed.json?q=工程&rows=20", list[str]()
    while address:
        found = server.get(address).json
        ids += [one["id"] for one in found["items"]]
        address = re.sub(r"^http://[^/]+", "", found.get("next_url", ""))
    assert ids == [one for found in documents(server, ADDRESS).values() for one in found]


@pytest.mark.parametrize(
    "asked", ["x", "1", "1.", ".5", "0.5", "-1.5", "1.x", "1.99999999999999999999", "9999999999.1"]
)
@pytest.mark.parametrize("page", ["search", "changes", "withdrawn"])
def test_an_address_of_no_document_is_refused(server: Served, page: str, asked: str) -> None:
    assert server.get(f"/{page}.atom?archive={asked}").status == 400


@pytest.mark.parametrize("asked", ["7.5", "400.99999999999999"])
def test_a_document_that_is_no_more_leads_on(server: Served, asked: str) -> None:
    found = server.get(f"/en/search.atom?q=工程&archive={asked}")
    assert found.status == 307
    assert server.get(found.headers["location"]).status == 200
