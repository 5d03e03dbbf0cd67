"""``scrapy pack`` and ``scrapy tier`` as a person calls them. The months are long past, whatever the clock says."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from warcio.archiveiterator import ArchiveIterator

from bulletin_spider.archive.decisions.site_events import retirement
from bulletin_spider.archive.layout import Layout
from tests.archive.packing.building import SITE, faults, page_address, three_months
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
FIRST = f"captures/{SITE}/2020-01.warc.gz"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    months = ("2020-01", "2020-02", "2020-03")
    return three_months(tmp_path_factory.mktemp("months") / "archive", (5,), months).root


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    (tmp_path / "cold").mkdir()
    return shutil.copytree(built, tmp_path / "archive")


def test_pack_prints_a_line_a_month(archive: Path, capsys: Capture) -> None:
    done = scrapy(capsys, archive, "pack", "--before", "2020-03", "--segments", SITE)
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert first.startswith(f"{SITE} 2020-01: 4 files are 3 packs now (")
    assert second.startswith(f"{SITE} 2020-02: 4 files are 3 packs now (")
    assert faults(Layout(archive)) == []
    done = scrapy(capsys, archive, "pack", "--before", "2020-03")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_pack_says_why_a_month_stays(archive: Path, capsys: Capture) -> None:
    name = f"captures/{SITE}/20200205T060000Z.warc.gz"
    (archive / name).unlink()
    done = scrapy(capsys, archive, "pack")
    assert (done.code, len(done.out.splitlines())) == (1, 2)
    line = f"scrapy pack: {SITE} 2020-02: not packed: {name} is missing: restore it from a copy\n"
    assert done.err == line


def test_a_site_in_use_is_left_out(archive: Path, capsys: Capture) -> None:
    with FileLock(Layout(archive).lock(SITE)):
        for arguments in (["pack"], ["tier", "--before", "2020-02", "--to", str(archive.parent / "cold")]):
            done = scrapy(capsys, archive, *arguments)
            assert (done.code, done.err.count("\n")) == (75, 1)
            assert f"{SITE} is in use by another run" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pack", "--before", "2020-1"], "--before 2020-1: not a month"),
        (["pack", "nowhere"], "the archive has no site 'nowhere'"),
        (["tier"], "name the months and a place"),
        (["tier", "--before", "2020-02"], "name the months and a place"),
        (["tier", "--before", "2020-02", "--to", "/nowhere"], "there is no such directory"),
        (["tier", "--before", "2020-02", "--to", "ARCHIVE/captures"], "belongs to the archive"),
    ],
)
def test_wrong_use_is_one_line(archive: Path, capsys: Capture, arguments: list[str], message: str) -> None:
    done = scrapy(capsys, archive, *(one.replace("ARCHIVE", str(archive)) for one in arguments))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert message in done.err


def test_tier_moves_and_fetches(archive: Path, capsys: Capture) -> None:
    cold = archive.parent / "cold"
    assert scrapy(capsys, archive, "pack", "--before", "2020-03").code == 0
    done = scrapy(capsys, archive, "tier", "--before", "2020-02", "--to", str(cold))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{FIRST} (")
    assert done.out.endswith(f") was moved to {cold}\n")
    done = scrapy(capsys, archive, "tier", "--fetch")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f") was copied back into {archive}\n")
    assert (archive / FIRST).exists()


def test_commands_say_where_captures_are(archive: Path, capsys: Capture) -> None:
    cold = archive.parent / "cold"
    assert scrapy(capsys, archive, "pack", "--before", "2020-03").code == 0
    assert scrapy(capsys, archive, "tier", "--before", "2020-02", "--to", str(cold)).code == 0
    done = scrapy(capsys, archive, "history", page_address(1))
    assert f"now in {FIRST} at " in done.out
    assert f", moved to {cold}" in done.out
    done = scrapy(capsys, archive, "history", page_address(4))
    assert f"now in captures/{SITE}/2020-02.warc.gz at " in done.out
    done = scrapy(capsys, archive, "replay", "--dry-run", SITE)
    assert done.out.count("scrapy tier --fetch") == 1
    assert (done.code, "3 elsewhere" in done.out) == (3, True)
    done = scrapy(capsys, archive, "export", "--rich", "--to", str(cold / "all.atom"))
    assert f"whose captures were moved to {cold} (scrapy tier --fetch)" in done.out
    done = scrapy(capsys, archive, "verify")
    assert (done.code, f"{FIRST}: was moved to {cold}" in done.out) == (0, True)


def test_wacz_of_packs_leads_to_every_page(archive: Path, capsys: Capture) -> None:
    pytest.importorskip("cdxj_indexer")
    cold = archive.parent / "cold"
    assert scrapy(capsys, archive, "pack", "--before", "2020-03", "--segments").code == 0
    assert scrapy(capsys, archive, "tier", "--before", "2020-02", "--to", str(cold)).code == 0
    assert scrapy(capsys, archive, "export", "--to", str(cold / "all.wacz")).code == 0
    with zipfile.ZipFile(cold / "all.wacz") as package:
        titles = [json.loads(line)["title"] for line in package.read("pages/pages.jsonl").splitlines()[1:]]
        index = gzip.decompress(package.read("indexes/index.cdx.gz")).decode()
        entries = [json.loads(line.split(" ", 2)[2]) for line in index.splitlines() if " {" in line]
        for entry in entries:
            file = io.BytesIO(package.read(f"archive/{entry['filename']}"))
            file.seek(int(entry["offset"]))
            record = next(iter(ArchiveIterator(file)))
            assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
    assert titles == [f"第{number}号" for number in range(4, 10)]  # the first three are elsewhere
    assert {page_address(number) for number in range(4, 10)} <= {entry["url"] for entry in entries}


def test_a_forgotten_site_leaves_no_pack(archive: Path, capsys: Capture) -> None:
    assert scrapy(capsys, archive, "pack", "--before", "2020-03", "--segments").code == 0
    assert scrapy(capsys, archive, "forget", "--yes", SITE).code == 0
    assert not [path for path in archive.rglob("*") if "2020" in path.name]
    assert faults(Layout(archive)) == []


def test_a_retired_site_stays_retired(archive: Path, capsys: Capture) -> None:
    assert scrapy(capsys, archive, "retire", SITE).code == 0
    assert scrapy(capsys, archive, "pack").code == 0
    assert retirement(Layout(archive), SITE)


def test_a_month_that_is_visited_again_stays(archive: Path, capsys: Capture) -> None:
    cold = archive.parent / "cold"
    assert scrapy(capsys, archive, "pack", "--before", "2020-03").code == 0
    schedule = "REVISIT_SCHEDULE=every 1d for 40000d"
    done = scrapy(capsys, archive, "tier", "--before", "2020-02", "--to", str(cold), "-s", schedule)
    assert (done.code, done.out) == (1, "")
    assert (
        done.err
        == f"scrapy tier: {FIRST}: stays where it is: bulletins in it, or their files, are asked for again until 2129-07-12\n"
    )
