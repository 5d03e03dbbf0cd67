"""`scrapy verify` finds every single fault that is planted, says it once, and finds none where there is none."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from bulletin_spider.archive.captures.reader import records
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest import refresh_manifest
from bulletin_spider.archive.segments.latest import Latest
from bulletin_spider.archive.verification.segments import broken
from bulletin_spider.archive.verification.site import Tally
from bulletin_spider.commands.verify import findings
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_spider.archive.verification.finding import Finding


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The demo site on its days 1 and 3: 67 versions, of which one is revised, 57 visits that found no change, and a page
    that is refused."""
    archive = Archive(tmp_path_factory.mktemp("two-days") / "archive", free_port())
    assert archive.demo("-s", "SEGMENT_LINES=40").code == 0
    assert archive.demo("-a", "day=3", "-a", "revisit=all").code == 0
    return archive


@pytest.fixture
def archive(crawled: Archive, tmp_path: Path) -> Archive:
    shutil.copytree(crawled.root, tmp_path / "copy")
    return Archive(tmp_path / "copy", crawled.port)


def found(archive: Archive, *, deep: bool = False) -> list[Finding]:
    return list(findings(Layout(archive.root), None, Tally(), deep=deep))


def faults(archive: Archive) -> list[Finding]:
    return [finding for finding in found(archive) if finding.fault]


def segments(archive: Archive) -> list[Path]:
    return Layout(archive.root).segments("demo")


def captures(archive: Archive) -> list[Path]:
    return Layout(archive.root).captures("demo")


def files(archive: Archive) -> dict[str, str]:
    paths = (path for path in archive.root.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def edit_line(path: Path, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    version = json.loads(lines[number])
    change(version)
    lines[number] = json.dumps(version, ensure_ascii=False) + "\n"
    path.write_text("".join(lines), encoding="utf-8")


def record_anew(archive: Archive, path: Path) -> None:
    """Write into the run's record what is on disk now, as one would who wants to hide an edit."""
    name, body, runs = path.relative_to(archive.root).as_posix(), path.read_bytes(), archive.runs()
    for entry in (entry for run in runs for entry in (*run["files"], *run["captures"])):
        if entry["name"] == name:
            entry.update(bytes=len(body), sha256=hashlib.sha256(body).hexdigest())
            if "lines" in entry:
                entry["lines"] = body.count(b"\n")
    lines = "".join(json.dumps(run, ensure_ascii=False) + "\n" for run in runs)
    (archive.root / "runs" / "demo.jsonl").write_text(lines, encoding="utf-8")
    (archive.root / "datapackage.json").unlink()


def flip(path: Path, at: int) -> None:
    body = bytearray(path.read_bytes())
    body[at] ^= 0x01
    path.write_bytes(body)


def revised(archive: Archive) -> int:
    lines = [json.loads(line) for line in segments(archive)[2].read_bytes().splitlines()]
    return next(number for number, version in enumerate(lines) if version["change"] == "revised")


def sql(archive: Archive, statement: str) -> None:
    with closing(sqlite3.connect(archive.root / "index.sqlite")) as database, database:
        assert database.execute(statement).rowcount == 1


def test_a_whole_archive_has_no_fault_and_is_not_touched_though_a_run_holds_it(archive: Archive) -> None:
    before = files(archive)
    with FileLock(archive.root / "runs" / ".demo.lock"):
        ended = archive.scrapy("verify", "--deep")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "67 versions of 1 site: all is as it was written\n"
    assert files(archive) == before


def test_a_fault_is_a_line_and_exit_code_1(archive: Archive) -> None:
    captures(archive)[0].unlink()
    ended = archive.scrapy("verify", "--site", "demo")
    assert ended.code == 1
    missing, note, total = ended.out.splitlines()
    assert missing.startswith(
        f"missing: captures/demo/{captures_name(archive, 0)}: stands in its run's record"
    )
    assert note.startswith("note: captures/demo: ")
    assert total == "67 versions of 1 site: 1 fault, 1 note"


def captures_name(archive: Archive, run: int) -> str:
    return str(archive.runs()[run]["captures"][0]["name"]).rpartition("/")[2]


def test_a_site_that_is_not_archived_is_bad_usage_with_a_suggestion(archive: Archive) -> None:
    ended = archive.scrapy("verify", "--site", "demi")
    assert ended.code == 2
    assert (
        ended.err
        == "scrapy verify: usage: nothing is archived of 'demi' (did you mean 'demo'?); archived: demo\n"
    )


def test_a_flipped_byte_in_a_segment_is_found_wherever_it_is(archive: Archive) -> None:
    path = segments(archive)[0]
    whole = path.read_bytes()
    for at in range(100, len(whole), len(whole) // 6):
        flip(path, at)
        (fault,) = faults(archive)
        assert fault.kind in {"version", "segment"}
        assert fault.place.startswith(f"bulletins/demo/{path.name}")
        path.write_bytes(whole)


def test_a_flipped_byte_in_a_capture_is_found_wherever_it_is(archive: Archive) -> None:
    path = captures(archive)[0]
    whole = path.read_bytes()
    for at in range(500, len(whole), len(whole) // 4):
        flip(path, at)
        (fault,) = faults(archive)
        assert fault.kind == "capture"
        assert fault.place.startswith(f"captures/demo/{path.name}")
        path.write_bytes(whole)


def test_damage_of_one_capture_does_not_hide_the_next(archive: Archive) -> None:
    path = captures(archive)[0]
    places = [version["capture"]["offset"] for version in archive.versions()[:60]]
    for offset in (places[10], places[50]):
        flip(path, offset + 400)
    places_told = [fault.place for fault in faults(archive)]
    assert places_told == [f"captures/demo/{path.name}, offset {places[n]}" for n in (10, 50)]


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
    assert fault.what == "is no whole JSON object"


def test_a_segment_cut_between_two_lines_is_one_fault(archive: Archive) -> None:
    path = segments(archive)[0]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-3]))
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("segment", f"bulletins/demo/{path.name}")


def test_a_cut_capture_file_is_one_fault_within_a_record_and_between_two(archive: Archive) -> None:
    path = captures(archive)[0]
    whole, offset = path.read_bytes(), archive.versions()[30]["capture"]["offset"]
    for end in (offset + 100, offset):
        path.write_bytes(whole[:end])
        (fault,) = faults(archive)
        assert fault.kind == "capture"


@pytest.mark.parametrize("header", [b"WARC-Refers-To: <urn:uuid:", b"WARC-Payload-Digest: sha1:"])
def test_a_revisit_of_what_is_not_kept_is_found_though_the_record_be_edited_with_it(
    archive: Archive, header: bytes
) -> None:
    path = captures(archive)[1]
    body, last = path.read_bytes(), [one for one in records(path) if one.type == "revisit"][-1]
    record = gzip.decompress(body[last.offset : last.end])
    value = record.index(header) + len(header)
    changed = gzip.compress(record[:value] + b"2222" + record[value + 4 :])
    path.write_bytes(body[: last.offset] + changed + body[last.end :])
    record_anew(archive, path)
    (archive.root / "index.sqlite").unlink()
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("capture", f"captures/demo/{path.name}, offset {last.offset}")
    assert "is in no file of the site with this payload" in fault.what


@pytest.mark.parametrize("hidden", [False, True])
def test_an_edited_line_is_found_though_the_record_be_edited_with_it(archive: Archive, hidden: bool) -> None:
    path = segments(archive)[0]
    edit_line(path, 7, lambda version: version["paragraphs"].__setitem__(0, "改写过的段落。"))
    if hidden:
        record_anew(archive, path)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("version", f"bulletins/demo/{path.name}, line 8")
    assert "not those of its fingerprint" in fault.what


@pytest.mark.parametrize("hidden", [False, True])
def test_a_dropped_line_is_found(archive: Archive, hidden: bool) -> None:
    path = segments(archive)[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:5] + lines[6:]))
    if hidden:
        record_anew(archive, path)
    (fault,) = faults(archive)
    assert fault.kind == ("index" if hidden else "segment")


@pytest.mark.parametrize("hidden", [False, True])
def test_a_line_that_stands_twice_is_found(archive: Archive, hidden: bool) -> None:
    path = segments(archive)[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[3]]))
    if hidden:
        record_anew(archive, path)
    (fault,) = faults(archive)
    assert fault.place == f"bulletins/demo/{path.name}, line 41"
    assert fault.what == f"revision 1 after revision 1 in {path.name}"


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("offset", 1, "no record begins at offset 1"),
        ("offset", 0, "is warcinfo"),
        ("record_id", "<urn:uuid:0>", "is response <urn:uuid:"),
        ("digest", "sha1:AAAA", "the payload at offset"),
        ("file", "captures/demo/20200101T000000Z.warc.gz", "is not there"),
    ],
)
def test_a_capture_that_is_not_where_a_version_says_is_found(
    archive: Archive, field: str, value: object, what: str
) -> None:
    path = segments(archive)[0]
    edit_line(path, 7, lambda version: version["capture"].__setitem__(field, value))
    record_anew(archive, path)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place) == ("version", f"bulletins/demo/{path.name}, line 8")
    assert what in fault.what


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("previous", "0" * 64, "previous is not the fingerprint of revision 1"),
        ("revision", 3, "revision 3, but none before it"),
        ("change", "restored", "'restored' follows 'new'"),
        ("reporters", "王芳", "reporters: '王芳' is not array"),
        ("title", "", "title: is empty"),
        ("paragraphs", ["甲\u2028乙"], "paragraphs[0]: '甲\\u2028乙' holds a control character"),
        ("site", "haidian", "is of the site haidian"),
        ("id", "0" * 16, "revision 2, but none before it"),
    ],
)
def test_a_version_that_does_not_fit_its_chain_or_the_schema_is_found(
    archive: Archive, field: str, value: object, what: str
) -> None:
    path, number = segments(archive)[2], revised(archive)
    edit_line(path, number, lambda version: version.__setitem__(field, value))
    record_anew(archive, path)
    (fault,) = faults(archive)
    assert fault.place == f"bulletins/demo/{path.name}, line {number + 1}"
    assert fault.what.startswith(what) or field == "id"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bulletins SET fingerprint = 'x' WHERE revision = 2",
        "DELETE FROM bulletins WHERE revision = 2",
        "UPDATE versions SET offset = offset + 1 WHERE revision = 2",
        "DELETE FROM versions WHERE revision = 2",
        "UPDATE bulletins SET missing = 3 WHERE revision = 2",
        "INSERT INTO versions VALUES ('demo', 'x', 1, 'x', 0)",
        "INSERT INTO segments VALUES ('demo', '20200101T000000Z-00001.jsonl')",
        "INSERT INTO segments VALUES ('elsewhere', '20200101T000000Z-00001.jsonl')",
        "UPDATE channels SET closed = 'x' WHERE channel = '要闻'",
    ],
)
def test_an_index_that_does_not_say_what_the_segments_say_is_found_and_made_good(
    archive: Archive, statement: str
) -> None:
    sql(archive, statement)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place, fault.advice) == ("index", "index.sqlite", "run scrapy reindex")


def test_an_index_whose_own_index_has_lost_a_bulletin_is_found(archive: Archive) -> None:
    """What is looked up is not there, though the table has it: it would be published once more."""
    path, identity = archive.root / "index.sqlite", archive.versions()[20]["id"]
    places = [
        match.end()
        for match in re.finditer(f"demo{identity}(?!http|1?[0-9]*demo)".encode(), path.read_bytes())
    ]
    for at in places:
        flip(path, at - 1)
    (fault,) = faults(archive)
    assert (fault.kind, fault.place, fault.advice) == ("index", "index.sqlite", "run scrapy reindex")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"hash": "sha256:', '"hash": "sha256:0', "demo: is not what segments and records say"),
        ('"name": "demo"', '"name": "domo"', "knows the site domo, of which no file is there"),
        ("Each line", "Any line", "is not as it was written"),
        ('"profile"', '"profile', "is no manifest of an archive"),
    ],
)
def test_a_manifest_that_does_not_say_what_is_there_is_found(
    archive: Archive, old: str, new: str, what: str
) -> None:
    path = archive.root / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    told = faults(archive)
    assert {(fault.kind, fault.place) for fault in told} == {("manifest", "datapackage.json")}
    assert told[0].what == what


def test_a_manifest_that_lags_behind_is_a_note(archive: Archive) -> None:
    path = archive.root / "datapackage.json"
    path.unlink()
    (note,) = found(archive)
    assert (note.kind, note.place) == ("note", "datapackage.json")
    refresh_manifest(Layout(archive.root), "demo")
    package = json.loads(path.read_bytes())
    package["resources"][0]["files"].pop()
    path.write_text(json.dumps(package), encoding="utf-8")
    (note,) = found(archive)
    assert (note.kind, note.place) == ("note", "datapackage.json")


def test_a_file_of_refused_pages_that_is_not_as_it_was_written_is_one_fault(archive: Archive) -> None:
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


def test_a_withdrawn_version_in_other_words_than_the_last_is_found(archive: Archive) -> None:
    latest = Latest.of(Layout(archive.root), "demo")
    before = latest.get(archive.versions()[0]["id"])
    assert before
    version = {"change": "withdrawn", "previous": before.fingerprint, "fingerprint": before.fingerprint}
    assert broken(version, before) == ""
    told = broken(version | {"fingerprint": "0" * 64}, before)
    assert told == "'withdrawn', but not in the words of revision 1"


def test_reindex_makes_a_stale_or_damaged_index_good_and_waits_for_no_run(archive: Archive) -> None:
    (archive.root / "index.sqlite").write_bytes(b"not a database at all" * 1000)
    (fault,) = faults(archive)
    assert fault.what.startswith("cannot be read: file is not a database")
    with FileLock(archive.root / "runs" / ".demo.lock"):
        held = archive.scrapy("reindex")
    assert (held.code, held.out) == (75, "")
    assert held.err.startswith("scrapy reindex: locked: demo is under way")
    ended = archive.scrapy("reindex")
    assert (ended.code, ended.out, ended.err) == (0, "demo: 66 bulletins in 67 versions, 2 runs\n", "")
    assert found(archive) == []


def test_a_missing_index_and_a_killed_runs_files_are_notes(archive: Archive) -> None:
    (archive.root / "index.sqlite").unlink()
    runs = archive.root / "runs" / "demo.jsonl"
    runs.write_bytes(runs.read_bytes()[:-40])
    (archive.root / "captures" / "demo" / "20991231T000000Z.warc.gz.open").touch()
    told = found(archive)
    assert {finding.kind for finding in told} == {"note"}
    assert [finding.place for finding in told] == [
        "runs/demo.jsonl, line 2",
        f"bulletins/demo/{segments(archive)[2].name}",
        f"captures/demo/{captures(archive)[1].name}",
        f"rejected/demo/{Layout(archive.root).rejections('demo')[0].name}",
        "captures/demo/20991231T000000Z.warc.gz.open",
        "index.sqlite",
    ]


def test_a_file_that_no_run_recorded_is_found(archive: Archive) -> None:
    stray = segments(archive)[0].with_name("20200101T000000Z-00001.jsonl")
    stray.touch()
    told = faults(archive)
    assert (told[0].kind, told[0].place) == ("stray", f"bulletins/demo/{stray.name}")


def test_the_rules_of_today_are_compared_with_what_was_published(archive: Archive) -> None:
    path = segments(archive)[0]
    edit_line(path, 7, changed_wording)
    record_anew(archive, path)
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    (finding,) = [finding for finding in found(archive, deep=True) if finding.fault]
    assert finding.kind == "reading"
    assert finding.what.startswith("the rules of today read it differently: http://127.0.0.1:")
    assert finding.advice == "scrapy replay --dry-run shows how"


def test_a_version_that_was_replaced_is_held_against_its_page_too(archive: Archive) -> None:
    """One who knows how fingerprints, chains, records and index hang together edits what is of the past."""
    path, number = segments(archive)[2], revised(archive)
    last = json.loads(path.read_bytes().splitlines()[number])
    first = next(place for place, one in enumerate(archive.versions()) if one["id"] == last["id"])
    elder, line = segments(archive)[first // 40], first % 40
    edit_line(elder, line, changed_wording)
    edited = json.loads(elder.read_bytes().splitlines()[line])
    edit_line(path, number, lambda version: version.update(previous=edited["fingerprint"]))
    for segment in (elder, path):
        record_anew(archive, segment)
        refresh_manifest(Layout(archive.root), "demo")
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    (finding,) = [finding for finding in found(archive, deep=True) if finding.fault]
    assert finding.place.startswith(f"bulletins/demo/{elder.name}, offset ")
    assert finding.what.startswith("the rules of today read it differently: ")


def changed_wording(version: dict[str, Any]) -> None:
    version["title"] = "旧规则读出的标题"
    version["fingerprint"] = fingerprint(Bulletin(**version))


def test_a_run_under_way_or_killed_makes_no_fault_of_its_open_captures(archive: Archive) -> None:
    (path,) = captures(archive)[1:]
    half = path.rename(path.with_name(f"{path.name}.open"))
    runs = archive.root / "runs" / "demo.jsonl"
    runs.write_bytes(runs.read_bytes().splitlines(keepends=True)[0])
    for index in archive.root.glob("index.sqlite*"):
        index.unlink()
    half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
    assert faults(archive) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ({"files": None}, "lacks files"),
        ({"captures": [{}]}, "names a file without its name, bytes or sha256"),
        ({"pages": [{"capture": {"file": "x"}}]}, "capture: not file, offset, record_id and digest"),
    ],
)
def test_a_run_record_that_is_none_is_found(archive: Archive, damage: dict[str, Any], what: str) -> None:
    first, last = archive.runs()
    lines = "".join(json.dumps(run, ensure_ascii=False) + "\n" for run in (first, last | damage))
    (archive.root / "runs" / "demo.jsonl").write_text(lines, encoding="utf-8")
    assert ("runs/demo.jsonl, line 2", what) in [(fault.place, fault.what) for fault in faults(archive)]


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda first, last: first.replace(b'"site"', b'"site', 1) + last, "is no JSON object"),
        (lambda first, last: first.replace("要".encode(), b"\xff", 1) + last, "is no JSON object"),
        (lambda first, last: first + last + last, "run {last} after run {last}"),
        (lambda first, last: last + first, "run {first} after run {last}"),
    ],
)
def test_records_of_runs_that_are_damaged_or_in_disorder_are_one_fault(
    archive: Archive, damage: Callable[[bytes, bytes], bytes], what: str, *, indexed: bool
) -> None:
    path, names = archive.root / "runs" / "demo.jsonl", [run["run"] for run in archive.runs()]
    path.write_bytes(damage(*path.read_bytes().splitlines(keepends=True)))
    if not indexed:
        (archive.root / "index.sqlite").unlink()
    (fault,) = faults(archive)
    assert fault.kind == "run"
    assert fault.what == what.format(first=names[0], last=names[-1])


def test_a_field_that_schema_1_has_gained_since_is_no_fault_and_another_order_is(archive: Archive) -> None:
    path = segments(archive)[0]
    edit_line(path, 7, lambda version: version.update(language="zh"))
    record_anew(archive, path)
    assert archive.scrapy("reindex").code == 0
    assert faults(archive) == []
    edit_line(path, 7, lambda version: version.update(url=version.pop("url")))
    (fault,) = faults(archive)
    assert fault.what == "site: stands in another order"
