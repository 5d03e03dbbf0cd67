from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.exceptions import RunFault
from bulletin_spider.operations.examination.site_files import write_new_files, write_site_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STEPS = ("fsync", "link", "rename")


class Killed(BaseException):
    """The process is killed here: nothing catches it."""


def interrupt(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> list[str]:
    """Raise ``error`` in place of step ``at`` to the disk; return the names of the steps as they come."""
    done: list[str] = []

    def interrupted(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            done.append(name)
            if len(done) == at:
                raise error
            return call(*arguments, **options)

        return step

    for name in STEPS:
        monkeypatch.setattr(os, name, interrupted(name, getattr(os, name)))
    return done


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def write(root: Path) -> set[str]:
    """Write the site as ``scrapy addsite`` does; return what there is afterwards."""
    spider = root / "spiders" / "baishi.py"
    assert not spider.exists()
    write_site_file(spider, b"# code")
    return files(root)


WHOLE = {"spiders/baishi.py"}


def steps_of_a_whole_site(root: Path) -> int:
    with pytest.MonkeyPatch.context() as patched:
        done = interrupt(patched, 0, Killed())
        assert write(root) == WHOLE
    return len(done)


def test_killed_writer_leaves_a_whole_site_or_none(tmp_path: Path) -> None:
    for at in range(1, steps_of_a_whole_site(tmp_path / "whole") + 1):
        root = tmp_path / str(at)
        with pytest.MonkeyPatch.context() as patched:
            interrupt(patched, at, Killed())
            with pytest.raises(Killed):
                write(root)
        if (root / "spiders" / "baishi.py").exists():
            assert files(root) >= WHOLE
        else:
            assert write(root) == WHOLE


def test_failed_writer_leaves_no_file(tmp_path: Path) -> None:
    for at in range(1, steps_of_a_whole_site(tmp_path / "whole") + 1):
        root = tmp_path / str(at)
        with pytest.MonkeyPatch.context() as patched:
            interrupt(patched, at, OSError(5, "Input/output error"))
            with pytest.raises(RunFault, match="nothing was written"):
                write(root)
        assert files(root) == set()


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "in_the_way").write_text("")
    with pytest.raises(RunFault, match="nothing was written"):
        write_new_files({tmp_path / "new/site.py": b"1", tmp_path / "in_the_way/case": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["in_the_way"]
