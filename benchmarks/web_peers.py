"""Show the same bulletins in `bulletin browse` and in its neighbours, and measure their pages in Chromium.

    uv run --with playwright python -m benchmarks.web_peers --axe FILE [--archive DIRECTORY] [--chromium FILE]

``--archive`` is an archive of the demo; else `bulletin demo` makes one. Each program gets an environment of its own
from uv. Ours and pywb read the archive, Datasette our export, and changedetection.io watches the addresses. Each shows
a list of 50 of the bulletins, and a search for the same word; pywb lists the captures of one address, and shows the
form of its search.

axe-core (``--axe`` is its ``axe.min.js``) checks each page light and dark, 1280 and 360 pixels wide. Bytes are those on
the wire, in a browser that knows nothing yet. A page counts as readable without script if nine tenths of its characters
are there without it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from benchmarks.browser_pages import PageMeasure, measured
from bulletin_spider.reader import latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROWS = 50
WORD = "养老服务"
"""What is searched for: Datasette's index knows no shorter words than three characters."""
_START_SECONDS = 120
"""Longer than the first start of any of them, which compiles its modules."""
_PASS_ON = ("PATH", "HOME", "LANG", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_CACHE_DIR", "SSL_CERT_FILE")
"""What of the environment a program gets: not ours, so that no setting of a project reaches it."""


class Peer(NamedTuple):
    """A program that shows bulletins in a browser."""

    name: str
    requirement: str
    prepare: Callable[[Path, Path, Path], None]
    """Called with the directory of its commands, the archive, and the directory in which it runs."""
    command: Callable[[int, Path], Sequence[str]]
    """Called with the port and the archive."""
    pages: Mapping[str, str]


def nothing(commands: Path, archive: Path, place: Path) -> None:
    """Prepare nothing."""


def export_to_sqlite(commands: Path, archive: Path, place: Path) -> None:
    """Write the export that Datasette opens."""
    run(
        [str(commands.parent.parent / "ours/bin/bulletin"), "export", "--to", "bulletins.sqlite"],
        place,
        archive,
    )


def add_captures(commands: Path, archive: Path, place: Path) -> None:
    """Add the captures of the archive to a collection of pywb."""
    run([str(commands / "wb-manager"), "init", "news"], place, archive)
    files = sorted(map(str, archive.glob("captures/*/*.warc.gz")))
    run([str(commands / "wb-manager"), "add", "news", *files], place, archive)


def changed_address(archive: Path) -> str:
    """Return the address of a bulletin of which there are several captures."""
    return next(str(line["url"]) for line in latest(archive) if line["revision"] > 1)


def watched(port: int, archive: Path) -> list[str]:
    """Return the command that watches the addresses of bulletins; paused, as nobody serves them."""
    addresses = [str(line["url"]) for line, _ in zip(latest(archive), range(ROWS), strict=False)]
    options = [word for address in addresses for word in ("-u", address)]
    return [
        "changedetection.io",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-d",
        "watches",
        "-C",
        "-P",
        "true",
        *options,
    ]


def programs(archive: Path) -> list[Peer]:
    """Return the programs, ours first."""
    word, root = quote(WORD), str(Path(__file__).resolve().parent.parent)
    table = f"/bulletins/bulletins?_size={ROWS}&_facet=channel"
    return [
        Peer(
            "ours",
            f"{root}[web]",
            nothing,
            lambda port, _: ["bulletin", "browse", "--port", str(port)],
            {"list": f"/search?rows={ROWS}", "search": f"/search?q={word}&rows={ROWS}"},
        ),
        Peer(
            "Datasette",
            "datasette>=0.65,<0.66",
            export_to_sqlite,
            lambda port, _: ["datasette", "bulletins.sqlite", "--port", str(port)],
            {"list": table, "search": f"{table}&_search={word}"},
        ),
        Peer(
            "pywb",
            "pywb>=2.10,<2.11",
            add_captures,
            lambda port, _: ["wayback", "-b", "127.0.0.1", "-p", str(port)],
            {"list": f"/news/*/{changed_address(archive)}", "search": "/news/"},
        ),
        Peer(
            "changedetection.io",
            "changedetection.io>=0.60,<0.61",
            nothing,
            watched,
            {"list": "/", "search": "/?q=127"},
        ),
    ]


def environment(archive: Path) -> dict[str, str]:
    """Return the variables of a program."""
    return {name: os.environ[name] for name in _PASS_ON if name in os.environ} | {
        "BULLETIN_ARCHIVE": str(archive)
    }


def run(command: Sequence[str], place: Path, archive: Path) -> str:
    """Return what a command prints."""
    done = subprocess.run(
        command, cwd=place, env=environment(archive), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def installed(peer: Peer, place: Path) -> tuple[Path, int, float]:
    """Install a program; return the directory of its commands, its packages and its megabytes."""
    run(["uv", "venv", "--quiet", "--python", "3.11", str(place)], place.parent, place)
    python = str(place / "bin/python")
    run(["uv", "pip", "install", "--quiet", "--python", python, peer.requirement], place.parent, place)
    packages = run(["uv", "pip", "freeze", "--quiet", "--python", python], place.parent, place).splitlines()
    size = sum(one.stat().st_size for one in place.rglob("*") if one.is_file() and not one.is_symlink())
    return place / "bin", len(packages), size / 1_000_000


def memory(process: int) -> float:
    """Return the resident megabytes of a process and of what it has started."""
    found = 0.0
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        found = int(status.partition("VmRSS:")[2].split()[0]) / 1000
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
        found += sum(memory(int(child)) for child in children.split())
    return found


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def answers(address: str) -> bool:
    """Return whether a page is there."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - loopback
            return True
    except (OSError, urllib.error.HTTPError):
        return False


@contextmanager
def serving(peer: Peer, commands: Path, archive: Path, place: Path) -> Iterator[tuple[str, int, float]]:
    """Start a program; give its address, its process, and the seconds until its first list."""
    port = free_port()
    command = list(peer.command(port, archive))
    command[0] = str(commands / command[0])
    begun = time.monotonic()
    with (
        (place / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=place, env=environment(archive), stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            base = f"http://127.0.0.1:{port}"
            while not answers(base + peer.pages["list"]):
                if process.poll() is not None or time.monotonic() - begun > _START_SECONDS:
                    raise SystemExit(f"{peer.name} does not answer:\n{(place / 'log').read_text()}")
                time.sleep(0.02)
            yield base, process.pid, time.monotonic() - begun
        finally:
            os.killpg(process.pid, signal.SIGKILL)


class Figures(NamedTuple):
    """What was measured of a program."""

    name: str
    packages: int
    size: float
    start: float
    memory: float
    pages: Mapping[str, PageMeasure]


def measure(peer: Peer, archive: Path, place: Path, axe: str, chromium: str) -> Figures:
    """Install a program, start it twice, and measure the pages of the second start."""
    commands, packages, size = installed(peer, place / ("ours" if peer.name == "ours" else peer.name))
    directory = place / f"{peer.name} runs here"
    directory.mkdir()
    peer.prepare(commands, archive, directory)
    with serving(peer, commands, archive, directory):  # the first start compiles the modules
        pass
    with (
        serving(peer, commands, archive, directory) as (base, process, start),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = {name: measured(browser, base + address, axe) for name, address in peer.pages.items()}
        browser.close()
        return Figures(peer.name, packages, size, start, memory(process), pages)


def rows(page: str) -> dict[str, Callable[[Figures], str]]:
    """Return the rows of the table about one page, each with how a cell is written."""
    return {
        f"{page}: kinds of axe violations (elements)": lambda one: one.pages[page].violations(),
        f"{page}: KB on the wire": lambda one: f"{one.pages[page].wire / 1000:,.0f}",
        f"{page}: of it script": lambda one: f"{one.pages[page].script / 1000:,.0f}",
        f"{page}: requests": lambda one: f"{one.pages[page].requests}",
        f"{page}: requests to other hosts": lambda one: f"{one.pages[page].foreign}",
        f"{page}: readable without script": lambda one: "yes" if one.pages[page].plain else "no",
        f"{page}: wider than the screen at": lambda one: one.pages[page].wider(),
    }


def table(figures: Sequence[Figures]) -> str:
    """Return the figures as a table of Markdown."""
    cells: dict[str, Callable[[Figures], str]] = {
        "packages": lambda one: f"{one.packages}",
        "MB on disk": lambda one: f"{one.size:,.0f}",
        "seconds to the first list": lambda one: f"{one.start:.1f}",
        "MB resident": lambda one: f"{one.memory:,.0f}",
        **rows("list"),
        **rows("search"),
    }
    lines = [["", *(one.name for one in figures)], ["---"] * (len(figures) + 1)]
    lines += [[name, *(cell(one) for one in figures)] for name, cell in cells.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Measure each program, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--axe", type=Path, required=True)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    options = parser.parse_args()
    axe = options.axe.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        archive = options.archive.resolve() if options.archive else place / "output"
        if not options.archive:
            run(["uv", "run", "--project", str(Path.cwd()), "bulletin", "demo"], place, archive)
        print(table([measure(peer, archive, place, axe, options.chromium) for peer in programs(archive)]))


if __name__ == "__main__":
    main()
