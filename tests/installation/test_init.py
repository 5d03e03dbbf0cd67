"""A project that ``bulletin init`` makes works from its first command on, with the wheel alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import free_port
from tests.crawls.baishi import FAST, site
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.installed import Installed

pytestmark = pytest.mark.crawl


@pytest.fixture
def server() -> Iterator[Pages]:
    pages = Pages(site())
    yield pages
    pages.stop()


def test_new_project_runs_its_first_commands(installed: Installed, server: Pages, tmp_path: Path) -> None:
    port, home = str(free_port()), tmp_path / "home"
    home.mkdir()
    made = installed.run(["bulletin", "init", "news"], tmp_path, home)
    assert made.code == 0, made.err
    project = tmp_path / "news"
    inside = project / "district_news" / "spiders"  # commands work in a directory below, too

    def run(*command: str, code: int = 0) -> str:
        ended = installed.run(["bulletin", *command], inside, home, BULLETIN_CONTACT="me@example.org")
        assert ended.code == code, ended.out + ended.err
        return ended.out + ended.err

    assert "there is no site yet" in run("sweep", code=2)
    run("crawl", "demo", "-a", f"port={port}")
    headlines = (project / "headlines.txt").read_text(encoding="utf-8").splitlines()
    assert len(headlines) == 60
    assert "2026-09-28  new  要闻  陆清和调研澜湾公园湖滨绿道建设情况" in headlines
    assert str(project) in run("status")
    assert f"wrote {project / 'sites.toml'}" in run("addsite", "baishi", f"{server.url}/sq/", "--yes", *FAST)
    assert "1 of 1 sites are well" in run(
        "sweep", "-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0"
    )
    assert len([*project.glob("output/bulletins/baishi/*.jsonl")]) == 1
    assert f"cd {project} && " in run("schedule", "--every", "2h")


def test_project_without_tables_gets_a_class(installed: Installed, server: Pages, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert installed.run(["bulletin", "init", "news"], tmp_path, home).code == 0
    project = tmp_path / "news"
    (project / "sites.toml").unlink()
    ended = installed.run(
        ["bulletin", "addsite", "baishi", f"{server.url}/sq/", "--yes", *FAST], project, home
    )
    assert f"wrote {project / 'district_news' / 'spiders' / 'baishi.py'}" in ended.out
    assert "baishi" in installed.run(["bulletin", "list"], project, home).out


def test_project_overwrites_nothing(installed: Installed, tmp_path: Path) -> None:
    kept = tmp_path / "news" / "kept"
    kept.parent.mkdir()
    kept.write_text("kept")
    for name in ("news", "news/kept"):
        ended = installed.run(["bulletin", "init", name], tmp_path, tmp_path)
        assert ended.code == 2
        assert ended.err.startswith(f"bulletin init: {name} is ")
        assert ended.err.count("\n") == 1
    assert [*tmp_path.rglob("*")] == [kept.parent, kept]
