"""Archives in the store: made by the archive's own writers, and copied object by object to be damaged."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from bulletin_spider.archive.verification.site import VerificationCounts, check_archive
from tests.archive.packing.building import SITE, run
from tests.object_store.server import BUCKET

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.verification.finding import Finding


def new_prefix() -> str:
    """Return the address of an empty archive."""
    return f"s3://{BUCKET}/{uuid.uuid4().hex[:12]}"


def build(address: str, *months: str, days: tuple[int, ...] = (5, 15)) -> Layout:
    """Return an archive in the store with runs of three bulletins on days of each of the months."""
    layout, number = Layout(archive_path(address)), 1
    for month in months:
        for day in days:
            moment = dt.datetime.fromisoformat(f"{month}-{day:02d}T06:00:00+00:00")
            run(layout, moment, range(number, number + 3))
            number += 3
    return layout


def copy_of(layout: Layout) -> Layout:
    """Return a copy of an archive below another prefix."""
    source, target = stored(layout.root), stored(archive_path(new_prefix()))
    for one in source.store.objects(source.key):
        _, metadata = source.store.metadata(one.key)
        key = f"{target.key}{one.key.removeprefix(source.key)}"
        source.store.put(key, source.store.get(one.key) if one.size else b"", metadata)
    return Layout(target)


def stored(path: Path) -> StorePath:
    assert isinstance(path, StorePath)
    return path


def put(layout: Layout, name: str, content: bytes) -> None:
    """Put an object as a tool does that knows nothing of archives."""
    path = stored(layout.root / name)
    path.store.put(path.key, content)
    forget_lists(layout)


def delete(layout: Layout, name: str) -> None:
    path = stored(layout.root / name)
    path.store.delete([path.key])
    forget_lists(layout)


def content(layout: Layout, name: str) -> bytes:
    path = stored(layout.root / name)
    return path.store.get(path.key)


def names(layout: Layout, folder: str = "") -> list[str]:
    """Return the objects with bytes below a folder, by their names below the root."""
    root = stored(layout.root)
    prefix = f"{root.key}/{folder}".rstrip("/")
    return [one.key.removeprefix(f"{root.key}/") for one in root.store.objects(prefix) if one.size]


def claim_without_end(layout: Layout, run: str) -> None:
    """Claim the site as a run that is cut off does: nothing renews or releases the claim."""
    SiteClaim.take(stored(layout.runs(SITE)), run).ended = True


def forget_lists(layout: Layout) -> None:
    """Let this process list the run records again."""
    runs = stored(layout.runs(SITE))
    RunObjects.forget(runs.store, runs.key)


def findings(layout: Layout, *, deep: bool = False) -> list[Finding]:
    """Return what verify finds; ``deep`` reads every byte, but extracts no page again."""
    forget_lists(layout)
    check = (lambda _latest: iter(())) if deep else None
    return list(check_archive(layout, archived_sites(layout), VerificationCounts(), check, whole=True))


def faults(layout: Layout, *, deep: bool = False) -> list[str]:
    return [str(one) for one in findings(layout, deep=deep) if one.is_fault]


def notes(layout: Layout) -> list[str]:
    return [str(one) for one in findings(layout) if not one.is_fault]
