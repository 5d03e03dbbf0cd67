"""Compare the files of a site in two archives: which are copied, which are there, and which no copy has made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from bulletin_spider.archive.copying.file_copy import content_of
from bulletin_spider.archive.copying.site_files import Kind, SiteFile, site_files
from bulletin_spider.archive.file_names import TIERED_SUFFIX
from bulletin_spider.archive.packing.pack_history import PackHistory
from bulletin_spider.exceptions import OtherArchive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from bulletin_spider.archive.layout import Layout


@dataclass(slots=True)
class Comparison:
    """What a copy of a site has to do. Files are in the order of copying."""

    missing: list[SiteFile] = field(default_factory=list)
    """The source's files that the target lacks, or has an older state of."""
    there: list[SiteFile] = field(default_factory=list)
    """The source's files that the target has, as their SHA-256 says."""
    outdated: list[SiteFile] = field(default_factory=list)
    """The target's files that the source has packed or replaced since, to be removed at the end."""


def compare_files(source: Layout, target: Layout, site: str, pool: Executor) -> Comparison:
    """Compare all files of a site but its run records, each by size and SHA-256.

    Raises ``OtherArchive`` if the target has a file that neither is in the source nor was, ``OSError``.
    """
    ours, theirs = site_files(source, site), site_files(target, site)
    found = Comparison()
    both = [file for name, file in ours.items() if name in theirs]
    same = dict(zip(both, pool.map(lambda file: _is_same(file, theirs[file.name]), both), strict=True))
    for file in ours.values():
        if same.get(file):
            found.there.append(file)
        elif file in same and not file.kind.replaced:
            raise OtherArchive(_other(target, site, file.name, f"which is another file in {source.root}"))
        else:
            found.missing.append(file)
    found.outdated = [
        *_outdated(source, target, site, ours, (theirs[name] for name in theirs if name not in ours))
    ]
    return found


def _is_same(ours: SiteFile, theirs: SiteFile) -> bool:
    return ours.bytes == theirs.bytes and content_of(ours.path) == content_of(theirs.path)


def _outdated(
    source: Layout, target: Layout, site: str, ours: dict[str, SiteFile], others: Iterable[SiteFile]
) -> Iterable[SiteFile]:
    """Yield those of the target's other files that the source had before. Packs that it has moved away stay."""
    history: PackHistory | None = None
    described = any(file.kind is Kind.DESCRIPTION for file in ours.values())
    for file in others:
        if file.kind is Kind.DESCRIPTION:  # one is derived from segments
            if described:
                yield file
            continue
        history = history or PackHistory.read(source, site)
        packed = history.files.get(file.name)
        if (packed and packed.pack in ours) or (
            file.name.endswith(TIERED_SUFFIX) and file.name.removesuffix(TIERED_SUFFIX) in ours
        ):
            yield file
        elif not packed and file.name not in history.moved:
            raise OtherArchive(_other(target, site, file.name, f"which {source.root} does not have"))


def _other(target: Layout, site: str, name: str, what: str) -> str:
    return (
        f"{target.root} has files of {site} that are not of this archive, such as {PurePath(name).name}, {what};"
        " copy to another place"
    )
