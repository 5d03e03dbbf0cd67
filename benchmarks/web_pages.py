"""Measure `bulletin browse`: its start, its memory, each page alone, and each page while eight readers ask at once.

    uv run python -m benchmarks.web_pages [--archive DIRECTORY] [--size 1000000] [--sites 3000] [--rounds 100]
        [--more 10000]

``--archive`` is one that ``benchmarks.catalogue --keep`` has written; else one of invented bulletins is written first.
The server is a process of its own. The times are those of a client on loopback, over a new connection each, up to the
last byte; with eight readers up to the first one. Bytes are those of gzip, with the style sheet. The last row asks for
all pages in turn, so that each of the eight readers waits for another page; ``--more`` asks so often again, to see what
memory does. ``processor`` is what the server's process used for an answer: other work matters less to it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.catalogue import write_archive
from benchmarks.search import Language
from bulletin_spider.archive.search.word_index import WordIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

READERS = 8
_HEADERS = {"accept-encoding": "gzip"}


class Times(NamedTuple):
    """How long an answer took in milliseconds, and its bytes on the wire."""

    first: float
    whole: float
    size: int


class Server(NamedTuple):
    """A running ``bulletin browse``."""

    port: int
    process: int
    started: float
    """Seconds from the start of the process to the end of the first page."""

    def get(self, address: str) -> tuple[Times, bytes]:
        """Ask for an address."""
        begun = time.perf_counter()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", address, headers=_HEADERS)
            response = connection.getresponse()
            first = (time.perf_counter() - begun) * 1000
            body = response.read()
        if response.status != 200 and not (response.status == 503 and "exact=1" in address):  # stopped at 2 s
            raise SystemExit(f"{address}: {response.status}")
        return Times(first, (time.perf_counter() - begun) * 1000, len(body)), body

    def json(self, address: str) -> dict[str, object]:
        """Return the answer of an address as JSON."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", address)
            found: dict[str, object] = json.loads(connection.getresponse().read())
            return found

    def memory(self) -> float:
        """Return the resident memory in megabytes."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000

    def processor(self) -> float:
        """Return the milliseconds of processor that it has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def browsing(archive: Path) -> Iterator[Server]:
    """Start the server, and wait for its first page."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "bulletin_spider", "browse", "--port", "0"]
    environment = os.environ | {"BULLETIN_ARCHIVE": str(archive)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = urllib.parse.urlsplit(process.stdout.readline().split()[0])
            server = Server(address.port or 0, process.pid, 0)
            server.get("/")
            yield server._replace(started=time.monotonic() - begun)
        finally:
            process.terminate()


def addresses(server: Server, words: Sequence[str], rounds: int) -> dict[str, list[str]]:
    """Return the addresses of each kind of page."""
    sites = [str(row["site"]) for row in server.json("/sites.json?rows=200")["sites"]]  # type: ignore[attr-defined] # JSON
    newest = server.json("/search.json?rows=100")["hits"]
    changed = server.json("/changes.json?rows=100")["changes"]
    places = [f"/b/{one['site']}/{one['id']}" for one in newest]  # type: ignore[attr-defined] # as above
    pairs = [str(one["comparison"]) for one in changed if one.get("comparison")]  # type: ignore[attr-defined] # as above
    quoted = [urllib.parse.quote(word) for word in words]
    kinds = {
        "overview": ["/"],
        "search, 20 hits": [f"/search?q={word}" for word in quoted],
        "search, 50 hits": [f"/search?q={word}&rows=50" for word in quoted],
        "search of a site": [f"/search?q={word}&site={site}" for word, site in zip(quoted, cycle(sites))],
        "search, best first": [f"/search?q={word}&order=best" for word in quoted],
        "search, facets of all": [f"/search?q={word}&exact=1" for word in quoted],
        "search as JSON": [f"/search.json?q={word}" for word in quoted],
        "search as Atom": [f"/search.atom?q={word}" for word in quoted],
        "bulletin": places,
        "comparison": pairs or places,
        "changes": ["/changes"],
        "withdrawn": ["/withdrawn"],
        "sites": ["/sites"],
        "site": [f"/s/{site}" for site in sites],
        "health": ["/health"],
        "metrics": ["/metrics"],
    }
    asked = {name: list(islice(cycle(found), rounds)) for name, found in kinds.items()}
    return asked | {"all in turn": [one for found in zip(*asked.values(), strict=True) for one in found]}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values is."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(archive: Path, rounds: int, more: int) -> None:
    """Print a row for each kind of page."""
    WordIndex.open(archive).close()
    language = Language(random.Random(7))  # noqa: S311 - the same words each time
    words = [word for length in (2, 3, 4) for word in language.words_of(length, rounds)]
    with browsing(archive) as server, ThreadPoolExecutor(READERS) as readers:
        print(f"first page after {server.started:.2f} s, {server.memory():.0f} MB resident", flush=True)
        style, _ = server.get("/static/style.css")
        print(
            f"{'':24} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'processor':>10} {'8: p95 first':>13} {'KB':>6}"
        )
        kinds = addresses(server, words, rounds)
        for name, found in kinds.items():
            used = server.processor()
            alone = [server.get(one)[0] for one in found]
            used = (server.processor() - used) / len(found)
            together = [times for times, _ in readers.map(server.get, found)]
            whole = [one.whole for one in alone]
            first = percentile([one.first for one in together], 0.95)
            size = (max(one.size for one in alone) + style.size) / 1000
            figures = f"{percentile(whole, 0.5):8.1f} {percentile(whole, 0.95):8.1f} {max(whole):8.1f}"
            print(f"{name:24} {figures} {used:10.1f} {first:13.1f} {size:6.1f}", flush=True)
        print(f"{server.memory():.0f} MB resident", flush=True)
        if more:
            for _ in readers.map(server.get, islice(cycle(kinds["all in turn"]), more)):
                pass
            print(f"{server.memory():.0f} MB resident after {more:,} more")


def main() -> None:
    """Write an archive if none is named, and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--sites", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--more", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        archive = options.archive or Path(directory)
        if not options.archive:
            write_archive(archive, options.size, options.sites, Language(random.Random(7)))  # noqa: S311 - as above
        measure(archive, options.rounds, options.more)


if __name__ == "__main__":
    main()
