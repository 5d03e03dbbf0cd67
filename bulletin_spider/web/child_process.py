"""Do what takes a processor for seconds in a process of its own: in this one, every page would wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bulletin_spider.program import environment_for_child

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def child_process(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a module of this program in a process; wait for its end when the block ends.

    Its input stays open until then: see :func:`end_with_parent`.
    """
    with subprocess.Popen(  # noqa: S603 - this program
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment_for_child(),
    ) as child:
        yield child


def end_with_parent() -> None:
    """Let this process end when its parent, which holds the other end of its input, has ended."""
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    while os.read(
        sys.stdin.fileno(), 1
    ):  # not buffered: a lock of a buffer would stop the end of the process
        pass
    os._exit(1)
