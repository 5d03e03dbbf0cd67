"""A call to the disk that fails, or a kill at it, costs nothing that the next run does not mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.failing_disk import run_on_failing_disk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive

pytestmark = pytest.mark.crawl
FIVE = ("-a", "limit=5")


@pytest.mark.parametrize("call", ["link:1:fail", "link:2:fail"], ids=["segment", "captures"])
def test_next_record_adopts_unpublished_files(archive: Archive, tmp_path: Path, call: str) -> None:
    command = ("crawl", "demo", "-a", f"port={archive.port}", *FIVE)
    failed = run_on_failing_disk(archive, tmp_path / "patch", call, *command)
    assert failed.out.startswith("demo: output failed")
    assert archive.demo(*FIVE).code == 0
    first, second = archive.runs()
    assert f"captures/demo/{first['run']}.warc.gz" in [
        file["name"] for file in (*first["captures"], *second["recovered"])
    ]
    verified = archive.scrapy("verify")
    assert (verified.code, verified.out.partition(": ")[2]) == (0, "no faults\n")


def test_next_run_mends_a_stale_manifest(archive: Archive, tmp_path: Path) -> None:
    """The run is killed when all is published and recorded; the next run finds nothing new."""
    nothing = ("-a", "until=2001-01-01", "-a", "revisit=none")
    assert archive.demo(*FIVE).code == 0
    command = ("crawl", "demo", "-a", f"port={archive.port}", *FIVE)
    killed = run_on_failing_disk(archive, tmp_path / "patch", "replace@resource:1:kill", *command)
    assert (killed.code, len(archive.runs())) == (-9, 2)
    assert ".resource.json: 1 segment is not in it yet" in archive.scrapy("verify").out
    assert archive.demo(*nothing).code == 0
    assert archive.runs()[2]["files"] == []
    assert archive.scrapy("verify").out == "10 versions of 1 site: no faults\n"
