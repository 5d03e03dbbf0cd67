"""The web archive player pywb shows our captures. The test runs it as a separate program; it is not a dependency."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.demo.site import DemoSite
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crawl

PYWB = ("uv", "tool", "run", "--python", sys.executable, "--from", "pywb>=2.10,<3")
STEPS = (
    'wb-manager init demo && wb-manager add --unpack-wacz demo "$@" && exec wayback -b 127.0.0.1 -p "$PORT"'
)
TIMEOUT = 120  # seconds; a new machine downloads pywb first


class Player:
    """The program, a collection with the given files, and the program's log."""

    def __init__(self, place: Path, files: list[Path]) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/demo"
        self.log = place / "player.log"
        ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONWARNINGS", "UV_PROJECT_ENVIRONMENT"}
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [*PYWB, "sh", "-c", STEPS, "sh", *map(str, files)],
                cwd=place,
                stdout=output,
                stderr=output,
                env=environment | {"PORT": str(port)},
                start_new_session=True,
            )
        self.until = time.monotonic() + TIMEOUT

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of ``path``; wait until the player answers."""
        while True:
            try:
                with urllib.request.urlopen(self.url + path, timeout=TIMEOUT) as answer:  # noqa: S310 - loopback
                    return answer.status, answer.read()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read()
            except OSError:
                log = self.log.read_text(encoding="utf-8", errors="replace")
                assert self.process.poll() is None, f"pywb needs uv and a package index that has it:\n{log}"
                assert time.monotonic() < self.until, f"pywb does not answer:\n{log}"
                time.sleep(0.1)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(params=["files as they lie", "one WACZ"])
def player(archive: Archive, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Player]:
    assert archive.demo("-a", "limit=4").code == 0
    again = archive.demo("-a", "limit=4", "-a", "revisit=all", "-s", "CAPTURE_REVISITS=1")
    assert "visited again: 4 bulletins: 4 not modified" in again.out
    files = list((archive.root / "captures" / "demo").glob("*.warc.gz"))
    if request.param == "one WACZ":
        files = [tmp_path / "demo.wacz"]
        assert archive.scrapy("export", "--to", str(files[0])).code == 0
    running = Player(tmp_path, files)
    yield running
    running.stop()


def test_pywb_shows_a_page_byte_for_byte(archive: Archive, player: Player) -> None:
    site = DemoSite()
    root = f"http://127.0.0.1:{archive.port}"
    for version in archive.versions()[:2]:
        path = version["url"].removeprefix(root)
        # "id_" requests the kept page without the player's banner and rewritten links. The second visit, which was
        # answered with a 304, is the nearest to the later year.
        for year in (2025, 2036):
            assert player.fetch(f"/{year}id_/{root}{path}") == (200, site.answer(path).body)
    assert player.fetch(f"/2026id_/{root}/robots.txt") == (200, site.answer("/robots.txt").body)
    assert player.fetch(f"/2026id_/{root}/never-asked-for.html")[0] == 404
