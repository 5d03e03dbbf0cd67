"""Where things lie: every path of the archive is made here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PART_SUFFIX = ".part"
OPEN_SUFFIX = ".open"
_OWN = (
    "bulletins",
    "captures",
    "rejected",
    "runs",
    "logs",
    "index.sqlite",
    "search.sqlite",
    "datapackage.json",
)
_SEGMENT = re.compile(r"(\d{8}T\d{6}Z)-(\d{5})\.jsonl")
_REJECTIONS = re.compile(r"\d{8}T\d{6}Z\.jsonl")
_CAPTURES = re.compile(r"(\d{8}T\d{6}Z)(?:-([2-9]|[1-9]\d+))?\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Layout:
    """The archive below ``root``; nothing is created by asking for a path."""

    root: Path

    @property
    def index(self) -> Path:
        """The derived database."""
        return self.root / "index.sqlite"

    @property
    def index_to_read(self) -> str:
        """The address by which SQLite opens the index without writing, nor making files beside it."""
        log = self.index.with_name(f"{self.index.name}-wal")
        quiet = not log.exists() or not log.stat().st_size
        return f"{self.index.resolve().as_uri()}?{'immutable=1' if quiet else 'mode=ro'}"

    def owns(self, path: Path) -> bool:
        """Whether only the archive itself may write there."""
        here, root = path.resolve(), self.root.resolve()
        return any(here.is_relative_to(root / name) for name in _OWN)

    def bulletins(self, site: str) -> Path:
        """The directory of a site's segments."""
        return self.root / "bulletins" / site

    def captures_dir(self, site: str) -> Path:
        """The directory of a site's WARC files."""
        return self.root / "captures" / site

    def captures_file(self, site: str, run: str, number: int = 1) -> Path:
        """The WARC file of one run; ``number`` counts from 1, one more with each roll-over."""
        return self.captures_dir(site) / f"{run}{f'-{number}' if number > 1 else ''}.warc.gz"

    def sites(self) -> list[str]:
        """The sites that have a directory of segments."""
        places = _files(self.root / "bulletins")
        return sorted(place.name for place in places if place.is_dir() and not place.name.startswith("."))

    def rejected(self, site: str, run: str) -> Path:
        """The file of the pages one run refused."""
        return self.root / "rejected" / site / f"{run}.jsonl"

    def rejections(self, site: str) -> list[Path]:
        """The site's published files of refused pages, the oldest run's first."""
        return sorted(
            path for path in _files(self.root / "rejected" / site) if _REJECTIONS.fullmatch(path.name)
        )

    def log(self, site: str, run: str) -> Path:
        """The file of what one run logged."""
        return self.root / "logs" / site / f"{run}.log"

    def logs(self, site: str) -> list[Path]:
        """A site's logs, the oldest first."""
        return sorted(path for path in _files(self.root / "logs" / site) if path.suffix == ".log")

    def runs(self, site: str) -> Path:
        """The file with one line a run."""
        return self.root / "runs" / f"{site}.jsonl"

    def lock(self, site: str) -> Path:
        """The file the kernel's lock of a site hangs on."""
        return self.root / "runs" / f".{site}.lock"

    def segments(self, site: str, run: str = "") -> list[Path]:
        """The site's published segments in order of publication; those of one run if it is named."""
        files = _files(self.bulletins(site))
        return sorted(path for path in files if _SEGMENT.fullmatch(path.name) and path.name.startswith(run))

    def captures(self, site: str, run: str = "") -> list[Path]:
        """The site's published WARC files in the order in which they were written; those of one run if it is named."""
        files = (path for path in _files(self.captures_dir(site)) if path.name.startswith(run))
        return sorted((path for path in files if _CAPTURES.fullmatch(path.name)), key=_place)

    def open_captures(self, site: str) -> list[Path]:
        """WARC files that a killed run never closed."""
        return sorted(path for path in _files(self.captures_dir(site)) if path.name.endswith(OPEN_SUFFIX))

    def stamp(self, site: str) -> str:
        """Return what changes whenever a file appears in the site's directories, or disappears from them."""
        places = (self.bulletins(site), self.captures_dir(site), self.root / "rejected" / site)
        return " ".join(str(place.stat().st_mtime_ns if place.is_dir() else 0) for place in places)

    def leftovers(self, site: str) -> list[Path]:
        """What a killed run left half written."""
        places = (self.bulletins(site), self.root / "rejected" / site)
        return [path for place in places for path in _files(place) if path.name.endswith(PART_SUFFIX)]


def run_of(path: Path) -> str:
    """Return the run that a segment or a WARC file was published by."""
    return re.split(r"[-.]", path.name, maxsplit=1)[0]


def _place(path: Path) -> tuple[str, int]:
    """Return what WARC files are sorted by: ``-10`` comes after ``-9``, and the first has no number."""
    found = _CAPTURES.fullmatch(path.name)
    assert found
    return found[1], int(found[2] or 1)


def _files(place: Path) -> Iterator[Path]:
    return place.iterdir() if place.is_dir() else iter(())
