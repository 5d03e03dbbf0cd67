"""A real Scrapyd runs a project of one's own: deployed as an egg, scheduled, finished, published."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.installed import Installed

pytestmark = pytest.mark.crawl

CONFIGURATION = """
[scrapyd]
bind_address = 127.0.0.1
http_port = {port}
poll_interval = 0.5
jobs_to_keep = 5
"""


@pytest.fixture(scope="module")
def programs(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has Scrapyd and the wheel."""
    place = tmp_path_factory.mktemp("scrapyd") / "venv"
    group = f"{ROOT / 'pyproject.toml'}:scrapyd"
    for arguments in (
        ["venv", "--quiet", "--python", installed.bin / "python", place],
        ["pip", "install", "--quiet", "--python", place, "--group", group, installed.wheel],
    ):
        subprocess.run(["uv", *arguments], check=True, timeout=300)
    return place / "bin"


@contextmanager
def scrapyd(programs: Path, place: Path, port: int) -> Iterator[Callable[..., dict[str, Any]]]:
    """Run a server in ``place``; yield a function that calls its API."""
    place.mkdir()
    (place / "scrapyd.conf").write_text(CONFIGURATION.format(port=port))
    (place / "bulletin.toml").write_text('archive = "archive"\ncontact = "me@example.org"\n')
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(place), "LANG": "C.UTF-8"}
    log = (place / "server.log").open("wb")
    server = subprocess.Popen([programs / "scrapyd"], cwd=place, env=environment, stdout=log, stderr=log)

    def call(name: str, **form: str) -> dict[str, Any]:
        post = name == "schedule"
        query = urllib.parse.urlencode(form)
        url = f"http://127.0.0.1:{port}/{name}.json" + ("" if post else f"?{query}")
        with urllib.request.urlopen(url, data=query.encode() if post else None, timeout=60) as answer:
            return json.load(answer)

    try:
        until(lambda: is_up(call))
        yield call
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def is_up(call: Callable[..., dict[str, Any]]) -> bool:
    try:
        return call("daemonstatus")["status"] == "ok"
    except OSError:
        return False


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_scrapyd_runs_a_deployed_project(programs: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    subprocess.run([programs / "bulletin", "init", "news"], cwd=tmp_path, env=environment, check=True)
    project, server = tmp_path / "news", tmp_path / "server"
    configuration = project / "scrapy.cfg"
    configuration.write_text(configuration.read_text().replace(":6800/", f":{port}/"))
    with scrapyd(programs, server, port) as call:
        deployed = subprocess.run(
            [programs / "scrapyd-deploy"],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        assert call("listspiders", project="district_news")["spiders"] == ["demo", "listing"]
        job = call("schedule", project="district_news", spider="demo", port=str(free_port()))
        until(lambda: call("listjobs", project="district_news")["finished"])
        logged = (server / "logs" / "district_news" / "demo" / f"{job['jobid']}.log").read_text()
    assert "Traceback" not in logged
    segments = [*server.glob("archive/bulletins/demo/*.jsonl")]
    assert sum(len(path.read_bytes().splitlines()) for path in segments) == 60, logged
    assert len((server / "headlines.txt").read_text(encoding="utf-8").splitlines()) == 60
