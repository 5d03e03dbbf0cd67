"""Where things lie: every path of the archive is made here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PART_SUFFIX = ".part"
_SEGMENT = re.compile(r"(\d{8}T\d{6}Z)-(\d{5})\.jsonl")


@dataclass(frozen=True, slots=True)
class Layout:
    """The archive below ``root``; nothing is created by asking for a path."""

    root: Path

    @property
    def index(self) -> Path:
        """The derived database."""
        return self.root / "index.sqlite"

    def bulletins(self, site: str) -> Path:
        """The directory of a site's segments."""
        return self.root / "bulletins" / site

    def rejected(self, site: str, run: str) -> Path:
        """The file of the pages one run refused."""
        return self.root / "rejected" / site / f"{run}.jsonl"

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

    def leftovers(self, site: str) -> list[Path]:
        """What a killed run left half written."""
        places = (self.bulletins(site), self.root / "rejected" / site)
        return [path for place in places for path in _files(place) if path.name.endswith(PART_SUFFIX)]


def _files(place: Path) -> Iterator[Path]:
    return place.iterdir() if place.is_dir() else iter(())
