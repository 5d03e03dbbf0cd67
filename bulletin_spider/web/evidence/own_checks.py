"""The commands with which a third person checks a capture without these pages, and without this program."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.captures.reader import open_capture
from bulletin_spider.exceptions import DamagedCapture, TieredCapture
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.web.evidence.capture_address import CaptureAddress


def own_checks(root: Path, address: CaptureAddress, size: int | None) -> list[dict[str, Any]]:
    """Return the commands, to be run in the directory of the archive; each has a ``name`` and the ``command``.

    ``size`` is the number of bytes that the run record states of the file; None if no record names it yet. A file that
    has become a part of a pack is cut out of it. There are none for a file that was moved out of the archive.
    """
    try:
        opened = open_capture(root, address.file)
    except (TieredCapture, DamagedCapture, OSError):
        return []
    opened.file.close()
    name, offset = shlex.quote(opened.name), opened.start + address.offset
    found = [
        ("verify", f"{PROGRAM} verify {shlex.quote(address.site)}"),
        ("record", f"warcio extract {name} {offset}"),
        ("records", f"warcio check {name}"),
    ]
    if size is not None:
        part = f"tail -c +{opened.start + 1} {name} | head -c {size} | sha256sum"
        found.append(("file", f"sha256sum {name}" if opened.name == address.file else part))
    return [{"name": one, "command": command} for one, command in found]
