"""Write the heads of all chains of run records to ``anchors/<day>.json``, to be kept elsewhere, and read them back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import bulletin_spider
from bulletin_spider.archive.atomic_files import open_part, publish
from bulletin_spider.archive.object_store.paths import for_each, listed_together
from bulletin_spider.archive.record_chain import chain_end
from bulletin_spider.exceptions import ArchiveUnread
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

FORMAT = 1
DIGEST_SUFFIX = ".sha256"
TIME_STAMP_SUFFIX = ".tsr"
SIGNATURE_SUFFIX = ".sig"
"""Endings of the files beside an anchor: its SHA-256, its time stamp (RFC 3161), its signature (``ssh-keygen -Y``)."""
SIGNATURE_NAMESPACE = "bulletin-anchor"
"""The namespace of signatures: a signature for another purpose is not valid for an anchor."""


class Anchor(NamedTuple):
    """The heads of all chains at one moment: ``site``, ``run``, ``sha256``; ``unchained`` of a site without chain."""

    made: str
    heads: list[dict[str, Any]]


def digest_line(path: Path) -> bytes:
    """Return what is written beside an anchor: a line that ``sha256sum -c`` reads."""
    return f"{sha256_of(path)}  {path.name}\n".encode()


def write_anchor(layout: Layout, sites: list[str], now: dt.datetime) -> Path:
    """Write the anchor of a day (UTC) and return its path.

    An anchor is never replaced. If the heads are those of an anchor of the day, return that one; if they are others,
    begin another file of the day.
    """
    with listed_together(layout.root / "runs"):
        found = for_each(layout.root, partial(_site_head, layout), sites)
        heads = [head for head in found if head]
    anchor = {
        "anchor": FORMAT,
        "made": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "program": bulletin_spider.__version__,
        "heads": heads,
    }
    for number in count(1):
        path = layout.anchors / f"{now.astimezone(dt.UTC):%Y-%m-%d}{f'-{number}' if number > 1 else ''}.json"
        if not path.exists():
            _publish(path, json.dumps(anchor, ensure_ascii=False, indent=1).encode() + b"\n")
        elif read_anchor(path).heads != heads:
            continue
        break
    digest = path.with_name(path.name + DIGEST_SUFFIX)
    if not digest.exists():
        _publish(digest, digest_line(path))
    return path


def add_time_stamp(path: Path, time_stamp: bytes) -> None:
    """Put the time stamp of an anchor beside it."""
    _publish(path.with_name(path.name + TIME_STAMP_SUFFIX), time_stamp)


def read_anchor(path: Path) -> Anchor:
    """Return the anchor in a file; raise ``ArchiveUnread`` if it is not an anchor."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise ArchiveUnread(f"the anchor {path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        content = None
    if not _is_anchor(content):
        raise ArchiveUnread(f"{path} is not an anchor of format {FORMAT}, as '{PROGRAM} anchor' writes it")
    return Anchor(content["made"], content["heads"])


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a small file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_anchor(content: Any) -> bool:  # noqa: ANN401 - JSON
    try:
        heads = [head[name] for head in content["heads"] for name in ("site", "run", "sha256")]
        return content["anchor"] == FORMAT and all(
            isinstance(text, str) for text in (content["made"], *heads)
        )
    except (KeyError, TypeError):
        return False


def _site_head(layout: Layout, site: str) -> dict[str, Any] | None:
    end = chain_end(layout, site)
    if end is None:
        return None
    return {"site": site, **end.head._asdict()} | ({"unchained": end.unchained} if end.unchained else {})


def _publish(path: Path, content: bytes) -> None:
    with open_part(path) as part:
        part.write(content)
        publish(part, path)
