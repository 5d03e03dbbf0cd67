"""`scrapy anchor` writes the heads of all chains; `scrapy verify --anchor` compares an archive with them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.anchors import read_anchor, write_anchor
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.archive.run_records import append_event, append_run_record
from bulletin_spider.statuses import RecordEvent
from tests.archive.records import run_file, run_record, write_chain
from tests.commands.inprocess import scrapy
from tests.time_stamp_server import TimeStampServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Ended

RUNS = [f"2026092{day}T000000Z" for day in range(3)]
NOON = dt.datetime(2026, 9, 28, 12, tzinfo=dt.UTC)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Two sites with three runs each."""
    layout = Layout(tmp_path / "archive")
    for site in ("demo", "other"):
        for run in RUNS:
            append_run_record(layout, site, run_record(run, site=site))
    return layout


@pytest.fixture
def anchor(layout: Layout, tmp_path: Path) -> Path:
    """An anchor that is kept elsewhere."""
    return kept(write_anchor(layout, ["demo", "other"], NOON), tmp_path)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStampServer]:
    server = TimeStampServer(tmp_path_factory.mktemp("authority"))
    yield server
    server.close()


def kept(path: Path, place: Path) -> Path:
    elsewhere = place / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    for one in path.parent.glob(f"{path.name}*"):
        shutil.copy(one, elsewhere)
    return elsewhere / path.name


def anchors(layout: Layout) -> list[str]:
    return sorted(path.name for path in layout.anchors.iterdir())


def verified(capsys: pytest.CaptureFixture[str], layout: Layout, anchor: Path, *more: str) -> Ended:
    return scrapy(capsys, layout.root, "verify", "--anchor", str(anchor), *more)


def faults(ended: Ended) -> list[str]:
    return [line for line in ended.out.splitlines() if line.startswith(("anchor: ", "run: "))]


def test_an_anchor_holds_every_last_record(layout: Layout, anchor: Path) -> None:
    last = list(chain_lines(layout, "demo"))[-1]
    content = json.loads(anchor.read_bytes())
    assert content["heads"][0] == {"site": "demo", "run": RUNS[2], "sha256": hashlib.sha256(last).hexdigest()}
    assert [head["site"] for head in content["heads"]] == ["demo", "other"]
    subprocess.run(["sha256sum", "--check", f"{anchor.name}.sha256"], cwd=anchor.parent, check=True)


def test_an_anchor_is_never_replaced(layout: Layout) -> None:
    write_anchor(layout, ["demo"], NOON)
    assert write_anchor(layout, ["demo"], NOON) == layout.anchors / "2026-09-28.json"
    append_run_record(layout, "demo", run_record("20260928T000000Z"))
    assert write_anchor(layout, ["demo"], NOON) == layout.anchors / "2026-09-28-2.json"
    assert len(anchors(layout)) == 4


def test_missing_digest_of_an_anchor_is_written(layout: Layout) -> None:
    """A run of the command was killed between the two files."""
    path = write_anchor(layout, ["demo"], NOON)
    path.with_name(f"{path.name}.sha256").unlink()
    write_anchor(layout, ["demo"], NOON)
    assert anchors(layout) == ["2026-09-28.json", "2026-09-28.json.sha256"]


def test_a_same_or_newer_archive_is_accepted(
    layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert faults(verified(capsys, layout, anchor)) == []
    append_run_record(layout, "demo", run_record("20260928T000000Z"))
    ended = verified(capsys, layout, anchor)
    assert (ended.code, faults(ended)) == (0, [])


def test_a_cut_of_records_and_head_is_refused(
    layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_chain(layout, "demo", [run_record(run) for run in RUNS[:2]])
    ended = verified(capsys, layout, anchor)
    assert ended.code == 1
    (fault,) = faults(ended)
    assert fault.startswith(f"anchor: runs/demo: lacks the record of run {RUNS[2]}, which was anchored on ")
    assert faults(verified(capsys, layout, anchor, "--site", "other")) == []


@pytest.mark.parametrize("number", range(3))
def test_a_chain_forged_from_any_record_is_refused(
    layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    """Whoever edits a record and writes the whole chain and its head again passes all other checks."""
    records = [run_record(run, requests=int(at == number)) for at, run in enumerate(RUNS)]
    write_chain(layout, "demo", [*records, run_record("20260928T000000Z")])
    (fault,) = faults(verified(capsys, layout, anchor))
    assert fault.startswith(
        f"anchor: runs/demo/2026-09.jsonl, line 3: the record of run {RUNS[2]} is not the one"
    )


def test_a_removed_site_is_refused(layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_file(layout).unlink()
    layout.head("demo").unlink()
    (fault,) = faults(verified(capsys, layout, anchor))
    assert fault.startswith(f"anchor: runs/demo: does not exist; its run {RUNS[2]} was anchored on ")


def test_a_forgotten_site_is_a_note(layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append_event(layout, "demo", RecordEvent.FORGOTTEN, NOON)
    last = list(chain_lines(layout, "demo"))[-1]
    run_file(layout).write_bytes(last)
    ended = verified(capsys, layout, anchor)
    assert (ended.code, faults(ended)) == (0, [])
    assert "note: runs/demo/2026-09.jsonl: the site was forgotten by run 20260928T120000Z" in ended.out


def test_unchained_records_are_anchored_as_a_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout(tmp_path / "archive")
    layout.head("demo").parent.mkdir(parents=True)
    lines = [json.dumps(run_record(run)) + "\n" for run in RUNS]
    layout.earlier_runs("demo").write_text("".join(lines))
    anchor = kept(write_anchor(layout, ["demo"], NOON), tmp_path)
    append_run_record(layout, "demo", run_record("20260928T000000Z"))
    assert faults(verified(capsys, layout, anchor)) == []
    layout.earlier_runs("demo").write_text("".join([lines[0].replace("ok", "OK"), *lines[1:]]))
    layout.head("demo").unlink()
    (fault,) = faults(verified(capsys, layout, anchor))
    assert fault.startswith("anchor: runs/demo.jsonl, lines 1 to 3: are not the lines that were anchored")


def test_a_cut_file_is_anchored_by_its_head(layout: Layout, anchor: Path) -> None:
    """Later runs chain to the line that the head names, so that line is still the end of the chain."""
    path = run_file(layout)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert read_anchor(write_anchor(layout, ["demo", "other"], NOON)).heads == read_anchor(anchor).heads


def test_a_changed_anchor_is_refused(
    layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchor.write_bytes(anchor.read_bytes().replace(b'"program"', b'"Program"'))
    (fault,) = faults(verified(capsys, layout, anchor))
    assert "its SHA-256 is not the one in 2026-09-28.json.sha256" in fault


@pytest.mark.parametrize(
    "content", ["", "{}", '{"anchor": 2, "made": "", "heads": []}', '{"anchor": 1, "made": "", "heads": [3]}']
)
def test_another_file_is_no_anchor(
    layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "x.json").write_text(content)
    ended = verified(capsys, layout, tmp_path / "x.json")
    assert ended.code != 0
    assert "is not an anchor of format 1" in ended.err


def test_an_anchor_is_stamped_and_checked(
    layout: Layout, tmp_path: Path, authority: TimeStampServer, capsys: pytest.CaptureFixture[str]
) -> None:
    before = authority.asked
    for _ in range(2):  # the second finds the stamp
        ended = scrapy(capsys, layout.root, "anchor", "--rfc3161", authority.url)
        assert (ended.code, ended.err) == (0, "")
    assert authority.asked == before + 1
    (path,) = layout.anchors.glob("*.json")
    anchor = kept(path, tmp_path)
    roots = ("--tsa-roots", str(authority.roots))
    ended = verified(capsys, layout, anchor, *roots)
    assert (ended.code, faults(ended)) == (0, [])
    assert "a whole time stamp: the anchor existed at 20" in ended.out
    assert "not checked: --tsa-roots names the certificates" in verified(capsys, layout, anchor).out
    tool = ["openssl", "ts", "-verify", "-data", anchor, "-in", f"{anchor}.tsr", "-CAfile", authority.roots]
    subprocess.run(tool, check=True, capture_output=True)


def test_a_stamp_of_another_file_or_root_is_refused(
    layout: Layout,
    tmp_path: Path,
    authority: TimeStampServer,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assert scrapy(capsys, layout.root, "anchor", "--rfc3161", authority.url).code == 0
    (path,) = layout.anchors.glob("*.json")
    anchor = kept(path, tmp_path)
    stranger = TimeStampServer(tmp_path_factory.mktemp("stranger"))
    stranger.close()
    (fault,) = faults(verified(capsys, layout, anchor, "--tsa-roots", str(stranger.roots)))
    assert "is not a time stamp of the anchor" in fault
    anchor.write_bytes(anchor.read_bytes().replace(b'"made": "20', b'"made": "19'))
    anchor.with_name(f"{anchor.name}.sha256").unlink()
    (fault,) = faults(verified(capsys, layout, anchor, "--tsa-roots", str(authority.roots)))
    assert "is not a time stamp of the anchor" in fault


@pytest.mark.parametrize(
    ("answer", "message"),
    [((503, b""), "answers with status 503"), ((200, b"hello"), "answers with no time stamp"), ("replayed", "of another file or request")],
)  # fmt: skip
def test_a_wrong_answer_stamps_nothing(
    layout: Layout, authority: TimeStampServer, capsys: pytest.CaptureFixture[str], answer: Any, message: str
) -> None:
    """The anchor is written all the same, and the next call asks for its stamp."""
    query = authority.place / "another.tsq"
    tool = ["openssl", "ts", "-query", "-digest", "0" * 64, "-sha256", "-cert", "-out", query]
    subprocess.run(tool, check=True, capture_output=True)
    authority.answer = (200, authority.stamp(query.read_bytes())) if answer == "replayed" else answer
    try:
        ended = scrapy(capsys, layout.root, "anchor", "--rfc3161", authority.url)
    finally:
        authority.answer = None
    assert ended.code == 1
    assert message in ended.err
    assert [name.rpartition(".")[2] for name in anchors(layout)] == ["json", "sha256"]
    assert scrapy(capsys, layout.root, "anchor", "--rfc3161", authority.url).code == 0
    assert len(anchors(layout)) == 3


def test_an_ssh_key_elsewhere_signs_an_anchor(
    layout: Layout, anchor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands are those of docs/evidence.md; the key is never on the crawler."""
    place = anchor.parent

    def ssh_keygen(*arguments: str, content: bytes = b"") -> int:
        command = ["ssh-keygen", *arguments]
        return subprocess.run(command, input=content, capture_output=True, cwd=place, check=False).returncode

    assert ssh_keygen("-q", "-t", "ed25519", "-N", "", "-f", "key") == 0
    assert ssh_keygen("-Y", "sign", "-f", "key", "-n", "bulletin-anchor", anchor.name) == 0
    (place / "signers").write_text(f"archivist {(place / 'key.pub').read_text()}")
    check = (
        "-Y",
        "verify",
        "-f",
        "signers",
        "-I",
        "archivist",
        "-n",
        "bulletin-anchor",
        "-s",
        f"{anchor.name}.sig",
    )
    assert ssh_keygen(*check, content=anchor.read_bytes()) == 0
    assert ssh_keygen(*check, content=anchor.read_bytes().replace(b"demo", b"domo")) != 0
    assert "not checked here: docs/evidence.md" in verified(capsys, layout, anchor).out
