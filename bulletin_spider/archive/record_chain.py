"""Chain the lines of ``runs/<site>/``: each holds the SHA-256 of the line before it, and a head names the last.

The chain goes on from the file of a month to that of the next. The head is replaced after the line is on disk. So the
head may be one line behind, if its run was killed between the two, but it never names a line that was not written.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec

from bulletin_spider.archive.atomic_files import append_line, end_torn_line, open_part, replace
from bulletin_spider.archive.file_names import is_run_name
from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.statuses import DECISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

logger = logging.getLogger(__name__)

PREVIOUS = "previous_line"
"""Key of a line: the SHA-256 of the line before it with its line end; null in the first line of a chain."""
BASE = "as"
"""Key of the line of an idle run: the last full record before it, which lies in the same file."""
UNCHAINED = "unchained"
"""Key of the first chained line after lines of a release without chains: their number, bytes and SHA-256."""
LAST_EVENT = "last_event"
"""Key of a line: what a person decided last before it, so that a reader finds it at the end of however long a chain."""
_BLOCK = 1 << 16
"""Bytes that are read at once from the end of the file."""


class Head(NamedTuple):
    """The last line of a chain: the name of its run, and the SHA-256 of the line with its line end."""

    run: str
    sha256: str


_COMPACT = (",", ":")
"""Separators of the line of an idle run."""


def append_chained(layout: Layout, site: str, record: dict[str, Any]) -> dict[str, Any]:
    """Append ``record`` as one synced line that is chained to the last one, replace the head, and return the line.

    End a torn line of a killed run first. The caller holds the site's lock. If only the head cannot be replaced, log a
    warning: the line is on disk, and the next one brings a new head.
    """
    chained = record | _link(layout, site)
    if BASE not in record and (event := last_event(layout, site)):
        chained[LAST_EVENT] = event
    separators = _COMPACT if BASE in record else None
    line = json.dumps(chained, ensure_ascii=False, allow_nan=False, separators=separators).encode()
    append_line(_file_to_append_to(layout, site, record["run"]), line)
    try:
        write_head(layout, site, Head(record["run"], line_digest(line + b"\n")))
    except OSError as error:
        final = layout.head(site)
        logger.warning("%s cannot be replaced (%s): the next run replaces it", final, error.strerror or error)
    return chained


def write_head(layout: Layout, site: str, head: Head) -> None:
    """Replace the head, which names a line that is written. Raises ``OSError``."""
    final = layout.head(site)
    with open_part(final) as part:
        part.write(json.dumps(head._asdict()).encode() + b"\n")
        replace(part, final)


def _file_to_append_to(layout: Layout, site: str, run: str) -> Path:
    """Return the file that gets the next line. If it is a new one, end a torn line of the file before it first."""
    file, files = layout.month_file(site, run), layout.run_files(site)
    if not files:
        return file
    # Names of runs grow, so only a wrong file can have a later month: the order of the chain counts more than its name.
    if files[-1] == layout.earlier_runs(site) or files[-1] >= file:
        return files[-1]
    end_torn_line(files[-1])
    return file


def read_head(layout: Layout, site: str) -> Head | None:
    """Return the head of a site's run records; None if there is no head.

    Raises ``ValueError`` if the file is not a head, ``OSError`` if it cannot be read.
    """
    with suppress(FileNotFoundError):
        try:
            content = json.loads(layout.head(site).read_bytes())
        except RecursionError:
            content = None
        if not isinstance(content, dict) or not all(
            isinstance(content.get(name), str) for name in Head._fields
        ):
            raise ValueError("it does not hold a run and its sha256")
        return Head(content["run"], content["sha256"])
    return None


def line_digest(line: bytes) -> str:
    """Return the SHA-256 of a line with its line end."""
    return hashlib.sha256(line).hexdigest()


def newest_name(layout: Layout, site: str) -> str:
    """Return the newest name of a run in the chain and its head; empty if there is none."""
    names = [head.run] if (head := _usable_head(layout, site)) else []
    names += [record["run"] for record in _last_parsed(chain_from_end(layout, site))]
    return max(filter(is_run_name, names), default="")


def chain_lines(layout: Layout, site: str) -> Iterator[bytes]:
    """Yield the lines of a site's chain from the first to the last, each with its line end."""
    for path in _readable_files(layout, site):
        with path.open("rb") as file:
            yield from file


def chain_from_end(layout: Layout, site: str) -> Iterator[bytes]:
    """Yield the lines of a site's chain from the last to the first; read only the files that are asked for."""
    for path in reversed(_readable_files(layout, site)):
        with path.open("rb") as file:
            yield from lines_from_end(file)


def _readable_files(layout: Layout, site: str) -> list[Path]:
    """Return the files of a site's chain, the oldest first; leave out what is no file, which ``verify`` reports."""
    return [path for path in layout.run_files(site) if path.is_file()]


def lines_from_end(file: BinaryIO, end: int | None = None) -> Iterator[bytes]:
    """Yield the lines of a file from the last to the first, each with its line end; read every block once.

    With ``end`` only the lines in the first ``end`` bytes are read.
    """
    position, begun = file.seek(0, os.SEEK_END) if end is None else end, list[bytes]()
    while position:
        size = min(position, _BLOCK)
        position -= size
        file.seek(position)
        first, *others = file.read(size).split(b"\n")
        if not others:
            begun.append(first)
            continue
        # What was read so far is the rest of the line that begins after the last line end of this block.
        if last := others.pop() + b"".join(reversed(begun)):
            yield last
        yield from (line + b"\n" for line in reversed(others))
        begun = [first + b"\n"]
    if begun:
        yield b"".join(reversed(begun))


class ChainEnd(NamedTuple):
    """The line that the next one will be chained to, and ``unchained_lines`` of a file without any chain."""

    head: Head
    unchained: dict[str, Any] | None = None


def chain_end(layout: Layout, site: str) -> ChainEnd | None:
    """Return the end of a site's chain; None if it has no line.

    If the chain lacks the line that the head names, it is that line: later lines will be chained to it.
    """
    head = _usable_head(layout, site)
    for line in chain_from_end(layout, site):
        if not line.endswith(b"\n"):
            continue
        for record in _last_parsed([line]):
            last = Head(record["run"], line_digest(line))
            if PREVIOUS not in record and head is None:
                whole = (one for one in chain_lines(layout, site) if one.endswith(b"\n"))
                return ChainEnd(last, unchained_lines(whole))
            if head and not _is_among(head, chain_from_end(layout, site)):
                last = head
            return ChainEnd(last)
    return ChainEnd(head) if head else None


def _link(layout: Layout, site: str) -> dict[str, Any]:
    """Return the fields that chain the next line to the last one.

    If the chain lacks the line that the head names, chain to that line. So a line that was cut off stays missed after
    later runs, until it is restored.
    """
    head = _usable_head(layout, site)
    lines = chain_from_end(layout, site)
    last = next(lines, None)
    if head and not (last and _is_among(head, chain([last], lines))):
        return {PREVIOUS: head.sha256}
    link: dict[str, Any] = {PREVIOUS: line_digest(_ended(last)) if last else None}
    newest = _last_parsed(chain_from_end(layout, site))
    if last and not any(PREVIOUS in record for record in newest):
        link |= {UNCHAINED: unchained_lines(chain_lines(layout, site))}
    return link


def last_event(layout: Layout, site: str) -> dict[str, Any] | None:
    """Return what a person decided last about a site; None if nothing. Only the end of the chain is read.

    The line of an idle run does not say it; the full record that it names does, and lies in the same file.
    """
    lines = chain_from_end(layout, site)
    while found := _last_parsed(lines):
        (record,) = found
        if BASE in record:
            continue
        if PREVIOUS in record:
            return _event_of(record)
        # Lines of earlier releases name no event. Without a head there was never another release.
        if not layout.head(site).exists():
            return None
    return None


def _event_of(record: dict[str, Any]) -> dict[str, Any] | None:
    event = record if str(record.get("event")) in DECISIONS else record.get(LAST_EVENT)
    own = {PREVIOUS, UNCHAINED, LAST_EVENT}
    return {name: event[name] for name in event if name not in own} if isinstance(event, dict) else None


def unchained_lines(lines: Iterable[bytes]) -> dict[str, Any]:
    """Return the number, bytes and SHA-256 of lines that are not chained; a torn last line counts with a line end."""
    sha256, count, size = hashlib.sha256(), 0, 0
    for line in map(_ended, lines):
        sha256.update(line)
        count, size = count + 1, size + len(line)
    return {"lines": count, "bytes": size, "sha256": sha256.hexdigest()}


def _usable_head(layout: Layout, site: str) -> Head | None:
    try:
        return read_head(layout, site)
    except StoreFault:  # nothing else can be read either
        raise
    except (OSError, ValueError) as error:  # verify reports it, and the next line brings a new head
        logger.warning("%s is not usable: %s", layout.head(site), error)
        return None


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n"


def _is_among(head: Head, lines: Iterable[bytes]) -> bool:
    """Whether the head's line is among the lines, which come from the end; stop at a run that is not newer."""
    for line in lines:
        if line_digest(_ended(line)) == head.sha256:
            return True
        if any(record["run"] <= head.run for record in _last_parsed([line])):
            return False
    return False


def _last_parsed(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return a list with the first of the lines that is an object with the name of a run; empty if there is none."""
    for line in lines:
        if (record := parsed_line(line)) and isinstance(record.get("run"), str):
            return [record]
    return []


def parsed_line(line: bytes) -> dict[str, Any] | None:
    """Return the record of a line; None if the line is not a JSON object."""
    try:
        record = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        try:
            record = json.loads(line)  # it reads more, such as half of a surrogate pair
        except (ValueError, RecursionError):
            return None
    return record if isinstance(record, dict) else None
