"""A WACZ of a crawl is valid for the tool ``wacz``, and its index leads to every page byte for byte."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from bulletin_spider.demo.site import DemoSite
from bulletin_spider.exceptions import ExportFault, UsageFault
from bulletin_spider.export.registry import writer_for
from bulletin_spider.export.selection import Selection, capture_files, selected_versions
from bulletin_spider.export.writing import export
from tests.archive.wordings import put, wording
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.crawl

TOOL = ("uv", "tool", "run", "--python", sys.executable, "--from", "wacz>=0.5,<1", "wacz")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The demo on two days: one bulletin is revised."""
    archive = Archive(tmp_path_factory.mktemp("wacz") / "archive", free_port())
    assert archive.demo().code == 0
    assert archive.demo("-a", "day=2", "-a", "revisit=all", "-s", "CAPTURE_REVISITS=1").code == 0
    return archive


@pytest.fixture(scope="module")
def package(crawled: Archive) -> Path:
    """The whole archive, as the command writes it; warnings are errors there too."""
    target = crawled.root.parent / "all.wacz"
    ended = crawled.scrapy("export", "--to", str(target), "--all")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"wrote {target}: 64 versions\n"
    return target


def lines(package: Path, name: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(package) as file:
        return [json.loads(line) for line in file.read(name).splitlines()]


def indexed(package: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the index entry of each address and time, read block by block as ``index.idx`` lists them."""
    found = {}
    with zipfile.ZipFile(package) as file:
        blocks, body = file.read("indexes/index.idx").decode(), file.read("indexes/index.cdx.gz")
    head, *rest = blocks.splitlines()
    assert head == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    keys = []
    for block in rest:
        place = json.loads(block.split(" ", 2)[2])
        packed = body[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(packed).hexdigest()}"
        for line in gzip.decompress(packed).decode().splitlines():
            key, second, entry = line.split(" ", 2)
            keys.append((key, second))
            about = json.loads(entry)
            # A revisit record has no payload, and may have the same time as the record it refers to.
            if about["mime"] != "warc/revisit":
                found[about["url"], second] = about
    assert keys == sorted(keys)
    return found


def body_of(package: Path, entry: dict[str, Any]) -> bytes:
    """Return the payload as a viewer reads it: a part of the ZIP file, which must be stored uncompressed."""
    with zipfile.ZipFile(package) as file:
        about = file.getinfo(f"archive/{entry['filename']}")
        assert about.compress_type == zipfile.ZIP_STORED
        with file.open(about) as captures:
            captures.seek(int(entry["offset"]))
            piece = captures.read(int(entry["length"]))
    return bytes(next(ArchiveIterator(io.BytesIO(piece))).content_stream().read())


def validated(package: Path) -> tuple[int, str]:
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONWARNINGS", "UV_PROJECT_ENVIRONMENT"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    command = [*TOOL, "validate", "-f", str(package)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_wacz_tool_accepts_it_and_rejects_changes(package: Path, tmp_path: Path) -> None:
    code, output = validated(package)
    assert (code, "Validation succeeded, the passed WACZ is valid" in output) == (0, True), output
    changed = tmp_path / "changed.wacz"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"\n" if name == "pages/pages.jsonl" else b""))
    code, output = validated(changed)
    assert (code, "pages.jsonl" in output) == (1, True), output


def test_index_leads_to_the_bytes_of_every_page(crawled: Archive, package: Path) -> None:
    head, *pages = lines(package, "pages/pages.jsonl")
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "Bulletins"}
    versions = crawled.versions()
    assert [(page["url"], page["title"]) for page in pages] == [
        (one["url"], one["title"]) for one in versions
    ]
    assert len({page["id"] for page in pages}) == 64
    index, days = indexed(package), (DemoSite(), DemoSite(2))
    first = crawled.runs()[0]["run"]
    for page, version in zip(pages, versions, strict=True):
        entry = index[page["url"], "".join(filter(str.isdigit, page["ts"]))]
        site = days[0 if first in version["capture"]["file"] else 1]
        path = page["url"].removeprefix(f"http://127.0.0.1:{crawled.port}")
        assert body_of(package, entry) == site.answer(path).body


def test_package_holds_and_describes_each_file_unchanged(crawled: Archive, package: Path) -> None:
    with zipfile.ZipFile(package) as file:
        about = json.loads(file.read("datapackage.json"))
        digest = json.loads(file.read("datapackage-digest.json"))["hash"]
        assert digest == f"sha256:{hashlib.sha256(file.read('datapackage.json')).hexdigest()}"
        kept = sorted((crawled.root / "captures" / "demo").glob("*.warc.gz"))
        assert len(kept) == 2
        for path in kept:
            assert file.read(f"archive/demo-{path.name}") == path.read_bytes()
        assert {one["path"] for one in about["resources"]} == set(file.namelist()) - {
            "datapackage.json",
            "datapackage-digest.json",
        }
        for one in about["resources"]:
            body = file.read(one["path"])
            assert (one["hash"], one["bytes"]) == (f"sha256:{hashlib.sha256(body).hexdigest()}", len(body))
    assert about["wacz_version"] == "1.1.1"


def test_days_narrow_the_pages_but_not_the_captures(crawled: Archive, tmp_path: Path) -> None:
    target = tmp_path / "x.wacz"
    ended = crawled.scrapy("export", "--to", str(target), "--site", "demo", "--since", "2026-09-28")
    assert ended.code == 0
    chosen = [
        one for one in selected_versions(crawled.root, Selection("demo")) if one["date"] >= "2026-09-28"
    ]
    assert 0 < len(chosen) < 60
    assert [page["url"] for page in lines(target, "pages/pages.jsonl")[1:]] == [one["url"] for one in chosen]
    with zipfile.ZipFile(target) as file:
        assert sum(name.startswith("archive/") for name in file.namelist()) == 2
    again = crawled.scrapy("export", "--to", str(target))
    assert (again.code, "already exists; use --overwrite to replace it" in again.err) == (2, True)


def test_two_sites_may_share_a_file_name(crawled: Archive, tmp_path: Path) -> None:
    shutil.copytree(crawled.root / "captures" / "demo", tmp_path / "a" / "captures" / "other")
    shutil.copytree(crawled.root / "captures" / "demo", tmp_path / "a" / "captures" / "demo")
    assert export(iter([]), f"{tmp_path}/x.wacz", captures=capture_files(tmp_path / "a", None)) == 0
    with zipfile.ZipFile(tmp_path / "x.wacz") as file:
        names = [name for name in file.namelist() if name.startswith("archive/")]
    assert len(set(names)) == len(names) == 4
    assert len(capture_files(tmp_path / "a", "other").files) == 2


def test_version_without_its_capture_is_no_page(crawled: Archive, tmp_path: Path) -> None:
    nowhere = {"file": "captures/demo/20990101T000000Z.warc.gz", "offset": 0, "record_id": "x", "digest": "x"}
    some = [wording(1, "甲"), wording(2, "乙", capture=nowhere), crawled.versions()[0]]
    assert export(iter(some), f"{tmp_path}/x.wacz", captures=capture_files(crawled.root, None)) == 3
    assert len(lines(tmp_path / "x.wacz", "pages/pages.jsonl")) == 2


def test_missing_captures_or_library_are_usage_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "archive", wording(1, "甲"))
    ended = Archive(tmp_path / "archive", 0).scrapy("export", "--to", f"{tmp_path}/x.wacz")
    assert ended.code == 2
    assert ended.err == (f"scrapy export: --to {tmp_path}/x.wacz: the archive has no captures for it\n")
    some = tmp_path / "a" / "captures" / "demo" / "20260928T000000Z.warc.gz"
    some.parent.mkdir(parents=True)
    some.touch()
    monkeypatch.setitem(sys.modules, "cdxj_indexer", None)
    with pytest.raises(UsageFault, match="uv sync --extra wacz"):
        export(iter([]), f"{tmp_path}/x.wacz", captures=capture_files(tmp_path / "a", None))
    assert not list(tmp_path.glob("*x.wacz*"))


def test_index_equals_that_of_cdxj_indexer(crawled: Archive, package: Path, tmp_path: Path) -> None:
    for path in (crawled.root / "captures" / "demo").iterdir():
        (tmp_path / f"demo-{path.name}").symlink_to(path)
    code = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "--sort", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(package) as file:
        assert gzip.decompress(file.read("indexes/index.cdx.gz")).decode() == done.stdout
    assert done.stdout.count('"mime": "warc/revisit"') > 50


@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_damaged_capture_is_reported_and_leaves_no_file(
    crawled: Archive, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sorting").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "sorting"))
    writer_for("x.wacz", capture_files(crawled.root, None))  # loads cdxj_indexer without its warnings
    monkeypatch.setattr("cdxj_indexer.main.SortingWriter.MAX_SORT_BUFF_SIZE", 1000)
    shutil.copytree(crawled.root, tmp_path / "archive")
    archive = Archive(tmp_path / "archive", crawled.port)
    (path, _) = sorted((archive.root / "captures" / "demo").iterdir())
    body, offset = bytearray(path.read_bytes()), archive.versions()[10]["capture"]["offset"]
    if damage == "flipped":
        body[offset + 400] ^= 1
    path.write_bytes({"cut": body[: offset + 100], "flipped": body, "other": b"no gzip at all" * 100}[damage])
    # With versions the list of pages finds the damage, without them the index does.
    for versions in (selected_versions(archive.root, Selection()), iter([])):
        with pytest.raises(ExportFault, match="'scrapy verify' shows more"):
            export(versions, f"{tmp_path}/x.wacz", captures=capture_files(archive.root, None))
    assert not list(tmp_path.glob("*x.wacz*"))
    assert not list((tmp_path / "sorting").iterdir())
