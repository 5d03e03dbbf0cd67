"""Move the run records of a site from the earlier form of the archive, one file a site, to one file a month."""

from __future__ import annotations

import errno
import json
import logging
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import publish_directory, remove, remove_synced, write_synced
from bulletin_spider.archive.file_names import is_run_name
from bulletin_spider.archive.object_store.paths import in_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)
_CHUNK = 1 << 20
"""Bytes that are compared at once."""


def upgrade_site(layout: Layout, site: str) -> bool:
    """Split the one file of a site's run records into months, byte for byte; return whether there was one to split.

    The months' files appear whole, with their directory, and only then the one file goes. A call that was killed is
    undone before that, and finished after it, by the next. The caller holds the site's lock. Raises ``OSError``.
    """
    earlier, part = layout.earlier_runs(site), layout.split_runs(site)
    if in_store(layout.root):
        if earlier in layout.run_files(site):
            text = "has the earlier form of an archive, which is upgraded on a disk and copied then"
            raise OSError(errno.EINVAL, text, str(earlier))
        return False
    remove(part)
    if not earlier.is_file():
        return False
    if earlier in layout.run_files(site):
        if not _split(layout, site, earlier, part):
            return False
    elif not is_split(layout, site):
        logger.warning("%s is left: it is not what %s begins with", earlier, layout.runs(site))
        return False
    remove_synced([earlier])
    return True


def remove_earlier_index(layout: Layout) -> bool:
    """Remove the one index of all sites that earlier releases had; return whether there was one. Raises ``OSError``."""
    found = [path for path in layout.earlier_index() if path.exists()]
    remove_synced(found)
    return bool(found)


def is_split(layout: Layout, site: str) -> bool:
    """Whether the months' files begin with what the file of the earlier form holds."""
    return _is_beginning(layout.earlier_runs(site), layout.run_files(site))


def _split(layout: Layout, site: str, earlier: Path, part: Path) -> bool:
    """Return whether the file could be split; a file in which no line names a run stays as it is."""
    with earlier.open("rb") as lines:
        first = next(filter(None, map(_run_of, lines)), "")
    if not first:
        return False
    try:
        with earlier.open("rb") as lines:
            months = ((layout.month_file(site, run).name, line) for run, line in _with_runs(lines, first))
            for name, of_month in groupby(months, itemgetter(0)):
                write_synced(part / name, (line for _, line in of_month))
        written = sorted(part.iterdir())
        _compare(earlier, written)
        publish_directory(part, layout.runs(site))
    except OSError:
        remove(part)
        raise
    return True


def _compare(earlier: Path, written: list[Path]) -> None:
    size = sum(path.stat().st_size for path in written)
    if size != earlier.stat().st_size or not _is_beginning(earlier, written):
        raise OSError(errno.EIO, "its months do not hold the same bytes", str(earlier))


def _with_runs(lines: Iterable[bytes], first: str) -> Iterator[tuple[str, bytes]]:
    """Yield each line with the newest run up to it; lines before the first run go with that run."""
    newest = first
    for line in lines:
        newest = max(newest, _run_of(line))
        yield newest, line


def _run_of(line: bytes) -> str:
    """Return the run that a line names; empty if it names none."""
    with suppress(ValueError, RecursionError):
        record = json.loads(line)
        run = record.get("run") if isinstance(record, dict) else None
        return run if isinstance(run, str) and is_run_name(run) else ""
    return ""


def _is_beginning(earlier: Path, months: list[Path]) -> bool:
    """Whether files, read one after the other, begin with the bytes of the earlier file."""
    with earlier.open("rb") as whole:
        for path in months:
            with path.open("rb") as month:
                while chunk := month.read(_CHUNK):
                    expected = whole.read(len(chunk))
                    if not chunk.startswith(expected):
                        return False
                    if len(expected) < len(chunk):
                        return True
        return not whole.read(1)
