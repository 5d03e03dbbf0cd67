"""Name every path of the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bulletin_spider.archive.databases.derived import readonly_uri
from bulletin_spider.archive.databases.postgresql import is_postgresql
from bulletin_spider.archive.file_names import (
    CAPTURE_PACK,
    CAPTURES,
    MANIFEST,
    MONTH_MANIFEST,
    OPEN_SUFFIX,
    PART_SUFFIX,
    RECORDS_OF_MONTH,
    REJECTION_PACK,
    REJECTIONS,
    RUN_FORMAT,
    SCHEMA,
    SEGMENT,
    TIERED_SUFFIX,
    UNFINISHED_COPY,
    month_manifest_name,
    month_of,
    pack_order,
    run_of,
    writing_order,
)
from bulletin_spider.archive.object_store.chain.site_claim import last_ended
from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from bulletin_spider.credentials import without_passwords
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.reader import packed_segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.reader import Place

_ARCHIVE_NAMES = (
    "bulletins",
    "captures",
    "rejected",
    "runs",
    "logs",
    "anchors",
    "index",
    "watches",
    "index.sqlite",
    "search.sqlite",
    "datapackage.json",
)
_LONGEST_RUN = 31
"""Days. A run that began earlier has ended: a store is not asked for its segments. By default it has half an hour."""
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of the archive below ``root``; no method creates a file."""

    root: Path

    index_address: str = ""
    """Where the index of a site is: the setting ``INDEX_ADDRESS``, else ``DATABASE``; empty: in the archive."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Return the paths of the archive that the settings name."""
        return cls(
            archive_path(settings["ARCHIVE_DIR"]), settings["INDEX_ADDRESS"] or settings["DATABASE"] or ""
        )

    @property
    def index_database(self) -> str:
        """The address of the PostgreSQL database that holds the indexes; empty if they are files."""
        return self.index_address if is_postgresql(self.index_address) else ""

    @property
    def local_root(self) -> Path:
        """The local directory of locks, open files and what is derived: the root, or one for an archive in a store."""
        return self.root.local if isinstance(self.root, StorePath) else self.root

    def index(self, site: str) -> Path:
        """The file of a site's index. Raises ``UsageFault`` if the index has another address than one of SQLite."""
        if not self.index_address or self.index_database:
            return self.local_root / "index" / f"{site}.sqlite"
        before, found, path = self.index_address.partition(_SQLITE)
        if before or not found or "%(site)s" not in path:
            raise UsageFault(
                f"INDEX_ADDRESS or DATABASE: '{without_passwords(self.index_address)}' is not like"
                " 'sqlite:////srv/index/%(site)s.sqlite' or 'postgresql://host/database'"
            )
        return Path(path.replace("%(site)s", site))

    def index_uri(self, site: str) -> str:
        """The URI by which SQLite opens a site's index read-only; what a killed run left in it is undone."""
        return readonly_uri(self.index(site), has_log=True)

    @property
    def index_hosts(self) -> Path:
        """The derived database of hosts: which sites have published a bulletin of a host."""
        return self.local_root / "index" / ".hosts.sqlite"

    def indexed_sites(self) -> list[str]:
        """The sites that have a file in the archive's directory of indexes."""
        return sorted(
            path.stem
            for path in _entries(self.local_root / "index")
            if path.suffix == ".sqlite" and not path.name.startswith(".")
        )

    def owns(self, path: Path) -> bool:
        """Whether only the archive itself may write to ``path``."""
        resolved, root = path.resolve(), self.root.resolve()
        return any(resolved.is_relative_to(root / name) for name in _ARCHIVE_NAMES)

    def bulletins(self, site: str) -> Path:
        """The directory of a site's segments."""
        return self.root / "bulletins" / site

    def manifest(self, site: str = "") -> Path:
        """The manifest of a site; that of the archive, which names the sites, if ``site`` is empty."""
        return (self.bulletins(site) if site else self.root) / MANIFEST

    def table_schema(self, site: str) -> Path:
        """The table schema that the manifest of a site names."""
        return self.bulletins(site) / SCHEMA

    def month_manifest(self, site: str, month: str) -> Path:
        """The part of a site's manifest that lists the segments of a month, such as ``2026-11``."""
        return self.bulletins(site) / month_manifest_name(month)

    def manifest_months(self, site: str) -> set[str]:
        """The months of which a site's manifest has a part."""
        found = (MONTH_MANIFEST.fullmatch(path.name) for path in _entries(self.bulletins(site)))
        return {match[1] for match in found if match}

    def captures_dir(self, site: str) -> Path:
        """The directory of a site's WARC files."""
        return self.root / "captures" / site

    def captures_file(self, site: str, run: str, number: int = 1) -> Path:
        """The WARC file of one run; ``number`` counts from 1, each roll-over adds 1."""
        return self.captures_dir(site) / f"{run}{f'-{number}' if number > 1 else ''}.warc.gz"

    def sites(self) -> list[str]:
        """The sites that have a directory of segments."""
        entries = _entries(self.root / "bulletins")
        return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))

    def rejected(self, site: str, run: str) -> Path:
        """The file of the pages that one run refused."""
        return self.root / "rejected" / site / f"{run}.jsonl"

    def rejections(self, site: str) -> list[Path]:
        """The site's published files of refused pages, the oldest run's first."""
        return sorted(
            path for path in _entries(self.root / "rejected" / site) if REJECTIONS.fullmatch(path.name)
        )

    def log(self, site: str, run: str) -> Path:
        """The log file of one run."""
        return self.local_root / "logs" / site / f"{run}.log"

    def logs(self, site: str) -> list[Path]:
        """A site's logs, the oldest first."""
        return sorted(path for path in _entries(self.local_root / "logs" / site) if path.suffix == ".log")

    def runs(self, site: str) -> Path:
        """The directory of a site's run records, one file a month."""
        return self.root / "runs" / site

    def unfinished_copy(self, site: str) -> Path:
        """The file that is there as long as a copy of the site is not finished."""
        return self.runs(site) / UNFINISHED_COPY

    def earlier_runs(self, site: str) -> Path:
        """The one file of a site's run records in the earlier form of the archive."""
        return self.root / "runs" / f"{site}.jsonl"

    def earlier_index(self) -> list[Path]:
        """The files of the one index of all sites in the earlier form of the archive."""
        names = (f"index.sqlite{ending}" for ending in ("", "-wal", "-shm", "-journal"))
        return [self.root / name for name in (*names, ".index.sqlite.lock")]

    def run_files(self, site: str) -> list[Path]:
        """A site's files of run records, the oldest first; the one of the earlier form if there is no month's file."""
        if months := sorted(
            path for path in _entries(self.runs(site)) if RECORDS_OF_MONTH.fullmatch(path.name)
        ):
            return months
        earlier = self.earlier_runs(site)
        return [earlier] if earlier.exists() else []

    def split_runs(self, site: str) -> Path:
        """The hidden directory in which the earlier form of a site's run records is split into months."""
        return self.local_root / "runs" / f".{site}{PART_SUFFIX}"

    def month_file(self, site: str, run: str) -> Path:
        """The file of run records of the month (UTC) in which a run began."""
        return self.runs(site) / f"{run[:4]}-{run[4:6]}.jsonl"

    @property
    def anchors(self) -> Path:
        """The directory of anchors."""
        return self.root / "anchors"

    def head(self, site: str) -> Path:
        """The file that names the last of the run records."""
        return self.root / "runs" / f"{site}.head"

    def lock(self, site: str) -> Path:
        """The file that a run of the site locks."""
        return self.local_root / "runs" / f".{site}.lock"

    def reading(self, site: str) -> Path:
        """The file that names the page that a run reads, and the pages during which runs died."""
        return self.local_root / "runs" / f".{site}.reading"

    def segments(self, site: str, run: str = "") -> list[Path]:
        """The site's published segments in order of publication; those of one run if ``run`` is given.

        A segment that was packed has the path that it had before: ``open_segment`` reads its lines out of the pack.
        """
        directory = self.bulletins(site)
        names, packed = self._segment_names(site)
        names = (names | packed.keys()) - {place.pack for place in packed.values()}
        return [directory / name for name in sorted(names) if name.startswith(run)]

    def segment_files(self, site: str) -> list[Path]:
        """The files that hold the site's segments, each line in one of them: packs, and segments outside of packs."""
        names, packed = self._segment_names(site)
        return [self.bulletins(site) / name for name in sorted(names - packed.keys())]

    def segments_after(self, site: str, last: str) -> list[Path]:
        """The site's segments that were published after the segment ``last``, in order of publication."""
        return self._among(site, _segment_files(self.bulletins(site), last), last)

    def _among(self, site: str, names: set[str], last: str) -> list[Path]:
        """Return what :meth:`segments_after` does; ``names`` are those of the files, all that are later at least."""
        newer = sorted(name for name in names if name > last)
        if newer and month_of(newer[0]) == month_of(newer[-1]):  # the last published month is never packed
            return [self.bulletins(site) / name for name in newer]
        return [path for path in self.segments(site) if path.name > last] if newer else []

    def segments_since(self, site: str, run: str) -> list[Path]:
        """The site's segments from the last run on that had begun by the time that names ``run``."""
        earliest = _days_before(run, _LONGEST_RUN) if isinstance(self.root, StorePath) else ""
        names = _segment_files(self.bulletins(site), earliest)
        runs = (run_of(Path(name)) for name in names)
        return self._among(site, names, max((one for one in runs if one <= run), default=earliest))

    def files_since(self, site: str, run: str) -> list[Path]:
        """The site's segments, WARC files and files of refused pages of a run and of later ones."""
        kinds = (("bulletins", SEGMENT), ("captures", CAPTURES), ("rejected", REJECTIONS))
        return [
            path
            for name, pattern in kinds
            for path in _entries(self.root / name / site, run)
            if pattern.fullmatch(path.name) and path.name >= run
        ]

    def watch(self, name: str) -> Path:
        """The file that says what was delivered of a watch."""
        return self.root / "watches" / f"{name}.json"

    def _segment_names(self, site: str) -> tuple[set[str], dict[str, Place]]:
        """Return the names of the files, and the places of the segments in those packs that are among them."""
        # The table is older than the pack, so it names every pack of a list that was made before the table is read.
        names = _segment_files(self.bulletins(site))
        packed = packed_places(self.bulletins(site))
        return names, {name: place for name, place in packed.items() if place.pack in names}

    def segment_table(self, site: str) -> Path:
        """The table of the site's packed segments."""
        return self.bulletins(site) / "packed.json"

    def has_segments(self, site: str) -> bool:
        """Whether the site has published anything."""
        return any(SEGMENT.fullmatch(path.name) for path in _entries(self.bulletins(site)))

    def captures(self, site: str, run: str = "") -> list[Path]:
        """The site's published WARC files in the order of writing; those of one run if ``run`` is given."""
        files = (path for path in _entries(self.captures_dir(site)) if path.name.startswith(run))
        return sorted((path for path in files if CAPTURES.fullmatch(path.name)), key=writing_order)

    def capture_packs(self, site: str) -> list[Path]:
        """The packs of the site's WARC files, the oldest month's first."""
        files = (path for path in _entries(self.captures_dir(site)) if CAPTURE_PACK.fullmatch(path.name))
        return sorted(files, key=pack_order)

    def capture_files(self, site: str) -> list[Path]:
        """The files that hold the site's captures: packs, and the WARC files that were not packed."""
        return [*self.capture_packs(site), *self.captures(site)]

    def rejection_packs(self, site: str) -> list[Path]:
        """The packs of the site's files of refused pages, the oldest month's first."""
        files = _entries(self.root / "rejected" / site)
        return sorted((path for path in files if REJECTION_PACK.fullmatch(path.name)), key=pack_order)

    def capture_table(self, site: str) -> Path:
        """The table of the site's packed WARC files and files of refused pages."""
        return self.captures_dir(site) / "packed.jsonl"

    def tombstones(self, site: str) -> list[Path]:
        """The files that say where packs of the site were moved to."""
        return sorted(path for path in _entries(self.captures_dir(site)) if path.suffix == TIERED_SUFFIX)

    def open_captures(self, site: str) -> list[Path]:
        """WARC files that a run has not closed: it is running, or was killed."""
        directory = self.local_root / "captures" / site
        return sorted(path for path in _entries(directory) if path.name.endswith(OPEN_SUFFIX))

    def stamp(self, site: str) -> str:
        """Return a text that changes whenever a file is added to the site's directories or removed from them."""
        if isinstance(self.root, StorePath):
            return last_ended(self.root / "runs" / site)
        directories = (self.bulletins(site), self.captures_dir(site), self.root / "rejected" / site)
        return " ".join(str(one.stat().st_mtime_ns if one.is_dir() else 0) for one in directories)

    def leftovers(self, site: str) -> list[Path]:
        """Half-written files that a killed run left."""
        directories = [self.local_root / name / site for name in ("bulletins", "captures", "rejected")]
        parts = [path for one in directories for path in _entries(one) if path.name.endswith(PART_SUFFIX)]
        return [*parts, *filter(Path.exists, [self.split_runs(site)])]


def packed_places(directory: Path) -> dict[str, Place]:
    """Return the name of each packed segment in a directory and its place; empty if the table is damaged.

    Then the packs count as segments: the index is rebuilt from them, and ``verify`` finds the damage.
    """
    try:
        return packed_segments(directory)
    except ValueError:
        return {}


def _days_before(run: str, days: int) -> str:
    """Return the name of a run that began so many days before another."""
    return (dt.datetime.strptime(run, RUN_FORMAT) - dt.timedelta(days)).strftime(RUN_FORMAT)  # noqa: DTZ007 - no zone in, none out


def _segment_files(directory: Path, after: str = "") -> set[str]:
    return {path.name for path in _entries(directory, after) if SEGMENT.fullmatch(path.name)}


def _entries(directory: Path, after: str = "") -> Iterator[Path]:
    """Yield what is in a directory; a store leaves out what has no later name than ``after``."""
    if isinstance(directory, StorePath):
        return directory.iterdir_after(after)
    return directory.iterdir() if directory.is_dir() else iter(())
