"""Put objects whole: what a publication, a replacement and an appended line are in an object store."""

from __future__ import annotations

import errno
import hashlib
import os
from functools import partial
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.chain.takeover import store_clock
from bulletin_spider.archive.object_store.requests.client import ChangedObject, StoreFault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.object_store.paths import StorePath

SHA256 = "sha256"
"""Name of the metadata that keeps the SHA-256 with which the store has accepted an object."""
_SEGMENTS = "bulletins"
"""The folder of the segments, in which a site has a folder."""
_LARGE = 8 * 1024 * 1024
"""Bytes above which a copy is put in parts: what is put at once is in memory as a whole."""


def create_object(file: Path, final: StorePath) -> None:
    """Put a local file as an object that must not exist. Raises ``FileExistsError``, ``OSError``.

    An object with the same bytes is our own, whose answer was lost. A run that was cut off finds the name of its next
    segment taken.
    """
    claim, put = _claim_of(final), partial(_create, file, final)
    if claim is None:
        put()
    elif final.parts[-3] == _SEGMENTS and final.name.startswith(claim.holder.run):
        claim.put_segment(final.name, put)
    else:
        claim.check()
        put()


def _create(file: Path, final: StorePath) -> None:
    metadata = {SHA256: _sha256(file)}
    try:
        final.store.create(final.key, file, metadata)
    except FileExistsError:
        # A pack gets the name behind the last segment of its month, which ends the segments if a run was cut off.
        there = final.store.head(final.key)
        if there is None or there.size or not _is_of_earlier_run(final):
            raise
        final.store.update(final.key, file, there.etag, metadata)


def _is_of_earlier_run(final: StorePath) -> bool:
    claim = _claim_of(final)
    return claim is not None and final.name < claim.holder.run


def put_object(content: Path | bytes, final: StorePath) -> None:
    """Put a local file, or bytes, in the place of an object that may exist. Raises ``ChangedObject``, ``OSError``.

    In a site that this process has claimed the object is replaced only if the site is still ours: see ``site_claim``.
    """
    claim = _claim_of(final)
    if claim is None:
        final.store.put(final.key, content, {SHA256: _digest(content)})
        return
    version = object_version(final)
    claim.confirm()
    try:
        put_over(content, final, version)
    except ChangedObject:
        claim.confirm()
        raise


def object_version(path: StorePath) -> str:
    """Return what changes with each replacement of an object; empty if there is none."""
    there = path.store.head(path.key)
    return there.etag if there else ""


def put_over(content: Path | bytes, final: StorePath, version: str) -> None:
    """Put a local file, or bytes, in the place of a version of an object. Raises ``ChangedObject`` if it has another.

    An empty version is that of no object.
    """
    metadata = {SHA256: _digest(content)}
    try:
        if version:
            final.store.update(final.key, content, version, metadata)
        else:
            final.store.create(final.key, content, metadata)
    except (FileExistsError, FileNotFoundError):
        said = "another process has changed the object"
        raise ChangedObject(errno.EBUSY, said, str(final), "try again") from None


def put_copy(file: Path, final: StorePath) -> str:
    """Put a copy of a local file that never changes, and return its SHA-256, which the store keeps beside it.

    The caller has claimed the site. An object of no bytes that ends the segments of a run that was cut off is replaced:
    it is the name of a pack now. Raises ``FileExistsError``, ``OSError``.
    """
    if claim := _claim_of(final):
        claim.check()
    metadata = {SHA256: _sha256(file)}
    if file.stat().st_size > _LARGE:
        if (there := final.store.head(final.key)) and there.size:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final))
        final.store.put_in_parts(final.key, file, metadata)
        return metadata[SHA256]
    try:
        final.store.create(final.key, file, metadata)
    except FileExistsError:
        there = final.store.head(final.key)
        if there is None or there.size:
            raise
        final.store.update(final.key, file, there.etag, metadata)
    return metadata[SHA256]


def put_line(path: StorePath, line: bytes) -> None:
    """Put a line of run records at the place that this process has claimed. ``path`` is the file of its month."""
    claim = SiteClaim.of(path.parent)
    if claim is None:
        raise StoreFault(13, "the site is not claimed by this process", path.key, "report this")
    claim.write_line(line)


def delete_objects(paths: Iterable[StorePath]) -> None:
    """Delete objects, which need not exist."""
    by_bucket: dict[str, list[StorePath]] = {}
    for path in paths:
        by_bucket.setdefault(path.parts[1], []).append(path)
    for group in by_bucket.values():
        if claim := _claim_of(group[0]):
            claim.confirm()
        group[0].store.delete([path.key for path in group])
        for runs in {path.parent.key for path in group if "runs" in path.parts}:
            RunObjects.forget(group[0].store, runs)


def unwritable(directory: StorePath) -> OSError | None:
    """Return why nothing can be put into an archive; None if it can."""
    try:
        store_clock(directory / "runs" / "-")
    except OSError as error:
        return error
    return None


def _claim_of(path: StorePath) -> SiteClaim | None:
    """Return the claim of this process to the site of which a path is, such as ``…/bulletins/<site>/<name>``."""
    site = path.parent
    return SiteClaim.of(site.parent.parent / "runs" / site.name)


def _digest(content: Path | bytes) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else _sha256(content)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
