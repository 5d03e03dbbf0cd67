"""An archive that an earlier release has made is read, verified and continued."""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.conftest import ROOT, Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.crawl
RELEASES = sorted((ROOT / "tests" / "releases").glob("*.tar.xz"))
PORT = 8173
"""The demo site's own port: it stands in every address of the kept archives."""


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    with tarfile.open(request.param) as packed:
        packed.extractall(tmp_path / "archive", filter="data")
    with FileLock(Path(tempfile.gettempdir()) / f"demo-port-{os.getuid()}.lock"):
        yield Archive(tmp_path / "archive", PORT)


def files(archive: Archive) -> dict[str, bytes]:
    kept = (path for name in ("bulletins", "captures") for path in (archive.root / name).rglob("*.*"))
    return {path.name: path.read_bytes() for path in kept}


def test_there_is_an_archive_of_a_release() -> None:
    assert RELEASES


def test_earlier_archive_passes_deep_verification(earlier: Archive) -> None:
    verified = earlier.scrapy("verify", "--deep")
    assert verified.code == 0, verified.out


def test_earlier_archive_is_read_the_same_today(earlier: Archive) -> None:
    replayed = earlier.scrapy("replay", "--dry-run", "--jobs", "1")
    assert replayed.code == 0
    assert " 0 read differently" in replayed.out


def test_earlier_archive_is_continued(earlier: Archive) -> None:
    """What was missing in the runs of the archive may have been missing for long enough by today."""
    before, versions = files(earlier), earlier.versions()
    crawled = earlier.demo("-a", "day=4", "-a", "revisit=all")
    assert crawled.code == 0, crawled.err
    after = earlier.versions()
    assert after[: len(versions)] == versions
    assert {version["change"] for version in after[len(versions) :]} <= {"new", "revised", "withdrawn"}
    assert len(after) > len(versions)
    assert {name: after_ for name, after_ in files(earlier).items() if name in before} == before
    assert earlier.scrapy("verify", "--deep").code == 0


def test_earlier_archive_is_indexed_again(earlier: Archive) -> None:
    (earlier.root / "index.sqlite").unlink()
    assert earlier.scrapy("reindex").code == 0
    assert earlier.scrapy("verify").code == 0
