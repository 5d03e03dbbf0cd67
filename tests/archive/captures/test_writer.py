from __future__ import annotations

import errno
import gzip
import hashlib
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.captures.deduplication import ArchivedResponse, ArchivedResponses
from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.archive.captures.warc_records import IDENTICAL, NOT_MODIFIED, parse_row, payload_digest
from bulletin_spider.exceptions import ArchiveFault, DamagedCapture
from tests.archive.exchanges import HTML, NOW, RUN, captures, exchange, read_by_warcio

if TYPE_CHECKING:
    from pathlib import Path

FILE = f"captures/demo/{RUN}.warc.gz"


def test_a_kept_exchange_is_read_unchanged(tmp_path: Path) -> None:
    kept = exchange(
        headers=[
            *HTML,
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("X-Title", "\xe5\x8c\xba\xff"),
            ("Empty", ""),
        ],
        ip_address="192.0.2.1",
        method="POST",
        request_body=b"page=2\r\n\r\n",
        request_headers=[("Host", "demo.example"), ("Accept", "*/*")],
        row={
            "bulletin": "0123",
            "listing-title": "两行\r\n: 的“标题” \\ \u2028\udc80 ",
            "listing-date": "2026-09-28",
        },
    )
    own = captures(tmp_path)
    capture = own.keep(kept, kept.row)
    own.close()
    assert read_exchange(tmp_path, capture) == kept


def test_a_capture_names_file_offset_record_and_digest(tmp_path: Path) -> None:
    own = captures(tmp_path)
    first, second = own.keep(exchange(1)), own.keep(exchange(2))
    assert not (tmp_path / FILE).exists()
    assert (tmp_path / f"{FILE}.open").exists()
    own.close()
    assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == [f"{RUN}.warc.gz"]
    found = {record.id: record for record in read_records(tmp_path / FILE)}
    for number, capture in enumerate((first, second), 1):
        assert list(capture) == ["file", "offset", "record_id", "digest"]
        assert capture["file"] == FILE
        assert found[capture["record_id"]].offset == capture["offset"]
        assert capture["digest"] == payload_digest(exchange(number).body)


def test_a_run_without_captures_makes_no_file(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.sync()
    own.close()
    assert own.files == []
    assert not list(tmp_path.iterdir())


def test_warcio_reads_the_four_record_types(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.warcinfo = {"robots": "obey", "http-header-user-agent": "BulletinSpider/0 (+x)", "operator": ""}
    own.keep(exchange(method="POST", request_body=b"page=2"), {"listing-title": "标题"})
    own.close()
    (kind, head, about), response, request, metadata = read_by_warcio(tmp_path / FILE)
    lines = about.decode().splitlines()
    assert (kind, head["WARC-Filename"]) == ("warcinfo", f"{RUN}.warc.gz")
    assert lines[0].startswith("software: bulletin_spider/")
    assert {"format: WARC File Format 1.1", f"isPartOf: demo/{RUN}", "robots: obey"} <= set(lines)
    assert not any(line.startswith("operator") for line in lines)
    assert [part[0] for part in (response, request, metadata)] == ["response", "request", "metadata"]
    assert response[1]["WARC-Date"] == "2026-09-28T01:02:03.004567Z"
    assert response[2] == exchange().body
    for _, headers, _ in (request, metadata):
        assert headers["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
        assert headers["WARC-Target-URI"] == exchange().url
    assert metadata[2].decode() == 'listing-title: "标题"\r\n'
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(tmp_path / FILE)], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_file_entries_match_the_rolled_over_files(tmp_path: Path) -> None:
    own = captures(tmp_path, roll_at=2000)
    kept = [own.keep(exchange(number)) for number in range(12)]
    own.close()
    paths = own.layout.captures("demo", RUN)
    assert len(paths) > 2
    assert paths[1].name == f"{RUN}-2.warc.gz"
    for path, file in zip(paths, own.files, strict=True):
        body = path.read_bytes()
        assert file == {
            "name": path.relative_to(tmp_path).as_posix(),
            "records": len(list(read_records(path))),
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        assert read_by_warcio(path)[0][0] == "warcinfo"
        assert len(body) < 3500, "rolled over at the first exchange behind the limit"
    assert own.bytes == sum(file["bytes"] for file in own.files)
    assert [read_exchange(tmp_path, capture).body for capture in kept] == [
        exchange(n).body for n in range(12)
    ]


def test_a_repeated_answer_is_noted_not_written(tmp_path: Path) -> None:
    own = captures(tmp_path)
    first = own.keep(exchange())
    again = own.keep(exchange(headers=[*HTML, ("Age", "7")]))
    own.close()
    assert again == first
    assert (own.written, own.revisits, own.confirmed.answers) == (1, 0, 1)
    assert own.confirmed.lines == {f"{exchange().url} {first['digest']}"}
    assert [record.type for record in read_records(tmp_path / FILE)] == ["warcinfo", "response"]


def test_a_confirmed_answer_can_become_a_revisit(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.keeps_revisits = True
    first = own.keep(exchange())
    again = own.keep(exchange(headers=[*HTML, ("Age", "7")]))
    own.close()
    assert again == first
    assert (own.written, own.revisits, own.confirmed.answers) == (2, 1, 0)
    revisit = next(record for record in read_records(tmp_path / FILE) if record.type == "revisit")
    assert revisit.headers["warc-profile"] == IDENTICAL
    assert revisit.headers["warc-refers-to"] == first["record_id"]
    assert revisit.headers["warc-refers-to-target-uri"] == exchange().url
    assert revisit.headers["warc-refers-to-date"] == "2026-09-28T01:02:03.004567Z"
    assert revisit.digest == first["digest"]
    assert b"Age: 7" in revisit.head


MOVED = {"status": 302, "body": b"", "headers": [("Location", "/a")]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"url": "http://demo.example/other"}),
        ({}, {"status": 404}),
        ({}, {"truncated": "disconnect"}),
        ({"truncated": "disconnect"}, {"truncated": "disconnect"}),
        ({"status": 404}, {"status": 410}),
        (MOVED, MOVED | {"headers": [("Location", "/b")]}),
        ({"method": "POST", "request_body": b"page=1"}, {"method": "POST", "request_body": b"page=2"}),
    ],
)
def test_a_different_answer_is_written(tmp_path: Path, one: dict[str, Any], other: dict[str, Any]) -> None:
    own = captures(tmp_path)
    for changes in (one, other):
        own.keep(exchange(**changes))
    own.close()
    assert (own.written, own.confirmed.answers) == (2, 0)


@pytest.mark.parametrize("same", [MOVED, {"status": 404}, {"body": b""}, {"body": b"", "status": 204}])
def test_an_equal_answer_of_any_status_confirms(tmp_path: Path, same: dict[str, Any]) -> None:
    own = captures(tmp_path)
    assert own.keep(exchange(**same)) == own.keep(exchange(**same))
    own.close()
    assert (own.written, own.confirmed.answers) == (1, 1)


def earlier(root: Path, *, sha256: str | None = None) -> ArchivedResponses:
    """Return what a run of the day before has kept: one page."""
    before = captures(root, "20260927T000000Z")
    capture = before.keep(exchange())
    before.close()
    own = hashlib.sha256(exchange().body).hexdigest() if sha256 is None else sha256
    found = ArchivedResponse(exchange().url, "2026-09-27T01:00:00.000000Z", capture, own)
    return ArchivedResponses.from_record({"pages": [found.entry()]})


def test_an_answer_confirms_one_of_an_earlier_run(tmp_path: Path) -> None:
    archived = earlier(tmp_path)
    old = archived.before[exchange().url].capture
    own = captures(tmp_path, archived=archived)
    unchanged = {"status": 304, "body": b"", "headers": [("ETag", '"x"')]}
    assert own.keep(exchange()) == own.keep(exchange(**unchanged)) == old
    own.close()
    assert own.files == []
    assert own.confirmed.lines == {f"{exchange().url} {old['digest']}"}


def test_a_304_of_an_earlier_run_is_a_revisit(tmp_path: Path) -> None:
    """Its head is in the metadata record, because players would show it as an empty page."""
    archived = earlier(tmp_path)
    old = archived.before[exchange().url].capture
    own = captures(tmp_path, archived=archived)
    own.keeps_revisits = True
    assert own.keep(exchange(date=NOW)) == old
    assert own.keep(exchange(2)) != old
    unchanged = {"status": 304, "body": b"", "headers": [("ETag", '"x"')]}
    assert own.keep(exchange(**unchanged)) == old
    plain = own.keep(exchange(2, **unchanged | {"url": exchange(3).url}))
    own.close()
    kinds = [(record.type, record.headers.get("warc-profile")) for record in read_records(tmp_path / FILE)]
    assert [kind for kind in kinds if kind[0] in {"response", "revisit"}] == [
        ("revisit", IDENTICAL),
        ("response", None),
        ("revisit", NOT_MODIFIED),
        ("response", None),
    ]
    assert {record.digest for record in read_records(tmp_path / FILE) if record.type == "revisit"} == {
        old["digest"]
    }
    (metadata,) = [body for kind, _, body in read_by_warcio(tmp_path / FILE) if kind == "metadata"]
    assert parse_row(metadata) == {"response-head": 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'}
    assert read_exchange(tmp_path, plain).status == 304
    assert read_exchange(tmp_path, old).body == exchange().body
    assert [record[0] for record in read_by_warcio(tmp_path / FILE)].count("revisit") == 2


ROW = {"bulletin": "0123", "listing-title": "标题"}
PLAIN = [("Accept", "*/*"), ("User-Agent", "BulletinSpider/0")]


@pytest.mark.parametrize(
    ("changes", "row", "kinds"),
    [
        ({}, None, ["response"]),
        ({}, ROW, ["response", "metadata"]),
        ({"request_headers": [("Referer", "http://demo.example/"), *PLAIN]}, ROW, ["response", "metadata"]),
        ({"request_headers": [("Referer", "http://demo.example/"), *PLAIN]}, None, ["response", "request"]),
        ({"request_headers": [*PLAIN, ("If-None-Match", "x")]}, ROW, ["response", "request", "metadata"]),
        ({"request_headers": [*PLAIN, ("Host", "another.example")]}, None, ["response", "request"]),
        ({"request_headers": PLAIN[:1]}, None, ["response", "request"]),
        ({"request_body": b"page=2", "method": "POST"}, None, ["response", "request"]),
    ],
)
def test_a_request_like_the_first_has_no_record(
    tmp_path: Path, changes: dict[str, Any], row: dict[str, str] | None, kinds: list[str]
) -> None:
    own = captures(tmp_path)
    own.keep(exchange(request_headers=PLAIN))
    kept = exchange(2, **{"request_headers": PLAIN, "row": row} | changes)
    capture = own.keep(kept, row)
    own.close()
    records = read_by_warcio(tmp_path / FILE)
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", *kinds]
    assert b"http-header-accept: */*\r\nhttp-header-user-agent: BulletinSpider/0\r\n" in records[0][2]
    found = read_exchange(tmp_path, capture)
    headers = {name: value for name, value in kept.request_headers if name != "Host"}
    said = {name: value for name, value in found.request_headers if name != "Host"}
    assert said == headers or (said == {} and "Referer" not in headers) or {*said} == {"Referer"}
    assert (found.row, found.body, found.method) == (row, kept.body, kept.method)


@pytest.mark.parametrize("kept_records", [1, 2])
def test_a_missing_record_of_an_exchange_is_damage(tmp_path: Path, kept_records: int) -> None:
    own = captures(tmp_path)
    first = own.keep(exchange(request_headers=[*PLAIN, ("If-None-Match", "x")]), ROW)
    own.keep(exchange(2))
    own.close()
    found = list(read_records(tmp_path / FILE))
    assert [record.type for record in found[1:4]] == ["response", "request", "metadata"]
    body = (tmp_path / FILE).read_bytes()
    cut = found[1 + kept_records]
    (tmp_path / FILE).write_bytes(body[: cut.offset] + body[cut.end :])
    with pytest.raises(DamagedCapture):
        read_exchange(tmp_path, first)


def test_a_held_exchange_is_written_unless_it_is_the_same(tmp_path: Path) -> None:
    own = captures(tmp_path, archived=earlier(tmp_path))
    kept = own.archived.before[exchange().url]
    same, other, left = (
        own.hold(exchange(body=f"<p>counter {number}</p>".encode()), kept) for number in range(3)
    )
    assert own.settle(same, is_same=True) == kept.capture
    capture = own.settle(other, is_same=False)
    assert capture["file"] == FILE
    own.close()
    bodies = [body for kind, _, body in read_by_warcio(tmp_path / FILE) if kind == "response"]
    assert bodies == [other.exchange.body, left.exchange.body]
    assert own.confirmed.lines == {f"{exchange().url} {kept.capture['digest']}"}


def test_records_hold_the_sha256_of_their_payload(tmp_path: Path) -> None:
    """A 304 has no payload."""
    own = captures(tmp_path)
    own.keeps_revisits = True
    for _ in range(2):
        own.keep(exchange())
    own.close()
    sha256 = hashlib.sha256(exchange().body).hexdigest()
    found = [(record.type, record.sha256) for record in read_records(tmp_path / FILE)]
    assert [pair for pair in found if pair[1]] == [("response", sha256), ("revisit", sha256)]
    fields = [headers for kind, headers, _ in read_by_warcio(tmp_path / FILE) if kind == "response"]
    assert fields[0]["Payload-SHA256"] == sha256


@pytest.mark.parametrize("sha256", ["0" * 64, ""], ids=["collision", "kept by an earlier release"])
def test_an_equal_sha1_alone_confirms_nothing(tmp_path: Path, sha256: str) -> None:
    archived = earlier(tmp_path, sha256=sha256)
    own = captures(tmp_path, archived=archived)
    assert own.keep(exchange()) != archived.before[exchange().url].capture
    own.close()
    assert own.confirmed.answers == 0


def test_a_truncated_body_is_marked(tmp_path: Path) -> None:
    own = captures(tmp_path)
    capture = own.keep(exchange(truncated="disconnect"))
    own.close()
    assert read_exchange(tmp_path, capture).truncated == "disconnect"


def test_sync_without_new_bytes_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    own = captures(tmp_path)
    own.keep(exchange())
    monkeypatch.setattr(os, "fsync", synced.append)
    own.sync()
    own.sync()
    assert len(synced) == 1
    own.keep(exchange(2))
    own.sync()
    assert len(synced) == 2
    own.close()


def test_after_a_failed_sync_every_call_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    own = captures(tmp_path)
    own.keep(exchange())
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", broken)
        with pytest.raises(ArchiveFault, match="Input/output error"):
            own.sync()
    for fails in (own.sync, lambda: own.keep(exchange(2)), own.close, own.sync):
        with pytest.raises(ArchiveFault, match="Input/output error"):
            fails()
    assert own.files == []
    assert (tmp_path / f"{FILE}.open").exists(), "the next run recovers the whole records"


def test_a_full_disk_loses_only_the_last_exchange(tmp_path: Path) -> None:
    own = captures(tmp_path)
    kept = [own.keep(exchange(number)) for number in range(3)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (own.bytes + 100, hard))
    try:
        with pytest.raises(ArchiveFault, match="File too large"):
            own.keep(exchange(4))
        assert (tmp_path / f"{FILE}.open").stat().st_size == own.bytes
        own.sync()
        own.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [read_exchange(tmp_path, capture).body for capture in kept] == [exchange(n).body for n in range(3)]
    assert own.files[0]["sha256"] == hashlib.sha256((tmp_path / FILE).read_bytes()).hexdigest()


def test_a_closed_file_is_never_replaced(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.keep(exchange())
    (tmp_path / FILE).write_bytes(b"first")
    with pytest.raises(ArchiveFault, match="File exists"):
        own.close()
    assert (tmp_path / FILE).read_bytes() == b"first"


def test_a_removed_file_is_a_lasting_fault(tmp_path: Path) -> None:
    for number, away in enumerate((tmp_path / "away", None)):
        own = captures(tmp_path, f"2026092{number}T000000Z")
        own.keep(exchange())
        open_file = tmp_path / "captures" / "demo" / f"2026092{number}T000000Z.warc.gz.open"
        if away:
            open_file.rename(away)
        else:
            open_file.unlink()
        for fails in (own.sync, lambda own=own: own.keep(exchange(2)), own.close):
            with pytest.raises(ArchiveFault, match="removed or moved during the run"):
                fails()
        assert own.fault
        assert own.written == 1


def test_each_record_is_its_own_gzip_member(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.keep(exchange(), {"listing-title": "x"})
    own.close()
    body = (tmp_path / FILE).read_bytes()
    found = list(read_records(tmp_path / FILE))
    assert [record.offset for record in found[1:]] == [record.end for record in found[:-1]]
    assert found[-1].end == len(body)
    for record in found:
        assert gzip.decompress(body[record.offset : record.end]).startswith(b"WARC/1.1\r\n")
