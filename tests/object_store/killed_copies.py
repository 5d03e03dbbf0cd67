"""Copy an archive into a store in processes that die before their n-th request that changes the store.

``python -m tests.object_store.killed_copies ARCHIVE STORE DIRECTORY STEP [EARLIER]`` kills before every STEP-th request,
checks that what is there then has no fault, completes it, and compares. It prints how many processes were killed.
EARLIER is a state of the archive that the store has before.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.archive.object_store.requests import client
from tests.archive.copying.copies import copied, difference, faults_beside_mark
from tests.archive.packing.building import faults

if TYPE_CHECKING:
    from collections.abc import Callable

_CHANGING = ("_put", "put_in_parts", "delete")


def die_before(number: int) -> None:
    """Let the process kill itself before the request with this number, counted from 0."""
    requests = count()

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object, **options: object) -> object:
            if next(requests) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return counting

    for name in _CHANGING:
        setattr(client.ObjectStore, name, counted(getattr(client.ObjectStore, name)))


def status_of(work: Callable[[], object]) -> int:
    """Do something in a process of its own, as a client must not be used on both sides of a fork."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:  # noqa: BLE001 - shown, and the status of the process
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def main(archive: Path, store: str, directory: Path, step: int, earlier: Path | None = None) -> None:
    source, killed = Layout(archive), 0
    for number in count(0, step):
        target, back = f"{store}-{number}", directory / str(number)

        def cut_off(number: int = number, target: str = target) -> None:
            die_before(number)
            copied(source, Layout(archive_path(target)))

        def complete(target: str = target, back: Path = back) -> None:
            stored = Layout(archive_path(target))
            assert not (found := faults_beside_mark(stored)), found
            copied(source, stored)
            copied(stored, Layout(back))
            assert difference(archive, back) == []
            assert not (found := faults(stored)), found

        if earlier:
            assert status_of(partial(copied, Layout(earlier), Layout(archive_path(target)))) == 0
        status = status_of(cut_off)
        assert status_of(complete) == 0, f"after {number} requests"
        if not os.WIFSIGNALED(status):
            assert status == 0
            break
        killed += 1
    print(killed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), *map(Path, sys.argv[5:]))
