"""A request to a store that fails is tried again, or ends with a fault that says what to do."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bulletin_spider.archive.object_store.requests import client, patience
from bulletin_spider.archive.object_store.requests.client import ObjectStore, StoreFault
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.s3


class Case(NamedTuple):
    """A bucket behind a proxy, with a prefix for one test."""

    proxy: FaultProxy
    bucket: ObjectStore
    prefix: str

    def key(self, name: str) -> str:
        return f"{self.prefix}/{name}"


@pytest.fixture
def case(store: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    proxy = FaultProxy(s3_endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.endpoint)
    yield Case(proxy, ObjectStore(BUCKET), store.rpartition("/")[2])
    proxy.stop()


REQUESTS: dict[str, Callable[[Case, str], object]] = {
    "get": lambda case, _: case.bucket.get(case.key("there")),
    "range": lambda case, _: case.bucket.get_range(case.key("there"), 1, 3),
    "list": lambda case, _: [*case.bucket.objects(case.prefix)],
    "children": lambda case, _: case.bucket.children(case.prefix),
    "create": lambda case, _: case.bucket.create(case.key("new"), b"new"),
    "put": lambda case, _: case.bucket.put(case.key("put"), b"put"),
    "update": lambda case, etag: case.bucket.update(case.key("changed"), b"newer", etag),
    "delete": lambda case, _: case.bucket.delete([case.key("old")]),
}
"""Name → request that is given the etag of the object ``changed``."""


@pytest.mark.parametrize(
    "fault", [Fault.LOST, Fault.SLOW_DOWN, Fault.CUT, Fault.STALL], ids=lambda fault: fault.name
)
def test_requests_survive_faults(case: Case, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a lost answer, a condition is not met because of our own object."""
    if fault == Fault.STALL:
        monkeypatch.setattr(client, "SILENCE", 0.25)
    case.bucket.put(case.key("there"), b"there")
    case.bucket.put(case.key("old"), b"old")
    etag = case.bucket.put(case.key("changed"), b"old")
    for request in REQUESTS.values():
        case.proxy.heal()
        case.proxy.add(Rule(fault, times=1))
        request(case, etag)
    assert len(case.proxy.failed) == len(REQUESTS)
    case.proxy.heal()
    held = {one.key.rpartition("/")[2]: case.bucket.get(one.key) for one in case.bucket.objects(case.prefix)}
    assert held == {"changed": b"newer", "new": b"new", "put": b"put", "there": b"there"}


def test_lost_answer_does_not_hide_another_object(case: Case) -> None:
    case.bucket.create(case.key("taken"), b"of another")
    etag = case.bucket.put(case.key("changed"), b"1")
    case.bucket.put(case.key("changed"), b"2")
    case.proxy.add(Rule(Fault.LOST, method="PUT", times=1), Rule(Fault.LOST, method="PUT", after=2, times=1))
    with pytest.raises(FileExistsError):
        case.bucket.create(case.key("taken"), b"own")
    with pytest.raises(client.ChangedObject):
        case.bucket.update(case.key("changed"), b"3", etag)
    assert len(case.proxy.failed) == 2


@pytest.mark.parametrize(
    ("fault", "number", "said", "remedy"),
    [
        (Fault.QUOTA, errno.ENOSPC, "no room", "make room"),
        (Fault.FULL, errno.ENOSPC, "no room", "make room"),
        (Fault.SKEWED, errno.EACCES, "clock of this machine is wrong", "set the clock"),
        (Fault.DENIED, errno.EACCES, "AccessDenied", "policy"),
        (Fault.NO_BUCKET, errno.ENODEV, f"no bucket '{BUCKET}'", "create the bucket"),
        (Fault.PORTAL, errno.EPROTO, "is no S3 server", "AWS_ENDPOINT_URL"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_fault_that_stays_says_what_to_do(
    case: Case, fault: Fault, number: int, said: str, remedy: str
) -> None:
    """Neither an empty list nor a missing object is believed from what is no S3 server, or has no such bucket."""
    case.proxy.add(Rule(fault))
    for name, request in REQUESTS.items():
        with pytest.raises(StoreFault) as caught:
            request(case, '"etag"')
        assert caught.value.errno == number, name
        assert said in caught.value.strerror
        assert remedy in caught.value.remedy


@pytest.mark.parametrize("fault", [Fault.PORTAL, Fault.NO_BUCKET], ids=lambda fault: fault.name)
def test_missing_object_is_proven(case: Case, fault: Fault) -> None:
    """The answer about the head of an object has no body, so it does not tell what is missing."""
    case.proxy.add(Rule(fault))
    with pytest.raises(StoreFault):
        case.bucket.head(case.key("none"))
    case.proxy.heal()
    assert case.bucket.head(case.key("none")) is None


def test_patience_ends(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a request is given up, others are tried once; the first answer makes the program patient again."""
    monkeypatch.setattr(patience.Patience, "longest_away", 2.0)
    case.proxy.add(Rule(Fault.SLOW_DOWN))
    tries = []
    for _ in range(2):
        before = len(case.proxy.asked)
        with pytest.raises(StoreFault, match="SlowDown"):
            case.bucket.put(case.key("a"), b"a")
        tries.append(len(case.proxy.asked) - before)
    assert tries[0] > 1
    assert tries[1] == 1
    case.proxy.heal()
    case.bucket.put(case.key("a"), b"a")
    case.proxy.add(Rule(Fault.SLOW_DOWN, times=1))
    assert case.bucket.get(case.key("a")) == b"a"


def test_waiting_is_said_once(
    case: Case, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(patience, "SAID_AFTER", 0.0)
    case.proxy.add(Rule(Fault.AWAY, times=1, seconds=0.5))
    case.bucket.put(case.key("a"), b"a")
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "does not answer (connection" in said[0]
    assert "; trying again until" in said[0]
    assert said[1] == "the store answers again"
