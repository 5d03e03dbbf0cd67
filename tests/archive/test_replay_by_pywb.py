"""A web archive's own player shows what we kept. It is a program of its own, run as one, never a dependency."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.demo.site import DemoSite
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PYWB = ("uv", "tool", "run", "--python", sys.executable, "--from", "pywb>=2.10,<3")


def run(place: Path, *command: str) -> None:
    done = subprocess.run(
        [*PYWB, *command], cwd=place, capture_output=True, text=True, check=False, env=alone()
    )
    assert done.returncode == 0, (
        f"{command} needs uv and a package index that has pywb:\n{done.stdout}{done.stderr}"
    )


def alone() -> dict[str, str]:
    """Return the environment without our own virtual one."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONWARNINGS", "UV_PROJECT_ENVIRONMENT"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@pytest.fixture
def wayback(archive: Archive, tmp_path: Path) -> Iterator[str]:
    assert archive.demo("-a", "limit=4").code == 0
    run(tmp_path, "wb-manager", "init", "demo")
    run(
        tmp_path,
        "wb-manager",
        "add",
        "demo",
        *map(str, (archive.root / "captures" / "demo").glob("*.warc.gz")),
    )
    port = free_port()
    command = [*PYWB, "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "wayback.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=tmp_path, stdout=log, stderr=log, env=alone(), start_new_session=True
        )
        try:
            yield f"http://127.0.0.1:{port}/demo"
        finally:
            os.killpg(server.pid, 9)
            server.wait()


def fetched(url: str, seconds: float = 30) -> bytes:
    """Return what is at ``url``, once the player answers at all."""
    patience = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=seconds) as answer:  # noqa: S310 - loopback
                return bytes(answer.read())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.1)


def test_the_player_shows_a_page_byte_for_byte(archive: Archive, wayback: str) -> None:
    site = DemoSite()
    root = f"http://127.0.0.1:{archive.port}"
    for version in archive.versions()[:3]:
        path = version["url"].removeprefix(root)
        # "id_" asks for the page as it was kept, without the player's banner and rewritten links.
        assert fetched(f"{wayback}/2026id_/{version['url']}") == site.answer(path).body
    assert fetched(f"{wayback}/2026id_/{root}/robots.txt") == site.answer("/robots.txt").body
    with pytest.raises(urllib.error.HTTPError) as missing:
        fetched(f"{wayback}/2026id_/{root}/never-asked-for.html")
    with missing.value as answer:
        assert answer.code == 404
