"""`bulletin copy` says what it does, and what stands in its way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.archive.copying.copies import difference, tree
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two sites with a segment each, an anchor, and the state of a watch."""
    root = tmp_path / "archive"
    for site in ("east", "west"):
        put(root, wording(1), site=site)
    for name in ("anchors/2026-09-28.json", "watches/parks.json"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("{}\n")
    (root / "watches" / ".parks.json.lock").write_text("")
    return root


def test_preview_writes_nothing(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = scrapy(capsys, archive, "copy", "--to", str(tmp_path / "copy"), "--dry-run")
    assert (ended.code, ended.err) == (0, "")
    *sites, last = ended.out.splitlines()
    assert [line.split(" (")[1] for line in sorted(sites)] == ["segments 1)", "segments 1)"]
    assert last.startswith("2 files (")
    assert last.endswith(" would be copied; nothing is written")
    assert not (tmp_path / "copy").exists()


def test_whole_copy_has_anchors_and_watches(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    assert scrapy(capsys, archive, "copy", "--to", str(copy)).code == 0
    assert difference(archive, copy) == []
    (archive / "watches" / "parks.json").write_text('{"later": 1}\n')
    assert scrapy(capsys, archive, "copy", "--to", str(copy)).code == 0
    assert difference(archive, copy) == []


def test_copy_of_one_site_has_that_alone(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    ended = scrapy(capsys, archive, "copy", "--to", str(copy), "--json", "west")
    said = json.loads(ended.out)
    assert (said["from"], said["to"], said["copied"], said["there"]) == (str(archive), str(copy), 1, 0)
    assert [(one["site"], one["problem"]) for one in said["sites"]] == [("west", None)]
    assert {name.split("/")[1] for name in tree(copy)} == {"west"}


def test_site_that_fails_does_not_stop_others(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = put(tmp_path / "copy", wording(2), site="east")
    ended = scrapy(capsys, archive, "copy", "--to", str(tmp_path / "copy"))
    assert ended.code == 1
    fault, rest = ended.err.splitlines()
    assert fault.startswith(
        f"scrapy copy: {tmp_path / 'copy'} has files of east that are not of this archive"
    )
    assert rest == "scrapy copy: anchors and states of watches are copied once every site is"
    assert ended.out.startswith("west: copied: ")
    assert b'"0000000000000002"' in other.read_bytes()
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == ["bulletins", "runs"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the other place, like --to"),
        (["--to", "/nowhere/at/all"], "there is no directory /nowhere/at; make it, or mount its disk"),
        (["--to", "COPY", "north"], "the archive has no site 'north'; archived: east, west"),
        (["--to", "ARCHIVE"], "are not two places: name a place elsewhere"),
        (["--to", "s3://x"], "'s3://x' is no address of an object store: write it like s3://bucket/prefix"),
        (["--to", "COPY", "--from", "/nowhere"], "nothing is archived at /nowhere"),
    ],
)
def test_wrong_usage_is_one_line(
    archive: Path, arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"ARCHIVE": str(archive), "COPY": str(tmp_path / "copy")}
    ended = scrapy(capsys, archive, "copy", *(places.get(one, one) for one in arguments))
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert said in line
    assert not (tmp_path / "copy").exists()
