"""Tell the sites of a project and the faults of their files, without importing what has not changed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.site_check.memory import CheckedSources
from bulletin_spider.crawl.site_check.sources import Source, module_sources, stamp, table_sources
from bulletin_spider.exceptions import BrokenSite
from bulletin_spider.program import environment_for_child

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_CHILD = (
    "import sys; sys.path[:] = {path!r}; from bulletin_spider.crawl.site_check.worker import main; main()"
)
"""It finds the modules where this process finds them, whatever the working directory holds."""
_PATIENCE = 60
"""Seconds for the import of all changed files, and one more for each file. Fifteen sites take 1.5 seconds."""


@dataclass
class KnownSites:
    """The sites of a project."""

    names: list[str] = field(default_factory=list)
    """All of them, those with a broken file too."""
    broken: dict[str, BrokenSite] = field(default_factory=dict)
    """Site whose file cannot be read → why."""
    unchecked: dict[str, str] = field(default_factory=dict)
    """Site whose file this user may not read → the file."""


def known_sites(directory: Path, modules: Sequence[str], tables: Sequence[str]) -> KnownSites:
    """Return the sites of a project, of its ``SPIDER_MODULES`` and ``SITES``."""
    sources = [*module_sources(modules), *table_sources(directory / path for path in tables)]
    checked = CheckedSources(directory)
    known = KnownSites(unchecked={one.stem: one.name for one in sources if one.unreadable()})
    readable = [one for one in sources if not one.unreadable()]
    found = {
        one.name: {"names": names, "faults": {}}
        for one in readable
        if (names := checked.names(one)) is not None
    }
    changed = [one for one in readable if one.name not in found]
    if changed:
        stamps = {one.name: stamp(one.path) for one in changed if one.path}
        reports, imports = _check(changed, directory)
        good = {
            name: {"stamp": stamps[name], "names": report["names"]}
            for name, report in reports.items()
            if stamps.get(name) and not report["faults"]
        }
        checked.keep(readable, good, imports)
        found |= reports
    _add_found(known, readable, found)
    return known


def _add_found(known: KnownSites, sources: Sequence[Source], found: Mapping[str, dict[str, Any]]) -> None:
    first: dict[tuple[str, bool], str] = {}
    """The file in which a site is first. A class and a table may have one name: the table counts."""
    for source in sources:
        report = found[source.name]
        for name, (place, why) in report["faults"].items():
            known.broken.setdefault(name, BrokenSite(place, why))
        for name in report["names"]:
            other = first.setdefault((name, source.is_table), source.name)
            if other != source.name:
                known.broken.setdefault(name, source.second_of(name, other))
    known.names = [*dict.fromkeys([*(name for name, _ in first), *known.broken, *known.unchecked])]


def _check(
    sources: Sequence[Source], directory: Path
) -> tuple[dict[str, dict[str, Any]], dict[str, list[int]]]:
    """Return what was found in each file, and the stamps of what they import.

    A file that ends or hangs the process is a fault, and the others are checked in the next process.
    """
    reports: dict[str, dict[str, Any]] = {}
    imports: dict[str, list[int]] = {}
    while missing := [one for one in sources if one.name not in reports]:
        lines, why = _run_child(missing, directory)
        for line in lines:
            if "imports" in line:
                imports |= line["imports"]
            else:
                reports[line["source"]] = line
        if guilty := next((one for one in missing if one.name not in reports), None):
            reports[guilty.name] = {"names": [], "faults": {guilty.stem: [guilty.place, why]}}
    return reports, imports


def _run_child(sources: Sequence[Source], directory: Path) -> tuple[list[dict[str, Any]], str]:
    """Return the lines of a process, and how it ended."""
    asked = {
        "modules": [one.name for one in sources if not one.is_table],
        "tables": [one.name for one in sources if one.is_table],
        "directory": str(directory),
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", _CHILD.format(path=sys.path)],
            cwd=directory,
            env=environment_for_child(),
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=_PATIENCE + len(sources),
            check=False,
        )
        out, why = done.stdout, f"its import ended the process with exit code {done.returncode}"
    except subprocess.TimeoutExpired as error:
        out, why = error.stdout or b"", f"its import did not end within {_PATIENCE} seconds"
    return [json.loads(line) for line in out.splitlines() if line.endswith(b"}")], why
