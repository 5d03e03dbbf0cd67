"""Write segments without a crawl, with the same lines, sizes and names as the feed export."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import open_part, publish
from bulletin_spider.exceptions import ArchiveFault

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.atomic_files import Part
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.items import Bulletin


class SegmentWriter:
    """Publishes the versions of one run, ``size`` lines in each segment. Faults are ``ArchiveFault``."""

    def __init__(self, layout: Layout, site: str, run: str, size: int) -> None:
        self.layout, self.site, self.run, self.size = layout, site, run, size
        self.lines = 0
        self._part: Part | None = None

    def add(self, bulletin: Bulletin) -> None:
        """Write a version; publish the segment if it is full."""
        line = json.dumps(asdict(bulletin), ensure_ascii=False).encode() + b"\n"
        try:
            if self._part is None:
                self._part = open_part(self._segment_path())
            self._part.write(line)
        except OSError as error:
            if self._part is not None:
                self._part.close()
            raise ArchiveFault(self._segment_path().parent, error) from error
        self.lines += 1
        if self.lines % self.size == 0:
            self.close()

    def close(self) -> None:
        """Publish the last segment."""
        part, self._part = self._part, None
        if part is None:
            return
        final = self._segment_path(self.lines)
        try:
            with part:
                publish(part, final)
        except OSError as error:
            raise ArchiveFault(final.parent, error) from error

    def _segment_path(self, lines: int | None = None) -> Path:
        """Return the path of the segment with line number ``lines`` of the run, by default of the next line."""
        number = ((self.lines + 1 if lines is None else lines) - 1) // self.size + 1
        return self.layout.bulletins(self.site) / f"{self.run}-{number:05d}.jsonl"
