"""Pack copies of an archive in processes that die before their n-th call that changes a directory or syncs a file.

``python -m tests.archive.packing.killed ARCHIVE COPIES`` prints how many copies it made: the last one is not killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from tests.archive.packing.building import NOW, SITE

if TYPE_CHECKING:
    from collections.abc import Callable

_CALLS = ("fsync", "link", "replace", "rename", "unlink", "open")


def die_before(number: int) -> None:
    """Let the process kill itself before the call with this number, counted from 0."""
    calls = count()

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object, **options: object) -> object:
            if next(calls) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return counting

    for name in _CALLS:
        setattr(os, name, counted(getattr(os, name)))


def kill_copies(archive: Path, copies: Path, step: int, work: Callable[[Layout], object]) -> None:
    """Work on copies of an archive, each in a process that dies ``step`` calls later; print how many copies it took."""
    for number in count():
        copy = copies / str(number)
        shutil.copytree(archive, copy)
        child = os.fork()
        if not child:
            die_before(number * step)
            work(Layout(copy))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert status == 0
            print(number + 1)
            return


def packed(layout: Layout) -> None:
    list(pack_site(layout, SITE, "2026-10", NOW, segments=True))


if __name__ == "__main__":
    kill_copies(Path(sys.argv[1]), Path(sys.argv[2]), 1, packed)
