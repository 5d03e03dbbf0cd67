"""Bring the search database up to date: a little in this process, much in one of its own.

To read many segments takes a processor for minutes, and 150 MB of memory. In the process that answers, every page would
wait for it.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.archive.search.new_segments import look_for_segments
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.exceptions import ArchiveUnread, fault_text
from bulletin_spider.web.child_process import child_process, end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULE = "bulletin_spider.web.catching_up"
_MANY = 20
"""Segments that are read in this process at most: each takes a few milliseconds, one of a first crawl 0.2 s. A process
takes 0.3 s to start."""


def catch_up(archive: Path, cache: Path | None, progress: Callable[[int, int], None]) -> None:
    """Bring the search database up to date; ``progress`` gets the segments that are read, and all that are to be read.

    Raises ``RunFault`` and ``OSError``.
    """
    if unread_segments(archive, cache) > _MANY:
        _in_a_process(archive, cache, progress)
    else:
        WordIndex.open(archive, progress, cache).close()


def unread_segments(archive: Path, cache: Path | None) -> int:
    """Return the number of segments that the database does not have, as far as it can be read."""
    opened = WordIndex.open_readonly(archive, cache)
    if opened is None:
        found = look_for_segments(archive, {}, lambda _site: set())
        return len(found.fresh) if found else 0
    index, unread = opened
    with closing(index):
        return unread


def _in_a_process(archive: Path, cache: Path | None, progress: Callable[[int, int], None]) -> None:
    """Wait for a process that does it; it ends when this one does."""
    with child_process(_MODULE, str(archive), *([str(cache)] if cache else [])) as child:
        assert child.stdout
        fault = ""
        for line in child.stdout:
            done, _, total = line.partition(" ")
            if done.isdigit():
                progress(int(done), int(total))
            else:
                fault = line.removeprefix("! ").strip()
    if child.returncode:
        raise ArchiveUnread(fault or f"the process that makes it ended with {child.returncode}")


def main() -> int:
    """Do it in this process, and write the progress, or in the last line why it is impossible."""
    end_with_parent()  # what is read is kept, and the next one goes on
    archive, *cache = sys.argv[1:]
    try:
        WordIndex.open(archive_path(archive), _write_progress, *map(Path, cache)).close()
    except KeyboardInterrupt:
        return 1
    except Exception as error:  # noqa: BLE001 - the parent shows it
        sys.stdout.write(f"! {' '.join(fault_text(error)[1].split())}\n")
        return 1
    return 0


def _write_progress(done: int, total: int) -> None:
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
