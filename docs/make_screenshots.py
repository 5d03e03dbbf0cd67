"""Take the pictures of the web pages that the docs show: ``just screenshots`` writes ``docs/pictures/``.

The pages show the demo's seven days, on the morning after, so that the pictures differ only when the pages do.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import uvicorn

from bulletin_spider.clock import DemoClock
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.app import create_app
from bulletin_spider.web.catching_up import catch_up
from bulletin_spider.web.reading import Reading
from bulletin_spider.web.server import configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PICTURES = Path(__file__).with_name("pictures")
NOW = DemoClock(dt.datetime(2026, 10, 5, 9, tzinfo=SHANGHAI))


class Shot(NamedTuple):
    """A picture."""

    name: str
    address: Callable[[Sequence[dict[str, Any]]], str]
    """The address of the page, from the versions that the demo has published."""
    width: int
    height: int
    scheme: str = "light"


def _table(versions: Sequence[dict[str, Any]]) -> str:
    """Return the comparison of the bulletin in whose table a figure was changed."""
    found = next(one for one in versions if one["tables"] and one["change"] == "revised")
    return f"/en/b/demo/{found['id']}/1..2"


SHOTS = (
    Shot("overview.png", lambda _: "/en/", 1100, 760),
    Shot("comparison.png", _table, 1100, 760),
    Shot("search_on_a_phone.png", lambda _: f"/search?q={quote('养老')}", 390, 760, "dark"),
)


def main() -> None:
    """Let the days of the demo pass, and take the pictures."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - tests read SHOTS without a second browser

    sys.path.append(str(Path(__file__).parents[1]))
    from tests.web_browser.chromium import chromium  # noqa: PLC0415 - it is found as the tests find it

    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        versions = let_days_pass(Path(place))
        with _served(Path(place)) as root, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium())
            for shot in SHOTS:
                page = browser.new_page(
                    viewport={"width": shot.width, "height": shot.height},
                    color_scheme="dark" if shot.scheme == "dark" else "light",
                )
                page.goto(root + shot.address(versions))
                page.screenshot(path=PICTURES / shot.name)
            browser.close()


def let_days_pass(archive: Path) -> list[dict[str, Any]]:
    """Crawl the days of the demo, and return every version, the oldest first."""
    command = [sys.executable, "-m", "bulletin_spider", "demo"]
    subprocess.run(command, env=os.environ | {"BULLETIN_ARCHIVE": str(archive)}, check=True)
    catch_up(archive, None, lambda _done, _total: None)
    segments = sorted((archive / "bulletins" / "demo").glob("*.jsonl"))
    return [json.loads(line) for path in segments for line in path.read_bytes().splitlines()]


@contextmanager
def _served(archive: Path) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(configuration(create_app(Reading(archive, clock=NOW))))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


if __name__ == "__main__":
    main()
