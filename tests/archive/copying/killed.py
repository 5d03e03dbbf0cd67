"""Copy an archive to a directory in processes that die before their n-th call that changes a directory or syncs a file.

``python -m tests.archive.copying.killed ARCHIVE EARLIER COPIES STEP`` begins each copy with the copy EARLIER, kills before
every STEP-th call, and prints how many copies it made: the last one is not killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bulletin_spider.archive.layout import Layout
from tests.archive.copying.copies import copied
from tests.archive.packing.killed import kill_copies


def main(archive: Path, earlier: Path, copies: Path, step: int) -> None:
    kill_copies(earlier, copies, step, lambda copy: copied(Layout(archive), copy))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]))
