"""Copy an archive to a directory in processes that die before their n-th call that changes a directory or syncs a file.

``python -m tests.archive.copying.killed ARCHIVE EARLIER COPIES STEP`` begins each copy with the copy EARLIER, kills before
every STEP-th call, and prints how many copies it made: the last one is not killed.
"""

from __future__ import annotations

import os
import shutil
import sys
from itertools import count
from pathlib import Path

from bulletin_spider.archive.layout import Layout
from tests.archive.copying.copies import copied
from tests.archive.packing.killed import die_before


def main(archive: Path, earlier: Path, copies: Path, step: int) -> None:
    for number in count():
        copy = copies / str(number)
        shutil.copytree(earlier, copy)
        child = os.fork()
        if not child:
            die_before(number * step)
            copied(Layout(archive), Layout(copy))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert status == 0
            print(number + 1)
            return


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]))
