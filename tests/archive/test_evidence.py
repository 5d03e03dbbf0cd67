from __future__ import annotations

import gzip
import re
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
from scrapy.utils._compression import zstd

from bulletin_spider.archive.captures.reader import read, records
from bulletin_spider.exceptions import DamagedCapture, UndecodablePayload
from tests.archive.exchanges import RUN, captures, exchange

if TYPE_CHECKING:
    from pathlib import Path

FILE = f"captures/demo/{RUN}.warc.gz"
TEXT = "区委常委会召开会议。".encode() * 200


def test_every_flipped_byte_is_found_or_changes_nothing_that_is_read(tmp_path: Path) -> None:
    own = captures(tmp_path)
    capture = own.keep(exchange(), {"listing-title": "标题"})
    own.close()
    path = tmp_path / FILE
    body = path.read_bytes()
    whole = read(tmp_path, capture)
    unread = 0
    for place in range(capture["offset"], len(body)):
        path.write_bytes(body[:place] + bytes([body[place] ^ 0x04]) + body[place + 1 :])
        try:
            assert read(tmp_path, capture) == whole
        except DamagedCapture:
            continue
        unread += 1
    # Of each member's ten-byte header, six (time, flags for readers, system) are covered by no checksum.
    assert unread <= 3 * 7


def test_a_cut_record_is_never_read_as_a_whole_one(tmp_path: Path) -> None:
    own = captures(tmp_path)
    capture = own.keep(exchange(body=TEXT))
    own.close()
    path = tmp_path / FILE
    body = path.read_bytes()
    response = next(record for record in records(path) if record.type == "response")
    for cut in range(response.offset, response.end):
        path.write_bytes(body[:cut])
        with pytest.raises(DamagedCapture, match=re.escape(f"{FILE} at {response.offset}: ")):
            read(tmp_path, capture)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"Content-Length: 75", b"Content-Length: 74", "does not end where its length says"),
        (b"Content-Length: 75", b"Content-Length: 99", "missing"),
        (b"Content-Length: 75", b"Content-Length: -1", "headers missing or wrong"),
        (b"</h1>", b"</h2>", "warc-block-digest"),
        (b"WARC-Block-Digest: sha1:", b"WARC-Block-Digest: sha2:", "warc-block-digest"),
        (b"WARC-Block-Digest", b"Warc-Blocked", "warc-block-digest is None"),
        (b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha2:", "warc-payload-digest"),
        (b"WARC-Type: response", b"WARC-Type: resource", "another record is here: resource"),
        (b"WARC/1.1", b"WORK/1.1", "no WARC record"),
    ],
)
def test_a_record_that_contradicts_itself_is_told_even_in_whole_gzip(
    tmp_path: Path, old: bytes, new: bytes, says: str
) -> None:
    own = captures(tmp_path)
    capture = own.keep(exchange())
    own.close()
    path = tmp_path / FILE
    response = next(record for record in records(path) if record.type == "response")
    body = path.read_bytes()
    record = gzip.decompress(body[response.offset : response.end])
    assert record.count(old) == 1, record
    forged = zlib.compress(record.replace(old, new), 6, 31)
    path.write_bytes(body[: response.offset] + forged + body[response.end :])
    with pytest.raises(DamagedCapture, match=says):
        read(tmp_path, capture)


def test_another_record_another_payload_or_no_file_is_told(tmp_path: Path) -> None:
    own = captures(tmp_path)
    first, second = own.keep(exchange(1)), own.keep(exchange(2))
    own.close()
    for wrong, says in (
        (first | {"offset": second["offset"]}, "another record is here"),
        (first | {"offset": 0}, "another record is here: warcinfo"),
        (first | {"offset": first["offset"] + 1}, "not gzip"),
        (first | {"offset": 10**6}, "breaks off"),
        (first | {"digest": second["digest"]}, "another payload is here"),
        (first | {"file": "captures/demo/none.warc.gz"}, "cannot be read: No such file"),
    ):
        with pytest.raises(DamagedCapture, match=says):
            read(tmp_path, wrong)


def test_a_walk_over_a_file_ends_where_damage_begins(tmp_path: Path) -> None:
    own = captures(tmp_path)
    kept = [own.keep(exchange(number)) for number in range(4)]
    own.close()
    path = tmp_path / FILE
    body = bytearray(path.read_bytes())
    body[kept[2]["offset"] + 40] ^= 1
    path.write_bytes(body)
    walk = records(path)
    assert [next(walk).type for _ in range(5)] == ["warcinfo", "response", "request", "response", "request"]
    with pytest.raises(DamagedCapture, match=f"at {kept[2]['offset']}: ") as damage:
        next(walk)
    assert damage.value.offset == kept[2]["offset"]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT, wbits=-15)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT), mtime=0)),
        ("identity", TEXT),
        ("", TEXT),
    ],
)
def test_the_payload_is_the_body_with_its_encodings_undone(encoding: str, body: bytes) -> None:
    came = exchange(body=body, headers=[("content-encoding", encoding)])
    assert came.body == body
    assert came.payload() == TEXT
    with pytest.raises(UndecodablePayload):
        came.payload(limit=100)


def test_a_body_that_is_not_what_its_encoding_says_is_told() -> None:
    for encoding in ("gzip", "deflate", "br", "zstd"):
        with pytest.raises(UndecodablePayload, match=encoding):
            exchange(body=b"plain text, plain text", headers=[("Content-Encoding", encoding)]).payload()
