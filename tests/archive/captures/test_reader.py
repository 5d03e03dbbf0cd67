from __future__ import annotations

import gzip
import re
import zlib
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.exceptions import DamagedCapture
from tests.archive.exchanges import RUN, captures, exchange

if TYPE_CHECKING:
    from pathlib import Path

FILE = f"captures/demo/{RUN}.warc.gz"
TEXT = "区委常委会召开会议。".encode() * 200


def test_a_flipped_byte_is_found_or_harmless(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.keep(exchange(2))
    conditions = [("User-Agent", "BulletinSpider/0"), ("If-None-Match", "x")]
    capture = own.keep(exchange(request_headers=conditions), {"listing-title": "标题"})
    own.close()
    path = tmp_path / FILE
    body = path.read_bytes()
    whole = read_exchange(tmp_path, capture)
    unread = 0
    for place in range(capture["offset"], len(body)):
        path.write_bytes(body[:place] + bytes([body[place] ^ 0x04]) + body[place + 1 :])
        try:
            assert read_exchange(tmp_path, capture) == whole
        except DamagedCapture:
            continue
        unread += 1
    # No checksum covers six bytes in each member's ten-byte header: time, flags for readers, operating system.
    assert unread <= 3 * 7


def test_a_cut_record_is_never_read_as_whole(tmp_path: Path) -> None:
    own = captures(tmp_path)
    capture = own.keep(exchange(body=TEXT))
    own.close()
    path = tmp_path / FILE
    body = path.read_bytes()
    response = next(record for record in read_records(path) if record.type == "response")
    for cut in range(response.offset, response.end):
        path.write_bytes(body[:cut])
        with pytest.raises(DamagedCapture, match=re.escape(f"{FILE} at {response.offset}: ")):
            read_exchange(tmp_path, capture)


@pytest.mark.parametrize(
    ("old", "new", "message"),
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
def test_a_contradictory_record_in_valid_gzip_is_damage(
    tmp_path: Path, old: bytes, new: bytes, message: str
) -> None:
    own = captures(tmp_path)
    capture = own.keep(exchange())
    own.close()
    path = tmp_path / FILE
    response = next(record for record in read_records(path) if record.type == "response")
    body = path.read_bytes()
    record = gzip.decompress(body[response.offset : response.end])
    assert record.count(old) == 1, record
    forged = zlib.compress(record.replace(old, new), 6, 31)
    path.write_bytes(body[: response.offset] + forged + body[response.end :])
    with pytest.raises(DamagedCapture, match=message):
        read_exchange(tmp_path, capture)


def test_a_wrong_capture_reference_is_damage(tmp_path: Path) -> None:
    own = captures(tmp_path)
    first, second = own.keep(exchange(1)), own.keep(exchange(2))
    own.close()
    for wrong, message in (
        (first | {"offset": second["offset"]}, "another record is here"),
        (first | {"offset": 0}, "another record is here: warcinfo"),
        (first | {"offset": first["offset"] + 1}, "not gzip"),
        (first | {"offset": 10**6}, "breaks off"),
        (first | {"digest": second["digest"]}, "another payload is here"),
        (first | {"file": "captures/demo/none.warc.gz"}, "cannot be read: No such file"),
    ):
        with pytest.raises(DamagedCapture, match=message):
            read_exchange(tmp_path, wrong)


def test_reading_a_file_ends_at_the_first_damage(tmp_path: Path) -> None:
    own = captures(tmp_path)
    kept = [own.keep(exchange(number)) for number in range(4)]
    own.close()
    path = tmp_path / FILE
    body = bytearray(path.read_bytes())
    body[kept[2]["offset"] + 40] ^= 1
    path.write_bytes(body)
    walk = read_records(path)
    assert [next(walk).type for _ in range(3)] == ["warcinfo", "response", "response"]
    with pytest.raises(DamagedCapture, match=f"at {kept[2]['offset']}: ") as damage:
        next(walk)
    assert damage.value.offset == kept[2]["offset"]
