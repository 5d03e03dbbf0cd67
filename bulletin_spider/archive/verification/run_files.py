"""Check the files of run records: each line in the file of its month, each idle line after its base, one form only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.idle_records import base_problem, is_idle
from bulletin_spider.archive.upgrade import is_split
from bulletin_spider.archive.verification.finding import NOT_A_FILE, RESTORE, Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


class RunFileCheck:
    """Gets every line of a shape that is right, and then says which lines are in a wrong file or have no base."""

    def __init__(self, layout: Layout, site: str) -> None:
        self.layout, self.site = layout, site
        self.without_base: set[str] = set()
        """The places of idle lines that readers leave out."""
        self._problems: dict[tuple[Path, str], list[str]] = {}
        """A file and the problem of its idle lines → their places."""
        self._file: Path | None = None
        self._base: dict[str, Any] | None = None

    def check_form(self) -> Iterator[Finding]:
        """Yield what is wrong with the files before any line is read."""
        paths, earlier = self.layout.run_files(self.site), self.layout.earlier_runs(self.site)
        for path in paths:
            if not path.is_file():
                yield Finding("run", self._name(path), NOT_A_FILE, RESTORE)
        if earlier.is_file() and earlier not in paths:
            if is_split(self.layout, self.site):
                yield note(self._name(earlier), "was split into months already: the next run removes it")
            else:
                message = f"is not what the files in {self._name(self.layout.runs(self.site))} begin with"
                yield Finding("stray", self._name(earlier), message, "find out where it came from")

    def add(self, path: Path, place: str, record: dict[str, Any]) -> Finding | None:
        """Check that a line is in the file of its month, and look for the base of an idle line."""
        if path != self._file:
            self._file, self._base = path, None
        if is_idle(record):
            if problem := base_problem(record, self._base):
                self.without_base.add(place)
                self._problems.setdefault((path, problem), []).append(place)
        elif "event" not in record:
            self._base = record
        if path in {self.layout.month_file(self.site, record["run"]), self.layout.earlier_runs(self.site)}:
            return None
        return Finding("run", place, f"run {record['run']} is in the file of another month", RESTORE)

    def findings(self, *, faulty: bool) -> Iterator[Finding]:
        """Yield one finding for all idle lines that lack the same base; a note if the records are ``faulty`` anyway."""
        for (_, problem), (first, *others) in self._problems.items():
            message = f"{problem}{f', like {len(others)} more lines' if others else ''}"
            yield (
                note(first, f"is left out: {message}") if faulty else Finding("run", first, message, RESTORE)
            )

    def _name(self, path: Path) -> str:
        return path.relative_to(self.layout.root).as_posix()
