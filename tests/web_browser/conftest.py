"""One archive for all workers; one server and one browser for the tests of this folder in a worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright

from bulletin_spider.web.reading import Reading
from tests.web.served import served
from tests.web_browser.chromium import Reader, chromium
from tests.web_browser.kept import NOW, kept_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.web_browser.kept import Kept


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, so that ``-m "not browser"`` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Kept:
    """Only for reading."""
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "browsed"
    place.mkdir(exist_ok=True)
    with FileLock(place / "lock"):
        return kept_archive(place)


@pytest.fixture(scope="package")
def root(kept: Kept) -> Iterator[str]:
    """Return the address of the server."""
    with served(Reading(kept.root, clock=NOW)) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the browser. Its loop runs in this thread, so it ends before the tests of other folders begin."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium())
        yield running
        running.close()


@pytest.fixture
def reader(browser: Browser, root: str) -> Iterator[Reader]:
    """Return a person in front of the server; at the end, no page may have done what none may do."""
    person = Reader(browser, root)
    yield person
    person.close()
    assert person.faults == []
