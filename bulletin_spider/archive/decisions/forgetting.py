"""Forget a site: remove its files and what is derived from them, and leave one line that says so."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import local_file, open_part, remove, remove_synced, replace
from bulletin_spider.archive.decisions.site_events import is_forgotten
from bulletin_spider.archive.index.rebuild import remove_indexed_site
from bulletin_spider.archive.locks.site_lock import lock_site
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.object_store.paths import StorePath, in_store
from bulletin_spider.archive.packing.run_folding import keep_last_line
from bulletin_spider.archive.record_chain import lines_from_end
from bulletin_spider.archive.run_records import append_event
from bulletin_spider.archive.search.word_index import WordIndex, database_path
from bulletin_spider.archive.upgrade import upgrade_site
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


def site_files(layout: Layout, site: str) -> list[Path]:
    """Return the files that :func:`forget` removes, without the run records, of which one line stays."""
    return [
        path for directory in _directories(layout, site) for path in directory.rglob("*") if path.is_file()
    ]


def forget(layout: Layout, site: str, now: dt.datetime, reason: str) -> None:
    """Remove a site's files and what is derived from them. One line stays, chained to the last line before it.

    If it is killed, call it again. Raises ``LockedSite`` or ``ArchiveFault``.
    """
    lock = lock_site(layout, site)
    try:
        upgrade_site(layout, site)
        if not is_forgotten(layout, site):
            append_event(layout, site, RecordEvent.FORGOTTEN, now, **({"reason": reason} if reason else {}))
        _keep_last_line(layout, site)
        remove_synced(path for path in site_files(layout, site) if in_store(path))
        for path in (*_directories(layout, site), layout.reading(site)):
            _remove(local_file(path))
        remove_indexed_site(layout, site)
        refresh_manifest(layout, site)
        if database_path(layout.root).exists():
            with suppress(RunFault):  # the next search rebuilds it, or says what is wrong
                WordIndex.open(layout.root).close()
    except OSError as error:
        raise ArchiveFault(layout.root, error) from error
    finally:
        lock.release()


def _directories(layout: Layout, site: str) -> tuple[Path, ...]:
    return (
        layout.bulletins(site),
        layout.captures_dir(site),
        layout.root / "rejected" / site,
        layout.local_root / "logs" / site,
    )


def _remove(path: Path) -> None:
    remove(path)
    if path.exists():
        raise OSError(errno.EACCES, f"{path} cannot be removed")


def _keep_last_line(layout: Layout, site: str) -> None:
    """Keep only the last line of a site's run records, and only its file."""
    if isinstance(runs := layout.runs(site), StorePath):
        keep_last_line(runs)
        return
    *others, kept = layout.run_files(site)
    for path in {*others, layout.earlier_runs(site)} - {kept}:
        _remove(path)
    with kept.open("rb") as file:
        last = next(lines_from_end(file))
        only = file.seek(0, os.SEEK_END) == len(last)
    if not only:
        with open_part(kept) as part:
            part.write(last)
            replace(part, kept)
