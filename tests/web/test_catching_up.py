from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.catalogue.sites import archive_totals
from bulletin_spider.exceptions import RunFault
from bulletin_spider.web import catching_up
from bulletin_spider.web.catching_up import catch_up
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for number in range(1, 26):
        put(tmp_path, wording(number, "工程"), run=f"202609{number:02}T000000Z")
    return tmp_path


@pytest.mark.parametrize("most", [20, 100])
@pytest.mark.parametrize("has_cache", [False, True])
def test_much_and_little_end_alike(
    archive: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    *,
    has_cache: bool,
) -> None:
    monkeypatch.setattr(catching_up, "_MANY", most)
    cache = tmp_path_factory.mktemp("cache") if has_cache else None
    catch_up(archive, cache, lambda _done, _all: None)
    opened = open_catalogue(archive, cache)
    assert opened
    index, unread = opened
    assert (archive_totals(index).bulletins, unread) == (25, 0)
    index.close()


def test_only_much_takes_a_process(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = list[tuple[object, ...]]()
    monkeypatch.setattr(catching_up, "_in_a_process", lambda *arguments: started.append(arguments))
    catch_up(archive, None, print)
    assert len(started) == 1
    monkeypatch.undo()
    catch_up(archive, None, print)
    monkeypatch.setattr(catching_up, "_in_a_process", lambda *arguments: started.append(arguments))
    put(archive, wording(30, "工程"), run="20261001T000000Z")
    catch_up(archive, None, print)
    assert len(started) == 1


def test_a_fault_of_the_process_is_told(archive: Path) -> None:
    path = archive / "bulletins" / "demo" / "20260905T000000Z-00001.jsonl"
    path.write_text("no JSON\n", encoding="utf-8")
    with pytest.raises(RunFault, match=path.name):
        catch_up(archive, None, print)


def test_the_process_ends_with_its_parent(archive: Path) -> None:
    command = [sys.executable, "-m", "bulletin_spider.web.catching_up", str(archive)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)
    assert done.returncode in {0, 1}
    assert done.stderr == b""
