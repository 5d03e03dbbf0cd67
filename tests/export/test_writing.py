"""An export is written completely or not at all, in memory that does not grow."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.export_parts import create_exclusively, new_export_part
from bulletin_spider.exceptions import ExportFault, UsageFault
from bulletin_spider.export.feed_entries import MOST_ENTRIES
from bulletin_spider.export.writing import export
from bulletin_spider.items import Bulletin
from tests.archive.wordings import wording
from tests.export.exported import several, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WITHOUT_EXTRAS = ("x.jsonl", "x.jsonl.gz", "x.csv", "x.sqlite", "x.atom", "x.feed.json", "x.md", "x/")


@dataclass
class Longer(Bulletin):
    mood: str = ""


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.sqlite", "x.md"])
def test_items_are_written_as_published_lines_are(tmp_path: Path, name: str) -> None:
    export(several(), f"{tmp_path}/lines-{name}")
    export([Bulletin(**version) for version in several()], f"{tmp_path}/items-{name}")
    assert (tmp_path / f"items-{name}").read_bytes() == (tmp_path / f"lines-{name}").read_bytes()


def test_own_field_follows_ours(tmp_path: Path) -> None:
    export([Longer(**several()[0], mood="calm")], f"{tmp_path}/x.jsonl")
    assert list(json.loads((tmp_path / "x.jsonl").read_bytes()))[-2:] == ["section", "mood"]


@pytest.mark.parametrize("stranger", ["notes.md", "2026-09-30.md", "bulletins", ".git"])
def test_directory_with_other_files_is_never_replaced(tmp_path: Path, stranger: str) -> None:
    place = written(tmp_path, "x/")
    (place / stranger).mkdir()
    before = sorted(path.name for path in place.iterdir())
    with pytest.raises(UsageFault, match=f"contains {stranger}, which is not from an export"):
        export(iter(several()[:1]), f"{place}/", overwrite=True)
    assert sorted(path.name for path in place.iterdir()) == before


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_failed_export_leaves_no_file(tmp_path: Path, name: str) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from several()
        raise ValueError("the archive is damaged here")

    with pytest.raises(ValueError, match="damaged here"):
        export(broken(), f"{tmp_path}/{name}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_existing_target_is_refused_or_replaced_completely(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name)
    with pytest.raises(UsageFault, match="already exists; use --overwrite to replace it"):
        written(tmp_path, name)

    def broken() -> Iterator[dict[str, Any]]:
        yield several()[0]
        raise ValueError("damaged")

    def state() -> list[bytes]:
        return [file.read_bytes() for file in (sorted(path.iterdir()) if path.is_dir() else [path])]

    before = state()
    with pytest.raises(ValueError, match="damaged"):
        export(broken(), f"{tmp_path}/{name}", overwrite=True)
    assert state() == before
    export(iter(several()[:1]), f"{tmp_path}/{name}", overwrite=True)
    assert state() != before


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_export_without_versions_writes_a_file(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, [])
    assert path.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x.doc", "the name must end in .jsonl"),
        ("x", "the name must end in"),
        ("none/x.csv", "there is no directory"),
        ("x.xlsx", "needs openpyxl: install this program with its extra [xlsx]"),
        ("x.parquet", "needs pyarrow: install this program with its extra [parquet]"),
        ("x.hf/", "needs pyarrow: install this program with its extra [parquet]"),
    ],
)
def test_usage_error_comes_before_reading_any_version(tmp_path: Path, name: str, says: str) -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(('openpyxl', 'pyarrow'))\n"
        "from bulletin_spider.export.writing import export\n"
        f"export(iter([{{}}]), {f'{tmp_path}/{name}'!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert says in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_database_without_its_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageFault, match=r"needs psycopg: .* 'pip install psycopg\[binary\]'; in a clone"):
        export(several(), "postgresql://127.0.0.1:1/x")


@pytest.mark.slow
def test_full_disk_is_reported_and_leaves_no_file(tmp_path: Path) -> None:
    for name in ("x.jsonl", "x.csv", "x.sqlite"):
        (tmp_path / "small").mkdir(exist_ok=True)
        code = (
            "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
            "from tests.archive.wordings import wording\n"
            "from bulletin_spider.export.writing import export\n"
            f"export((wording(n, '长' * 500) for n in range(500)), {str(tmp_path / 'small' / name)!r})"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.stderr.splitlines()[-1].startswith("bulletin_spider.exceptions.ExportFault"), done.stderr
        assert list((tmp_path / "small").iterdir()) == []


ENDLESS = """
import sys, time
from tests.archive.wordings import wording
from bulletin_spider.export.writing import export

def versions():
    yield wording(1, "长")
    print("writing", flush=True)
    time.sleep(600)

export(versions(), sys.argv[1])
"""


@pytest.fixture
def exporting(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start an export that does not end; return when it has begun to write."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", ENDLESS, f"{tmp_path}/{name}"]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        assert started[-1].stdout
        assert started[-1].stdout.readline() == "writing\n"
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x.jsonl", "x.sqlite", "x/"])
def test_next_export_removes_what_a_killed_one_left(
    tmp_path: Path, exporting: Callable[[str], subprocess.Popen[str]], name: str
) -> None:
    killed, living = exporting(name), exporting(name)
    parts = {path: str(killed.pid) in path.name for path in tmp_path.iterdir()}
    assert sorted(parts.values()) == [False, True]
    killed.kill()
    killed.wait()
    export(iter(several()), f"{tmp_path}/{name}")
    left = {path for path, of_killed in parts.items() if not of_killed}
    assert {*tmp_path.iterdir()} == left | {tmp_path / name}
    assert living.poll() is None


def test_temporary_name_is_never_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(FileExistsError):
        create_exclusively(tmp_path / "link")
    assert not (tmp_path / "secret").exists()
    assert new_export_part(tmp_path / "x") != new_export_part(tmp_path / "x")


def test_file_and_directory_do_not_replace_each_other(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    (tmp_path / "y").write_text("")
    with pytest.raises(UsageFault, match="exists already as a directory, not as a file"):
        export(iter([]), f"{tmp_path}/x.csv", overwrite=True)
    with pytest.raises(UsageFault, match="exists already as a file, not as a directory"):
        export(iter([]), f"{tmp_path}/y/", overwrite=True)
    assert issubclass(ExportFault, Exception)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "few", "many"),
    [(name, 300, 1200) for name in ("x.jsonl", "x.jsonl.gz", "x.csv", "x.sqlite", "x.md")]
    + [("x.atom", MOST_ENTRIES, 2 * MOST_ENTRIES)],
)
def test_memory_does_not_grow_with_the_export(tmp_path: Path, name: str, few: int, many: int) -> None:
    def some(count: int) -> Iterator[dict[str, Any]]:
        for number in range(count):
            yield wording(number, f"{number}" * 100)

    def peak(count: int) -> int:
        tracemalloc.start()
        export(some(count), f"{tmp_path}/{name}", overwrite=True)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(many) < peak(few) * 1.2 + 300_000
