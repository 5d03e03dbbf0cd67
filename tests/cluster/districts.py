"""Many district sites on loopback in one server, which know who crawls them, and all they have published."""

from __future__ import annotations

import asyncio
import random
import re
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tests.cluster.loop_thread import LoopThread
from tests.conftest import free_port
from tests.watches.growing_site import LISTING, GrowingSite

if TYPE_CHECKING:
    from typing import Self

_CONTACT = re.compile(rb"user-agent:[^\r]*\(\+([^)\r]*)\)", re.IGNORECASE)
_HOST = re.compile(rb"host: *([\d.]+)", re.IGNORECASE)
_TABLE = """\
[{name}]
domains = ["{host}"]
delay = {delay}
settings = {{ AUTOTHROTTLE_ENABLED = false }}
channels = [{{ name = "社区", url = "http://{host}:{port}{listing}" }}]

"""


@dataclass(eq=False, slots=True)
class Visit:
    """The requests of one run to one site, as the site sees them."""

    machine: str
    """The contact in the name of the client: each machine has its own."""
    begun: float
    """``time.monotonic()`` of the first request, that for robots.txt."""
    ended: float
    """The same of the answer to the last request."""
    requests: int = 0
    open: int = 0
    """Requests that are being answered."""


class Overlap(NamedTuple):
    """A site that two runs crawled at the same time."""

    site: str
    machines: tuple[str, str]
    """Of the run that began earlier, and of the later one."""
    at: float


@dataclass(slots=True)
class District:
    """One site: its pages, its visits in the order of their beginning, and those that overlapped."""

    name: str
    host: str
    pages: GrowingSite
    visits: list[Visit] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)

    def begin(self, machine: str) -> Visit:
        """Note that a run begins. One that is being answered still is crawling the site at the same time."""
        now = time.monotonic()
        visit = Visit(machine, now, now)
        self.overlaps += [
            Overlap(self.name, (former.machine, machine), now) for former in self.visits[-2:] if former.open
        ]
        self.visits.append(visit)
        return visit

    def ask(self, visit: Visit) -> None:
        """Note a request of a run. It overlaps if a later run has begun."""
        visit.requests += 1
        visit.open += 1
        if visit is not (last := self.visits[-1]):
            machines = visit.machine, last.machine
            self.overlaps.append(Overlap(self.name, machines, time.monotonic()))

    def answered(self, visit: Visit) -> None:
        """Note that a request of a run was answered."""
        visit.open -= 1
        visit.ended = time.monotonic()


class DistrictSites:
    """``count`` sites named ``site0`` and so on, each at an address of its own on loopback: 127.1.0.1 and so on.

    The connections of a run distinguish it from another: they begin with the request for robots.txt, or belong to the last
    run of their machine. Each answer takes ``pause`` seconds, and crawls wait ``delay`` seconds between two requests.
    """

    def __init__(self, count: int, *, pause: float = 0.0, delay: float = 0.01, seed: int = 1) -> None:
        self.port, self.pause, self.delay = free_port(), pause, delay
        chance = random.Random(seed)
        self.districts = {
            f"site{number}": District(f"site{number}", _host(number), GrowingSite(chance))
            for number in range(count)
        }
        self._by_host = {one.host.encode(): one for one in self.districts.values()}
        self._loop = LoopThread()
        self._loop.run(self._listen())

    @property
    def names(self) -> list[str]:
        """The names of the sites."""
        return [*self.districts]

    def table(self) -> str:
        """Return the text of a ``sites.toml``."""
        return "".join(
            _TABLE.format(name=one.name, host=one.host, port=self.port, listing=LISTING, delay=self.delay)
            for one in self.districts.values()
        )

    def publish(self, name: str, count: int = 1) -> None:
        """Publish bulletins at a site: at most 19 between two visits, as its listing shows the newest 20."""
        self.districts[name].pages.publish(count)

    def published(self, name: str) -> set[str]:
        """Return the addresses of all bulletins that a site has ever published."""
        one = self.districts[name]
        return {f"http://{one.host}:{self.port}{path}" for path in [*one.pages.pages] if path != LISTING}

    @property
    def overlaps(self) -> list[Overlap]:
        """Every moment at which two runs crawled the same site."""
        return [overlap for one in self.districts.values() for overlap in one.overlaps]

    @property
    def requests(self) -> int:
        """How many requests have come."""
        return sum(visit.requests for one in self.districts.values() for visit in one.visits)

    def visits(self, begin: float, end: float) -> dict[str, int]:
        """Return for each site how many runs began between two moments of ``time.monotonic()``."""
        return {
            one.name: sum(begin <= visit.begun < end for visit in one.visits)
            for one in self.districts.values()
        }

    def longest_pause(self, begin: float, end: float) -> float:
        """Return the most seconds between two moments in which no run of some site began."""
        longest = 0.0
        for one in self.districts.values():
            moments = [begin, *(visit.begun for visit in one.visits if begin <= visit.begun < end), end]
            longest = max(longest, *(later - former for former, later in pairwise(moments)))
        return longest

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the server."""
        self._loop.run(self._close())
        self._loop.stop()

    async def _listen(self) -> None:
        hosts = [one.host for one in self.districts.values()]
        self._server = await asyncio.start_server(self._serve, hosts, self.port)

    async def _close(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit: Visit | None = None
        with closing(writer), suppress(asyncio.IncompleteReadError, OSError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path, district = head.split(b" ", 2)[1].decode(), self._by_host[_found(_HOST, head)]
                visit = visit or _visit(district, path, _found(_CONTACT, head).decode())
                district.ask(visit)
                try:
                    await self._answer(writer, district, path)
                finally:
                    district.answered(visit)

    async def _answer(self, writer: asyncio.StreamWriter, district: District, path: str) -> None:
        await asyncio.sleep(self.pause)
        kind, page = b"text/html; charset=utf-8", district.pages.pages.get(path)
        if path == "/robots.txt":
            kind, page = b"text/plain", "User-agent: *\nDisallow:\n"
        status, body = b"404 Not Found" if page is None else b"200 OK", str(page or "").encode()
        head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (status, kind, len(body))
        writer.write(head + body)
        await writer.drain()


def _host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def _found(pattern: re.Pattern[bytes], head: bytes) -> bytes:
    return found[1] if (found := pattern.search(head)) else b""


def _visit(district: District, path: str, machine: str) -> Visit:
    """Return the run that a new connection belongs to."""
    if path != "/robots.txt":
        for visit in reversed(district.visits):
            if visit.machine == machine:
                return visit
    return district.begin(machine)
