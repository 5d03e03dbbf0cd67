"""Evaluate watches in processes that can be killed: one that has imported everything forks each of them.

python -m tests.watches.evaluating ARCHIVE WATCHES.toml
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.conftest import ROOT

_CALLS = ("fsync", "replace")


class Evaluations:
    """Starts evaluations and kills them."""

    def __init__(self, archive: Path, watches: Path) -> None:
        command = [sys.executable, "-m", "tests.watches.evaluating", str(archive), str(watches)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)
        assert self.process.stdout
        self.process.stdout.close()

    def start(self, call: int = 0) -> int:
        """Start an evaluation and return its process id; it kills itself at its ``call``-th call that changes a file."""
        assert self.process.stdin
        self.process.stdin.write(f"{call}\n")
        self.process.stdin.flush()
        return self._answer()

    def end(self) -> bool:
        """Wait for the end of an evaluation. Return whether it was killed; assert that it has not failed."""
        code = self._answer()
        assert code in {0, -9}, code
        return code == -9

    def _answer(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())


def main(archive: str, watches: str) -> None:
    """Fork an evaluation for each line of standard input."""
    from bulletin_spider.archive.layout import Layout  # noqa: PLC0415 - only in the process of its own
    from bulletin_spider.watches.evaluation import evaluate  # noqa: PLC0415 - likewise
    from bulletin_spider.watches.watch_file import read_watches  # noqa: PLC0415 - likewise

    layout, found = Layout(Path(archive)), read_watches(Path(watches))
    assert not found.mistakes, found.mistakes
    for line in sys.stdin:
        if child := os.fork():
            print(child, flush=True)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        _die_at(int(line))
        reports = evaluate(layout, found.watches)
        os._exit(int(any(report.problems for report in reports)))


def _die_at(number: int) -> None:
    """Let the process kill itself at its so-manieth call that syncs or renames a file; never if it is 0."""
    calls = iter(range(1, 1 << 30))

    def counted(call):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - any function of os
        def counting(*arguments: object, **options: object) -> object:
            if next(calls) == number:
                os.kill(os.getpid(), 9)
            return call(*arguments, **options)

        return counting

    for name in _CALLS if number else ():
        setattr(os, name, counted(getattr(os, name)))


if __name__ == "__main__":
    main(*sys.argv[1:])
