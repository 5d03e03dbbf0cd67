"""`scrapy verify` finds every planted fault and reports it once, and reports no fault in a sound archive."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from bulletin_spider.actions.verify import findings
from bulletin_spider.archive.captures.reader import read_records
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest.earlier_form import earlier_package, earlier_resource
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.verification.segments import chain_problem
from bulletin_spider.archive.verification.site import VerificationCounts
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from tests.archive.records import write_chain
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_spider.archive.verification.finding import Finding

pytestmark = pytest.mark.crawl
ONE = "id = (SELECT max(id) FROM versions WHERE revision = 2) AND revision = 2"
"""One of the revised bulletins, in SQL."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The demo site on its days 1 and 3: 68 versions, two of them revised, 56 revisits without a change, a refused page."""
    archive = Archive(tmp_path_factory.mktemp("two-days") / "archive", free_port())
    assert archive.demo("-s", "SEGMENT_LINES=40", "-s", "ATTACHMENTS=off").code == 0
    later = ("-a", "day=3", "-a", "revisit=all", "-s", "CAPTURE_REVISITS=1", "-s", "ATTACHMENTS=off")
    assert archive.demo(*later).code == 0
    return archive


@pytest.fixture
def archive(crawled: Archive, tmp_path: Path) -> Archive:
    shutil.copytree(crawled.root, tmp_path / "copy")
    return Archive(tmp_path / "copy", crawled.port)


def found(archive: Archive, *, deep: bool = False) -> list[Finding]:
    return list(findings(Layout(archive.root), [], VerificationCounts(), deep=deep))


def faults(archive: Archive) -> list[Finding]:
    return [finding for finding in found(archive) if finding.is_fault]


def records_name(archive: Archive) -> str:
    return archive.run_file().relative_to(archive.root).as_posix()


def segments(archive: Archive) -> list[Path]:
    return Layout(archive.root).segments("demo")


def captures(archive: Archive) -> list[Path]:
    return Layout(archive.root).captures("demo")


def files(archive: Archive) -> dict[str, str]:
    paths = (path for path in archive.root.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def edit_line(path: Path, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    version = json.loads(lines[number])
    change(version)
    lines[number] = json.dumps(version, ensure_ascii=False).encode() + b"\n"
    path.write_bytes(b"".join(lines))


def rewrite_record(archive: Archive, path: Path) -> None:
    """Write the present size and digest of a file into the run record, as somebody who hides an edit would do."""
    name, body, runs = path.relative_to(archive.root).as_posix(), path.read_bytes(), archive.runs()
    for entry in (entry for run in runs for entry in (*run["files"], *run["captures"])):
        if entry["name"] == name:
            entry.update(bytes=len(body), sha256=hashlib.sha256(body).hexdigest())
            if "lines" in entry:
                entry["lines"] = body.count(b"\n")
    write_chain(Layout(archive.root), "demo", runs)
    Layout(archive.root).manifest("demo").unlink()


def flip(path: Path, at: int) -> None:
    body = bytearray(path.read_bytes())
    body[at] ^= 0x01
    path.write_bytes(body)


def revised(archive: Archive) -> int:
    lines = [json.loads(line) for line in segments(archive)[2].read_bytes().splitlines()]
    return next(number for number, version in enumerate(lines) if version["change"] == "revised")


def plain_lines(archive: Archive) -> list[int]:
    """Return the lines of the first segment that have paragraphs and no later version.

    The order of the lines differs from crawl to crawl. A fault in a bulletin with a later version is a fault there too.
    """
    versions, count = archive.versions(), Counter(version["id"] for version in archive.versions())
    first = versions[: segments(archive)[0].read_bytes().count(b"\n")]
    return [
        number
        for number, one in enumerate(first)
        if one["paragraphs"] and one["capture"] and count[one["id"]] == 1
    ]


def sql(archive: Archive, statement: str) -> None:
    with closing(sqlite3.connect(archive.root / "index" / "demo.sqlite")) as database, database:
        assert database.execute(statement).rowcount == 1


def test_a_sound_archive_has_no_fault(archive: Archive) -> None:
    """Nothing is changed, and the lock of a run does not matter."""
    before = files(archive)
    with FileLock(archive.root / "runs" / ".demo.lock"):
        ended = archive.scrapy("verify", "--deep")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "68 versions of 1 site: no faults\n"
    assert files(archive) == before


def test_a_fault_is_one_line_and_exit_1(archive: Archive) -> None:
    captures(archive)[0].unlink()
    ended = archive.scrapy("verify", "demo", "--site", "demo")
    assert ended.code == 1
    missing, note, total = ended.out.splitlines()
    assert missing.startswith(
        f"missing: captures/demo/{captures_name(archive, 0)}: is named in its run's record"
    )
    assert note.startswith("note: captures/demo: ")
    assert total == "68 versions of 1 site: 1 fault, 1 note"


def captures_name(archive: Archive, run: int) -> str:
    return str(archive.runs()[run]["captures"][0]["name"]).rpartition("/")[2]


def test_database_that_is_away_is_no_fault(archive: Archive) -> None:
    """What is not in it is verified, and one line says that the indexes are not."""
    ended = archive.scrapy("verify", "-s", "DATABASE=postgresql://127.0.0.1:1/none")
    assert ended.code == 74
    assert ended.out == "68 versions of 1 site: no faults\n"
    (line,) = ended.err.splitlines()
    assert line.startswith(
        "scrapy verify: indexes are not compared: the database postgresql://127.0.0.1:1/none: "
    )


def test_an_unknown_site_is_bad_usage(archive: Archive) -> None:
    ended = archive.scrapy("verify", "demi")
    assert ended.code == 2
    assert (
        ended.err
        == "scrapy verify: usage: the archive has no site 'demi' (did you mean 'demo'?); archived: demo\n"
    )


def test_a_flipped_byte_in_a_segment_is_found(archive: Archive) -> None:
    path = segments(archive)[0]
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for part, number in enumerate(plain_lines(archive)[::6]):
        flip(path, sum(map(len, lines[:number])) + len(lines[number]) * (part + 1) // 9)
        (fault,) = faults(archive)
        assert fault.kind in {"version", "segment"}
        assert fault.place.startswith(f"bulletins/demo/{path.name}")
        path.write_bytes(whole)


def test_a_flipped_byte_in_a_capture_is_found(archive: Archive) -> None:
    path = captures(archive)[0]
    whole = path.read_bytes()
    for at in range(500, len(whole), len(whole) // 4):
        flip(path, at)
        (fault,) = faults(archive)
        assert fault.kind == "capture"
        assert fault.place.startswith(f"captures/demo/{path.name}")
        path.write_bytes(whole)


def test_two_damaged_captures_are_both_found(archive: Archive) -> None:
    path = captures(archive)[0]
    responses = [one for one in read_records(path) if one.type == "response"]
    damaged = [responses[10], responses[50]]
    for record in damaged:
        flip(path, (record.offset + record.end) // 2)
    places = [fault.place for fault in faults(archive)]
    assert places == [f"captures/demo/{path.name}, offset {record.offset}" for record in damaged]


@pytest.mark.parametrize("number", [0, 2])
def test_a_missing_segment_is_one_fault(archive: Archive, number: int) -> None:
    path = segments(archive)[number]
    path.unlink()
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("missing", f"bulletins/demo/{path.name}")


@pytest.mark.parametrize("number", [0, 1])
def test_a_missing_capture_file_is_one_fault(archive: Archive, number: int) -> None:
    path = captures(archive)[number]
    path.unlink()
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("missing", f"captures/demo/{path.name}")


@pytest.mark.parametrize("keep", [0.5, 0.999])
def test_a_cut_segment_is_one_fault(archive: Archive, keep: float) -> None:
    path = segments(archive)[0]
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    (fault,) = faults(archive)
    assert fault.kind == "version"
    assert fault.message == "is not a whole JSON object"


def test_a_segment_cut_between_lines_is_one_fault(archive: Archive) -> None:
    path = segments(archive)[0]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-3]))
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("segment", f"bulletins/demo/{path.name}")


def test_a_cut_capture_file_is_one_fault(archive: Archive) -> None:
    path = captures(archive)[0]
    whole, offset = path.read_bytes(), archive.versions()[30]["capture"]["offset"]
    for end in (offset + 100, offset):
        path.write_bytes(whole[:end])
        (fault,) = faults(archive)
        assert fault.kind == "capture"


def test_a_payload_with_a_forged_sha1_is_found_by_deep(archive: Archive) -> None:
    """All digests are SHA-1 but one: whoever finds a collision changes the payload and no digest of WARC."""
    path = captures(archive)[0]
    body, page = path.read_bytes(), [one for one in read_records(path) if one.type == "response"][-1]
    record = gzip.decompress(body[page.offset : page.end])
    value = record.index(b"Payload-SHA256: ") + len(b"Payload-SHA256: ")
    record = record[:value] + b"0000" + record[value + 4 :]
    path.write_bytes(body[: page.offset] + gzip.compress(record) + body[page.end :])
    rewrite_record(archive, path)
    assert not [finding for finding in found(archive) if finding.message.startswith("payload-sha256")]
    (fault,) = [
        finding for finding in found(archive, deep=True) if finding.message.startswith("payload-sha256")
    ]
    assert (fault.kind, fault.place) == ("capture", f"captures/demo/{path.name}, offset {page.offset}")


@pytest.mark.parametrize("header", [b"WARC-Refers-To: <urn:uuid:", b"WARC-Payload-Digest: sha1:"])
def test_a_revisit_without_its_original_is_found(archive: Archive, header: bytes) -> None:
    path = captures(archive)[1]
    body = path.read_bytes()
    last = [one for one in read_records(path) if one.type == "revisit"][-1]
    record = gzip.decompress(body[last.offset : last.end])
    value = record.index(header) + len(header)
    changed = gzip.compress(record[:value] + b"2222" + record[value + 4 :])
    path.write_bytes(body[: last.offset] + changed + body[last.end :])
    rewrite_record(archive, path)
    (archive.root / "index" / "demo.sqlite").unlink()
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("capture", f"captures/demo/{path.name}, offset {last.offset}")
    assert "no file of the site has that record with this payload" in fault.message


@pytest.mark.parametrize("hidden", [False, True])
def test_an_edited_line_is_found(archive: Archive, hidden: bool) -> None:
    path = segments(archive)[0]
    number = plain_lines(archive)[7]
    edit_line(path, number, lambda version: version["paragraphs"].__setitem__(0, "改写过的段落。"))
    if hidden:
        rewrite_record(archive, path)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("version", f"bulletins/demo/{path.name}, line {number + 1}")
    assert "does not match its fingerprint" in fault.message


@pytest.mark.parametrize("hidden", [False, True])
def test_a_dropped_line_is_found(archive: Archive, hidden: bool) -> None:
    path = segments(archive)[0]
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[plain_lines(archive)[5]]
    path.write_bytes(b"".join(lines))
    if hidden:
        rewrite_record(archive, path)
    (fault,) = faults(archive)
    assert fault.kind == ("index" if hidden else "segment")


@pytest.mark.parametrize("hidden", [False, True])
def test_a_repeated_line_is_found(archive: Archive, hidden: bool) -> None:
    path = segments(archive)[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[3]]))
    if hidden:
        rewrite_record(archive, path)
    (fault,) = faults(archive)
    assert fault.place == f"bulletins/demo/{path.name}, line 41"
    assert fault.message == f"revision 1 after revision 1 in {path.name}"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("offset", 1, "no record begins at offset 1"),
        ("offset", 0, "is warcinfo"),
        ("record_id", "<urn:uuid:0>", "is response <urn:uuid:"),
        ("digest", "sha1:AAAA", "the payload at offset"),
        ("file", "captures/demo/20200101T000000Z.warc.gz", "does not exist"),
    ],
)
def test_a_wrong_capture_reference_is_found(
    archive: Archive, field: str, value: object, message: str
) -> None:
    path = segments(archive)[0]
    number = plain_lines(archive)[7]
    edit_line(path, number, lambda version: version["capture"].__setitem__(field, value))
    rewrite_record(archive, path)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("version", f"bulletins/demo/{path.name}, line {number + 1}")
    assert message in fault.message


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("previous", "0" * 64, "previous is not the fingerprint of revision 1"),
        ("revision", 3, "revision 3, but revision 2 is missing"),
        ("revision", 1 << 64, "revision: 18446744073709551616 is too large"),
        ("change", "restored", "'restored' follows 'new'"),
        ("reporters", "王芳", "reporters: '王芳' is not array"),
        ("title", "", "title: is empty"),
        ("paragraphs", ["甲\u2028乙"], "paragraphs[0]: '甲\\u2028乙' holds a control character"),
        ("site", "haidian", "belongs to the site haidian"),
        ("id", "0" * 16, "revision 2, but revision 1 is missing"),
    ],
)
def test_a_contradictory_version_is_found(archive: Archive, field: str, value: object, message: str) -> None:
    path, number = segments(archive)[2], revised(archive)
    edit_line(path, number, lambda version: version.__setitem__(field, value))
    rewrite_record(archive, path)
    (fault,) = faults(archive)
    assert fault.place == f"bulletins/demo/{path.name}, line {number + 1}"
    assert fault.message.startswith(message) or field == "id"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bulletins SET fingerprint = 'x' WHERE ONE",
        "DELETE FROM bulletins WHERE ONE",
        "UPDATE versions SET offset = offset + 1 WHERE ONE",
        "DELETE FROM versions WHERE ONE",
        "UPDATE bulletins SET missing = 3 WHERE ONE",
        "INSERT INTO versions VALUES ('demo', 'x', 1, 'x', 0)",
        "INSERT INTO segments VALUES ('demo', '20200101T000000Z-00001.jsonl')",
        "INSERT INTO segments VALUES ('elsewhere', '20200101T000000Z-00001.jsonl')",
        "UPDATE channels SET closed = 'x' WHERE channel = '要闻'",
        "UPDATE last_record SET record = json_set(record, '$.requests', 0)",
    ],
)
def test_a_changed_index_is_found(archive: Archive, statement: str) -> None:
    sql(archive, statement.replace("ONE", ONE))
    (fault,) = faults(archive)
    assert (fault.kind, fault.place, fault.advice) == (
        "index",
        "index/demo.sqlite",
        "run scrapy reindex --site demo",
    )


def test_a_damaged_sqlite_index_is_found(archive: Archive) -> None:
    """A lookup misses a bulletin that the table has, so a run would publish it again."""
    path, identity = archive.root / "index" / "demo.sqlite", archive.versions()[20]["id"]
    places = [
        match.end()
        for match in re.finditer(f"demo{identity}(?!http|1?[0-9]*demo)".encode(), path.read_bytes())
    ]
    for at in places:
        flip(path, at - 1)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place, fault.advice) == (
        "index",
        "index/demo.sqlite",
        "run scrapy reindex --site demo",
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("", '"path": "', '"path": "x', "demo: differs from segments and run records"),
        ("", '"name": "demo"', '"name": "domo"', "names the site domo, which has no file"),
        ("", "Each line", "Any line", "differs from what was written"),
        ("", '"profile"', '"profile', "is not a manifest of an archive"),
        ("demo", "Each line", "Any line", "differs from segments and run records"),
        ("demo", '"profile"', '"profile', "is not a manifest of a site"),
        ("month", '"hash": "sha256:', '"hash": "sha256:0', "differs from segments and run records"),
        ("month", '"rows"', '"rows', "is missing or damaged"),
        ("schema", '"string"', '"integer"', "is not the schema of the lines"),
    ],
)
def test_a_changed_manifest_is_found(archive: Archive, name: str, old: str, new: str, message: str) -> None:
    layout = Layout(archive.root)
    month = layout.month_manifest("demo", max(layout.manifest_months("demo")))
    path = {"month": month, "schema": layout.table_schema("demo")}.get(name) or layout.manifest(name)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found_faults = faults(archive)
    place = path.relative_to(archive.root).as_posix()
    assert {(fault.kind, fault.place) for fault in found_faults} == {("manifest", place)}
    assert message in {fault.message for fault in found_faults}


def test_a_missing_or_old_manifest_is_a_note(archive: Archive) -> None:
    layout = Layout(archive.root)
    month = max(layout.manifest_months("demo"))
    for path in (layout.manifest(), layout.manifest("demo"), layout.table_schema("demo")):
        path.unlink()
        (note,) = found(archive)
        assert (note.kind, note.place) == ("note", path.relative_to(archive.root).as_posix())
        refresh_manifest(layout, "demo")
    resource = json.loads(layout.month_manifest("demo", month).read_bytes())
    resource["files"].pop()
    layout.month_manifest("demo", month).write_text(json.dumps(resource), encoding="utf-8")
    (note,) = found(archive)
    assert (note.kind, note.place) == ("note", f"bulletins/demo/{month}.resource.json")


def test_the_earlier_form_of_the_manifest_is_compared(archive: Archive) -> None:
    layout = Layout(archive.root)
    whole = earlier_package([earlier_resource(layout, "demo", "")])
    for path in (*layout.bulletins("demo").glob("*.json"),):
        path.unlink()
    layout.manifest().write_text(json.dumps(whole), encoding="utf-8")
    assert found(archive) == []
    last = whole["resources"][0]["files"].pop()
    layout.manifest().write_text(json.dumps(whole), encoding="utf-8")
    (note,) = found(archive)
    assert (note.kind, note.message) == (
        "note",
        "demo: 1 segment is not in it yet: the next run that publishes adds it",
    )
    whole["resources"][0]["files"].append(last | {"rows": 0})
    layout.manifest().write_text(json.dumps(whole), encoding="utf-8")
    (fault,) = faults(archive)
    assert (fault.kind, fault.message) == ("manifest", "demo: differs from segments and run records")


def test_a_changed_file_of_refused_pages_is_found(archive: Archive) -> None:
    (path,) = Layout(archive.root).rejections("demo")
    whole = path.read_bytes()
    for body in (
        whole.replace(b"t2026", b"t2025"),
        whole.replace(b"soft404", b"soft405"),
        whole[:-9],
        b"",
        whole * 2,
    ):
        path.write_bytes(body)
        (fault,) = faults(archive)
        assert fault.kind == "rejection"
        assert fault.place.startswith(f"rejected/demo/{path.name}")
    path.unlink()
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("missing", f"rejected/demo/{path.name}")


def test_a_withdrawn_version_with_other_content_is_found(archive: Archive) -> None:
    identity = archive.versions()[plain_lines(archive)[0]]["id"]
    with closing(LatestVersions.from_segments(Layout(archive.root), "demo")) as latest:
        before = latest.get(identity)
    assert before
    version = {"change": "withdrawn", "previous": before.fingerprint, "fingerprint": before.fingerprint}
    assert chain_problem(version, before) == ""
    problem = chain_problem(version | {"fingerprint": "0" * 64}, before)
    assert problem == "'withdrawn', but the content is not that of revision 1"


@pytest.mark.parametrize(
    ("change", "rule", "allowed"),
    [
        ("reread", "attachment-kept", True),
        ("reread", "attachment-not-kept attachment-kept", True),
        ("revised", "attachment-replaced attachment-kept", True),
        ("reread", "attachment-replaced", False),
        ("revised", "attachment-kept", False),
        ("revised", "http-404", False),
    ],
)
def test_only_a_file_makes_a_version_with_the_same_words(
    archive: Archive, change: str, rule: str, *, allowed: bool
) -> None:
    identity = archive.versions()[0]["id"]
    with closing(LatestVersions.from_segments(Layout(archive.root), "demo")) as latest:
        before = latest.get(identity)
    assert before
    version = {"change": change, "previous": before.fingerprint, "fingerprint": before.fingerprint}
    version |= {"evidence": {"change": {"rule": rule, "text": ""}}}
    assert (chain_problem(version, before) == "") == allowed


def test_reindex_rebuilds_a_damaged_index(archive: Archive) -> None:
    (archive.root / "index" / "demo.sqlite").write_bytes(b"not a database at all" * 1000)
    (fault,) = faults(archive)
    assert fault.message.startswith("cannot be read: file is not a database")
    with FileLock(archive.root / "runs" / ".demo.lock"):
        held = archive.scrapy("reindex")
    assert (held.code, held.out) == (75, "")
    assert held.err.startswith("scrapy reindex: locked: demo is in use by another run")
    ended = archive.scrapy("reindex")
    assert (ended.code, ended.out, ended.err) == (0, "demo: 66 bulletins in 68 versions, 2 runs\n", "")
    assert found(archive) == []


def test_files_of_a_killed_run_are_notes(archive: Archive) -> None:
    (archive.root / "index" / "demo.sqlite").unlink()
    runs = archive.run_file()
    whole = runs.read_bytes()
    write_chain(Layout(archive.root), "demo", archive.runs()[:1])  # for its head
    runs.write_bytes(whole[:-40])
    (archive.root / "captures" / "demo" / "20991231T000000Z.warc.gz.open").touch()
    notes = found(archive)
    assert {finding.kind for finding in notes} == {"note"}
    assert [finding.place for finding in notes] == [
        f"{records_name(archive)}, line 2",
        f"bulletins/demo/{segments(archive)[2].name}",
        f"captures/demo/{captures(archive)[1].name}",
        f"rejected/demo/{Layout(archive.root).rejections('demo')[0].name}",
        "captures/demo/20991231T000000Z.warc.gz.open",
        "index/demo.sqlite",
    ]


def test_an_unrecorded_file_is_found(archive: Archive) -> None:
    stray = segments(archive)[0].with_name("20200101T000000Z-00001.jsonl")
    stray.touch()
    first = faults(archive)[0]
    assert (first.kind, first.place) == ("stray", f"bulletins/demo/{stray.name}")


def test_a_deep_check_reads_latest_versions_again(archive: Archive) -> None:
    path = segments(archive)[0]
    edit_line(path, plain_lines(archive)[7], change_title)
    rewrite_record(archive, path)
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    (finding,) = [finding for finding in found(archive, deep=True) if finding.is_fault]
    assert finding.kind == "reading"
    assert finding.message.startswith("today's rules read it differently: http://127.0.0.1:")
    assert finding.advice == "scrapy replay --dry-run shows how"


def test_a_deep_check_reads_earlier_versions_again(archive: Archive) -> None:
    """An earlier version is edited, and fingerprints, later versions, records and index are made to match."""
    path, number = segments(archive)[2], revised(archive)
    last = json.loads(path.read_bytes().splitlines()[number])
    first = next(place for place, one in enumerate(archive.versions()) if one["id"] == last["id"])
    elder, line = segments(archive)[first // 40], first % 40
    edit_line(elder, line, change_title)
    edited = json.loads(elder.read_bytes().splitlines()[line])
    edit_line(path, number, lambda version: version.update(previous=edited["fingerprint"]))
    for segment in (elder, path):
        rewrite_record(archive, segment)
        refresh_manifest(Layout(archive.root), "demo")
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    (finding,) = [finding for finding in found(archive, deep=True) if finding.is_fault]
    assert finding.place.startswith(f"bulletins/demo/{elder.name}, offset ")
    assert finding.message.startswith("today's rules read it differently: ")


def change_title(version: dict[str, Any]) -> None:
    version["title"] = "旧规则读出的标题"
    version["fingerprint"] = fingerprint(Bulletin(**version))


def test_open_captures_of_a_run_are_no_fault(archive: Archive) -> None:
    (path,) = captures(archive)[1:]
    half = path.rename(path.with_name(f"{path.name}.open"))
    write_chain(Layout(archive.root), "demo", archive.runs()[:1])
    for index in archive.root.glob("index/demo.sqlite*"):
        index.unlink()
    half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
    assert faults(archive) == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"files": None}, "files is not an array"),
        ({"captures": [{}]}, "captures[0] lacks name, bytes, sha256"),
        ({"pages": [{"capture": {"file": "x"}}]}, "pages[0].capture: not file, offset, record_id and digest"),
    ],
)
def test_an_invalid_run_record_is_found(archive: Archive, damage: dict[str, Any], message: str) -> None:
    first, last = archive.runs()
    write_chain(Layout(archive.root), "demo", [first, last | damage])
    assert (f"{records_name(archive)}, line 2", message) in [
        (fault.place, fault.message) for fault in faults(archive)
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_an_edited_run_record_is_not_blamed_on_the_index(archive: Archive, number: int) -> None:
    edit_line(archive.run_file(), number, lambda run: run.update(requests=0))
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("run", f"{records_name(archive)}, line {number + 1}")


def test_index_tells_of_a_record_cut_with_its_head(archive: Archive) -> None:
    """The record that the index has read holds the hash of the line that is now the last one."""
    first, last = archive.runs()
    write_chain(Layout(archive.root), "demo", [first])
    for place in ("captures", "bulletins", "rejected"):
        for path in (archive.root / place / "demo").glob(f"{last['run']}*"):
            path.unlink()
    sql(archive, "DELETE FROM segments WHERE name = (SELECT max(name) FROM segments)")
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("run", "runs/demo")
    assert fault.message == f"lacks the record of run {last['run']}, which the index has read"


def test_unchained_records_and_index_may_both_be_wrong(archive: Archive) -> None:
    path = archive.run_file()
    Layout(archive.root).head("demo").unlink()
    for number in (0, 1):
        edit_line(path, number, lambda run: run.pop("previous_line"))
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    edit_line(path, 1, lambda run: run.update(requests=0))
    (fault,) = faults(archive)
    assert (
        fault.advice
        == "the records have no hashes yet, so compare them with a copy, then run scrapy reindex --site demo"
    )


def test_a_damaged_record_ends_no_later_run(archive: Archive) -> None:
    """A missing key is a finding of verify. The next run takes the record for that of a killed run."""
    path = archive.run_file()
    edit_line(path, 1, lambda run: run.update(chanels=run.pop("channels")))
    (archive.root / "index" / "demo.sqlite").unlink()
    assert archive.demo("-a", "day=3").code == 0
    assert archive.scrapy("status").code in {0, 1}
    (fault,) = faults(archive)
    assert (fault.place, fault.message) == (f"{records_name(archive)}, line 2", "lacks channels")


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda first, last: first.replace(b'"site"', b'"site', 1) + last, "is not a JSON object"),
        (lambda first, last: first.replace("要".encode(), b"\xff", 1) + last, "is not a JSON object"),
        (lambda first, last: first + last + last, "run {last} after run {last}"),
        (lambda first, last: last + first, "run {first} after run {last}"),
    ],
)
def test_damaged_or_unordered_run_records_are_one_fault(
    archive: Archive, damage: Callable[[bytes, bytes], bytes], message: str, *, indexed: bool
) -> None:
    path, names = archive.run_file(), [run["run"] for run in archive.runs()]
    path.write_bytes(damage(*path.read_bytes().splitlines(keepends=True)))
    if not indexed:
        (archive.root / "index" / "demo.sqlite").unlink()
    (fault,) = faults(archive)
    assert fault.kind == "run"
    assert fault.message == message.format(first=names[0], last=names[-1])


def test_an_added_field_is_no_fault(archive: Archive) -> None:
    path = segments(archive)[0]
    number = plain_lines(archive)[7]
    edit_line(path, number, lambda version: version.update(language="zh"))
    rewrite_record(archive, path)
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    edit_line(path, number, lambda version: version.update(url=version.pop("url")))
    (fault,) = faults(archive)
    assert fault.message == "site: is in the wrong order"
