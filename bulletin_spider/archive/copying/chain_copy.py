"""Compare the chains of a site in two archives, and bring the shorter one up to the longer one."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import open_part, replace
from bulletin_spider.archive.copying.month_folds import put_months
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.archive.record_chain import (
    PREVIOUS,
    Head,
    chain_lines,
    line_digest,
    parsed_line,
    write_head,
)
from bulletin_spider.exceptions import OtherArchive
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


def months_to_copy(source: Layout, target: Layout, site: str) -> list[Path]:
    """Return the source's files of run records from the first on that the target lacks, or has fewer lines of.

    Raises ``OtherArchive`` if the target has a line that the source has not, ``OSError``.
    """
    ours = {path.name: path for path in source.run_files(site)}
    theirs = {path.name: path for path in target.run_files(site)}
    missing: list[Path] = []
    for name in sorted({*ours, *theirs}):
        own = ours[name].read_bytes() if name in ours else b""
        other = theirs[name].read_bytes() if name in theirs else b""
        if not own.startswith(other) or (other and missing):
            raise OtherArchive(_difference(source, target, site))
        if own != other:
            missing.append(ours[name])
    return missing


def write_months(source: Layout, target: Layout, site: str, months: list[Path]) -> int:
    """Write files of run records, the oldest first, compare them, and return their bytes.

    The caller has locked the site, and the target has the beginning of what they hold. Raises ``OSError``.
    """
    if not target.head(site).exists():
        _begin_chain(source, target, site)
    contents = {path.stem: path.read_bytes() for path in months}
    _write(target, site, contents)
    return sum(map(len, contents.values()))


def _begin_chain(source: Layout, target: Layout, site: str) -> None:
    """Write the lines up to the first that is chained, and a head that names it: without one, two are a fault."""
    contents = defaultdict[str, bytes](bytes)
    for path in source.run_files(site):
        with path.open("rb") as lines:
            for line in lines:
                contents[path.stem] += line
                record = parsed_line(line) or {}
                if PREVIOUS in record:
                    there = {stem: target.runs(site) / f"{stem}.jsonl" for stem in contents}
                    shorter = {
                        stem: content
                        for stem, content in contents.items()
                        if not (there[stem].exists() and there[stem].read_bytes().startswith(content))
                    }
                    _write(target, site, shorter)
                    write_head(target, site, Head(str(record.get("run")), line_digest(line)))
                    return


def _write(target: Layout, site: str, contents: Mapping[str, bytes]) -> None:
    """Write months of run records, and compare what is there then. Raises ``OSError``."""
    directory = target.runs(site)
    if isinstance(directory, StorePath):
        put_months(directory, contents)
    else:
        for month, content in contents.items():
            with open_part(directory / f"{month}.jsonl") as part:
                part.write(content)
                replace(part, directory / f"{month}.jsonl")
    for month, content in contents.items():
        path = directory / f"{month}.jsonl"
        if path.read_bytes() != content:
            raise OSError(5, "it has other bytes than were written", str(path))


def _difference(source: Layout, target: Layout, site: str) -> str:
    """Return in one line how the target's chain differs, and what to do."""
    number = 1
    for ours, theirs in zip_longest(chain_lines(source, site), chain_lines(target, site)):
        if ours is None:
            copied_back = f"{PROGRAM} copy --from {target.root} --to {source.root} {site}"
            run = (parsed_line(theirs) or {}).get("run", "")
            return (
                f"{target.root} has runs of {site} that {source.root} does not have, the first is {run};"
                f" to continue there, copy them back: {copied_back}"
            )
        if ours != theirs:
            break
        number += 1
    return (
        f"{target.root} has another archive of {site}: line {number} of its run records is not that of"
        f" {source.root}; copy to another place"
    )
