"""Archives after a first crawl, made once; a test that crawls again gets a copy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.conftest import Archive, Ended, free_port
from tests.crawls.baishi import crawl, site
from tests.crawls.own_project import HEAD, PAGES, SETTINGS, Project
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class FirstCrawl(NamedTuple):
    """An archive after the first crawl of Baishi, its server, and the (path, user agent) of each request."""

    archive: Archive
    server: Pages
    requests: list[tuple[str, str]]


class FirstDay(NamedTuple):
    """An archive after the first crawl of the demo site on its day 1, and the ended command."""

    archive: Archive
    ended: Ended


@pytest.fixture(scope="session")
def first_crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstCrawl]:
    """Only for reading."""
    server = Pages(site())
    archive = Archive(tmp_path_factory.mktemp("baishi") / "archive", free_port())
    assert crawl(archive, f"{server.url}/sq/") == 0
    yield FirstCrawl(archive, server, [(path, agent) for path, agent, _ in server.asked])
    server.stop()


@pytest.fixture
def crawled_site(first_crawl: FirstCrawl, archive: Archive) -> Pages:
    """Return Baishi's server, after a first crawl whose results ``archive`` holds."""
    shutil.copytree(first_crawl.archive.root, archive.root)
    server = first_crawl.server
    server.pages = site()
    server.asked.clear()
    server.answered.clear()
    return server


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> FirstDay:
    """Only for reading."""
    archive = Archive(tmp_path_factory.mktemp("demo") / "archive", free_port())
    return FirstDay(archive, archive.demo())


@pytest.fixture
def crawled_demo(first_day: FirstDay, archive: Archive) -> Archive:
    """Return a copy of the archive after the demo's day 1."""
    shutil.copytree(first_day.archive.root, archive.root)
    return Archive(archive.root, first_day.archive.port)


@pytest.fixture
def project(tmp_path: Path, serve: Callable[..., Any]) -> Callable[..., Project]:
    def make(body: str, more: str = "{}") -> Project:
        server = serve(dict(PAGES))
        made = Project(tmp_path, server)
        made.write("scrapy.cfg", "[settings]\ndefault = own.settings\n")
        made.write("own/__init__.py", "")
        made.write("own/spiders/__init__.py", "")
        made.write("own/settings.py", SETTINGS)
        made.write("own/spiders/own.py", HEAD.replace("URL", f"{server.url}/").replace("MORE", more) + body)
        return made

    return make
