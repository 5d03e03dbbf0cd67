"""An archive that an earlier release has made is read, verified and continued."""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines, read_head
from bulletin_spider.reader import segments
from tests.commands.inprocess import scrapy
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
    assert {version["change"] for version in after[len(versions) :]} <= {
        "new",
        "revised",
        "moved",
        "withdrawn",
    }
    assert len(after) > len(versions)
    assert {name: after_ for name, after_ in files(earlier).items() if name in before} == before
    assert {path.parent.name for path in Layout(earlier.root).run_files("demo")} == {"demo"}
    assert not (earlier.root / "runs" / "demo.jsonl").exists()
    assert earlier.scrapy("verify", "--deep").code == 0


def test_earlier_archive_is_upgraded(earlier: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line and capture, and so every id, fingerprint and cursor, stays what it is."""
    layout = Layout(earlier.root)
    before, versions, names = files(earlier), earlier.versions(), [one.name for one in segments(earlier.root)]
    records, head = b"".join(chain_lines(layout, "demo")), read_head(layout, "demo")
    for said in ("its run records are in", "has the present form"):
        ended = scrapy(capsys, earlier.root, "upgrade")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.splitlines()[0].startswith(f"demo: {said}")
    assert (b"".join(chain_lines(layout, "demo")), read_head(layout, "demo")) == (records, head)
    assert {path.parent.name for path in layout.run_files("demo")} == {"demo"}
    assert (earlier.versions(), [one.name for one in segments(earlier.root)]) == (versions, names)
    assert {name: after for name, after in files(earlier).items() if name in before} == before
    anchors = [f"--anchor={path}" for path in layout.anchors.glob("*.json")]
    ended = scrapy(capsys, earlier.root, "verify", "--deep", *anchors)
    assert ended.code == 0, ended.out
    assert scrapy(capsys, earlier.root, "status", "demo").code == 0


def test_the_earlier_form_is_read_without_a_change(
    earlier: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    def everything() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in earlier.root.rglob("*") if path.is_file()}

    before, address = everything(), earlier.versions()[0]["url"]
    table = str(earlier.root.parent / "all.csv")
    for command in (("verify",), ("status", "demo"), ("history", address), ("export", "--to", table)):
        ended = scrapy(capsys, earlier.root, *command)
        assert (ended.code, ended.err) == (0, ""), command
        assert ended.out
    assert everything() == before


def test_an_upgrade_leaves_a_site_in_use(earlier: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    with FileLock(earlier.root / "runs" / ".demo.lock"):
        ended = scrapy(capsys, earlier.root, "upgrade")
    assert (ended.code, ended.out) == (75, "")
    assert ended.err.startswith("scrapy upgrade: demo is in use by another run")
    assert (earlier.root / "runs" / "demo.jsonl").exists()


def test_earlier_archive_is_indexed_again(earlier: Archive) -> None:
    (earlier.root / "index.sqlite").unlink()
    assert earlier.scrapy("reindex").code == 0
    assert earlier.scrapy("verify").code == 0
