from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.reader import read_records
from bulletin_spider.archive.captures.warc_records import labelled_digest
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.web.evidence.capture_address import CaptureAddress, capture_address, is_capture_name
from bulletin_spider.web.evidence.capture_check import (
    check_capture,
    checks,
    kept_payload,
    payload_facts,
    source_text,
)
from bulletin_spider.web.evidence.chain_proof import check_file, recorded_file
from tests.archive.packing.building import NOW, SITE, lines, page, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = Layout(tmp_path_factory.mktemp("captures") / "archive")
    for month in (9, 10):
        run(
            layout,
            dt.datetime(2026, month, 5, 6, tzinfo=dt.UTC),
            range(month * 2, month * 2 + 2),
            with_file=True,
        )
    return layout.root


@pytest.fixture
def layout(built: Path, tmp_path: Path) -> Layout:
    shutil.copytree(built, tmp_path / "archive")
    return Layout(tmp_path / "archive")


def first(layout: Layout) -> CaptureAddress:
    address = capture_address(lines(layout)[0]["capture"])
    assert address
    return address


def states(layout: Layout, address: CaptureAddress) -> list[str]:
    return [one["state"] for one in checks(check_capture(layout.root, address))]


def test_every_record_is_checked(layout: Layout) -> None:
    (path, *_) = layout.captures(SITE)
    for record in read_records(path):
        found = check_capture(layout.root, CaptureAddress(SITE, path.name, record.offset))
        assert (found.is_whole, found.problem) == (True, "")
        assert (found.exchange is not None) == (record.type == "response")
        wanted = 3 if record.type == "response" else 1
        assert [one["state"] for one in checks(found)].count("agrees") == wanted


def test_source_is_the_page(layout: Layout) -> None:
    exchange = check_capture(layout.root, first(layout)).exchange
    assert exchange
    assert source_text(exchange, 10_000) == (page(18).decode(), False, "utf-8")
    assert source_text(exchange, 5) == (page(18).decode()[:5], True, "utf-8")
    assert payload_facts(exchange)["bytes"] == len(page(18))


@pytest.mark.parametrize("body", [b"%PDF-1.7 \xe9\x9d\x92", b"\0" * 100])
def test_file_has_no_source(body: bytes) -> None:
    exchange = Exchange("http://demo.example/1.pdf", 200, [("Content-Type", "application/pdf")], body, NOW)
    assert source_text(exchange, 100) is None


def test_body_that_cannot_be_decompressed_has_no_source() -> None:
    exchange = Exchange("http://demo.example/1", 200, [("Content-Encoding", "gzip")], b"no gzip", NOW)
    assert source_text(exchange, 100) is None
    assert payload_facts(exchange)["decoded_bytes"] is None


@pytest.mark.parametrize("flip", [10, 200, 900])
def test_a_changed_byte_is_found(layout: Layout, flip: int) -> None:
    address = first(layout)
    path = layout.root / address.file
    content = bytearray(path.read_bytes())
    content[address.offset + min(flip, 300)] ^= 1
    path.write_bytes(content)
    found = check_capture(layout.root, address)
    assert not found.is_whole
    assert found.problem
    assert "agrees" not in states(layout, address)


def test_another_page_under_old_digests_is_found(layout: Layout) -> None:
    """The record is whole for gzip; only its digests show that the page was replaced."""
    address = first(layout)
    path = layout.root / address.file
    content = path.read_bytes()
    record, later = next((one, one.end) for one in read_records(path) if one.offset == address.offset)
    member = gzip.decompress(content[record.offset : record.end])
    forged = gzip.compress(member.replace("号".encode(), "虎".encode()))
    path.write_bytes(content[: record.offset] + forged + content[later:])
    found = check_capture(layout.root, address)
    assert found.problem.startswith("warc-block-digest is sha1:")
    assert states(layout, address) == ["differs", "not checked", "not checked"]


@pytest.mark.parametrize("offset", [1, 999_999_999])
def test_no_record_begins_at_a_wrong_offset(layout: Layout, offset: int) -> None:
    address = first(layout)._replace(offset=offset)
    assert not check_capture(layout.root, address).is_whole


def test_capture_is_found_in_its_pack(layout: Layout) -> None:
    address = first(layout)
    list(pack_site(layout, SITE, "", NOW))
    assert not (layout.root / address.file).exists()
    assert check_capture(layout.root, address).is_whole


def test_capture_that_was_moved_elsewhere_says_where(layout: Layout) -> None:
    address = first(layout)
    list(pack_site(layout, SITE, "", NOW))
    pack = layout.captures_dir(SITE) / "2026-09.warc.gz"
    pack.unlink()
    pack.with_name(f"{pack.name}.tiered").write_text('{"to": "/mnt/cold"}')
    found = check_capture(layout.root, address)
    assert (found.moved_to, found.is_whole) == ("/mnt/cold", False)
    assert [one["state"] for one in checks(found)] == ["not checked"] * 3
    recorded = recorded_file(layout, address)
    assert recorded
    assert check_file(layout, address, recorded) == "not checked"


@pytest.mark.parametrize("kind", ["pipe", "directory", "device"])
def test_what_is_no_file_is_not_waited_for(layout: Layout, kind: str) -> None:
    address = first(layout)._replace(name="20200101T000000Z.warc.gz")
    path = layout.root / address.file
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    found = check_capture(layout.root, address)
    assert found.problem.startswith("cannot be read: ")
    assert kept_payload(layout.root, address) is None


def test_a_link_out_of_the_archive_shows_nothing(layout: Layout) -> None:
    """A link to captures on another disk is well; of a file that is no capture, nothing is said."""
    address = first(layout)._replace(name="20200101T000000Z.warc.gz")
    (layout.root / address.file).symlink_to("/etc/passwd")
    found = check_capture(layout.root, address)
    assert (found.record, found.exchange) == (None, None)
    assert "root" not in found.problem


def test_a_record_of_gigabytes_is_not_decompressed(layout: Layout) -> None:
    address = first(layout)
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: x\r\nWARC-Date: x\r\nContent-Length: {10**12}\r\n\r\n"
    (layout.root / address.file).write_bytes(gzip.compress(head.encode()))
    found = check_capture(layout.root, address._replace(offset=0))
    assert found.problem == "larger than 268,435,456 bytes: not read"


@pytest.mark.parametrize(
    "part", [b"200 OK", b"HTTP/1.1", b"Exchange-Records: 3", b"listing-title", b"Z\r\nWARC-P"]
)
def test_a_forged_record_is_no_error(layout: Layout, part: bytes) -> None:
    """Every digest that it states may agree: nothing that it says is used before it is checked."""
    address = first(layout)
    path = layout.root / address.file
    members = [gzip.decompress(path.read_bytes()[one.offset : one.end]) for one in read_records(path)]
    changed = [one.replace(part, part[:-2] + b"\xff\xff", 1) for one in members]
    for one, (record, _) in enumerate(zip(members, changed, strict=True)):
        changed[one] = _with_digest(changed[one]) if record != changed[one] else record
    path.write_bytes(b"".join(map(gzip.compress, changed)))
    found = check_capture(layout.root, address._replace(offset=len(gzip.compress(changed[0]))))
    assert found.exchange is None or found.is_whole


def _with_digest(record: bytes) -> bytes:
    head, _, block = record.partition(b"\r\n\r\n")
    digest = labelled_digest(hashlib.sha1(block[:-4], usedforsecurity=False).digest()).encode()
    return re.sub(rb"(WARC-Block-Digest: )[^\r]*", rb"\1" + digest, head) + b"\r\n\r\n" + block


def test_missing_file_is_not_there(layout: Layout) -> None:
    with pytest.raises(FileNotFoundError):
        check_capture(layout.root, CaptureAddress(SITE, "20200101T000000Z.warc.gz", 0))


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "packed.jsonl",
        ".20260928T000000Z.warc.gz.part",
        "20260928T000000Z.warc.gz.open",
        "2026-09.warc.gz.tiered",
        "20260928T000000Z.warc.gz/../x",
        "..warc.gz",
        "",
    ],
)
def test_no_other_file_can_be_named(name: str) -> None:
    assert not is_capture_name(name)
    assert capture_address({"file": f"captures/demo/{name}", "offset": 0}) is None


def test_capture_elsewhere_has_no_address() -> None:
    assert capture_address(None) is None
    assert capture_address({"file": "bulletins/demo/20260928T000000Z.warc.gz", "offset": 0}) is None
