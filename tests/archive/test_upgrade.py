"""The one file of a site's run records becomes one a month, and a kill at any step loses nothing."""

from __future__ import annotations

import json
import os
import signal
import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.archive.run_records import append_run_record, last_run_records
from bulletin_spider.archive.upgrade import upgrade_site
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from tests.archive.records import run_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUNS = ["20260930T120000Z", "20260930T230000Z", "20261001T000000Z", "20261231T235959Z"]
LEAST_STEPS = 10
"""A split of three months opens, makes, renames and removes more files than this."""


def earlier_form(root: Path, change: Callable[[list[bytes]], list[bytes]] = list) -> tuple[Layout, bytes]:
    """Return an archive of the earlier form, and the content of its file."""
    layout = Layout(root)
    for run in RUNS:
        append_run_record(layout, "demo", run_record(run))
    whole = b"".join(change(list(chain_lines(layout, "demo"))))
    for path in layout.run_files("demo"):
        path.unlink()
    layout.runs("demo").rmdir()
    layout.earlier_runs("demo").write_bytes(whole)
    return layout, whole


def findings(layout: Layout) -> list[tuple[str, str]]:
    return [(one.kind, one.message) for one in RunRecordCheck(layout, "demo").check()]


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that is killed before the given step that opens, makes, renames or removes something."""
    if not (child := os.fork()):
        seen = 0

        def kill(event: str, _: object) -> None:
            nonlocal seen
            if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(kill)
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def test_the_months_hold_the_same_bytes(tmp_path: Path) -> None:
    layout, whole = earlier_form(tmp_path)
    before, head = last_run_records(layout, "demo", 9), layout.head("demo").read_bytes()
    assert upgrade_site(layout, "demo")
    assert [path.name for path in layout.run_files("demo")] == [
        "2026-09.jsonl",
        "2026-10.jsonl",
        "2026-12.jsonl",
    ]
    assert b"".join(chain_lines(layout, "demo")) == whole
    assert (last_run_records(layout, "demo", 9), layout.head("demo").read_bytes()) == (before, head)
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["demo", "demo.head"]
    assert findings(layout) == []
    assert not upgrade_site(layout, "demo"), "there is nothing left to do"


def test_the_chain_goes_on_after_the_split(tmp_path: Path) -> None:
    layout, _ = earlier_form(tmp_path)
    upgrade_site(layout, "demo")
    append_run_record(layout, "demo", run_record("20270101T000000Z"))
    assert findings(layout) == []


@pytest.mark.slow
def test_a_kill_at_any_step_loses_nothing(tmp_path: Path) -> None:
    for step in count(1):
        layout, whole = earlier_form(tmp_path / str(step))
        killed = killed_at(step, lambda layout=layout: upgrade_site(layout, "demo"))
        assert b"".join(chain_lines(layout, "demo")) == whole
        assert {kind for kind, _ in findings(layout)} <= {"note"}
        upgrade_site(layout, "demo")
        assert b"".join(chain_lines(layout, "demo")) == whole
        assert sorted(path.name for path in (layout.root / "runs").iterdir()) == ["demo", "demo.head"]
        assert findings(layout) == []
        if not killed:
            break
    assert step > LEAST_STEPS


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:2], lines[2][:50]],
        lambda lines: [b"not a record\n", *lines],
        lambda lines: [*lines[:1], b"not a record\n", *lines[1:]],
        lambda lines: [lines[3], *lines[:3]],
        lambda lines: [line.replace(b'"previous_line"', b'"before"') for line in lines],
    ],
    ids=["torn at the end", "a wrong first line", "a wrong line", "in another order", "without a chain"],
)
def test_damaged_records_are_split_as_they_are(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    layout, whole = earlier_form(tmp_path, change)
    before = [kind for kind, _ in findings(layout)]
    assert upgrade_site(layout, "demo")
    assert b"".join(chain_lines(layout, "demo")) == whole
    assert [kind for kind, _ in findings(layout)] == before


def test_unchained_lines_of_several_months_are_held(tmp_path: Path) -> None:
    """The first chained line has the digest of all lines before it, wherever they are."""
    layout = Layout(tmp_path)
    layout.head("demo").parent.mkdir()
    layout.earlier_runs("demo").write_text("".join(json.dumps(run_record(run)) + "\n" for run in RUNS[:3]))
    append_run_record(layout, "demo", run_record(RUNS[3]))
    assert upgrade_site(layout, "demo")
    assert findings(layout) == []
    path = layout.month_file("demo", RUNS[0])
    path.write_bytes(path.read_bytes().replace(b'"outcome": "ok"', b'"outcome": "OK"'))
    (fault,) = RunRecordCheck(layout, "demo").check()
    assert fault.place == "runs/demo/2026-09.jsonl, line 1, to runs/demo/2026-10.jsonl, line 1"
    assert fault.message == f"are not the lines that run {RUNS[3]} found when it began the chain"


@pytest.mark.parametrize("content", [b"", b"not a record\n"])
def test_a_file_without_any_run_stays(tmp_path: Path, content: bytes) -> None:
    layout = Layout(tmp_path)
    layout.head("demo").parent.mkdir()
    layout.earlier_runs("demo").write_bytes(content)
    assert not upgrade_site(layout, "demo")
    assert layout.run_files("demo") == [layout.earlier_runs("demo")]


def test_another_file_of_the_earlier_form_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An earlier release has run in an archive of the present form: its record is nowhere else."""
    layout, _ = earlier_form(tmp_path)
    upgrade_site(layout, "demo")
    layout.earlier_runs("demo").write_text(json.dumps(run_record("20270101T000000Z")) + "\n")
    assert not upgrade_site(layout, "demo")
    assert "is left: it is not what " in caplog.text
    assert findings(layout) == [("stray", "is not what the files in runs/demo begin with")]


def test_a_full_disk_leaves_the_earlier_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout, whole = earlier_form(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        upgrade_site(layout, "demo")
    assert b"".join(chain_lines(layout, "demo")) == whole
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["demo.head", "demo.jsonl"]
