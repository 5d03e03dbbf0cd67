"""Keep what a reader of changes has read: for each site the name of its last segment."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import replace_private
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bulletin_spider.reader import Segment

_SEGMENT = re.compile(r"\d{8}T\d{6}Z-\d{5}\.jsonl")
_MODE = 0o644
"""The file names sites and runs, which are no secret."""


def read_cursor(path: Path) -> dict[str, str] | None:
    """Return site → name of the last segment that was read; None if the file is not there yet.

    Raises ``UsageFault`` if the file is no cursor.
    """
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        found = None
    except OSError as error:
        raise UsageFault(f"--cursor {path} cannot be read: {error.strerror}") from error
    if not isinstance(found, dict) or not all(_is_place(name) for name in found.values()):
        raise UsageFault(
            f"--cursor {path} is no cursor of this command: name another file, or remove it to begin now"
        )
    return found


def moved_on(cursor: Mapping[str, str], segments: Iterable[Segment]) -> dict[str, str]:
    """Return the cursor after these segments were read, which are in the order of publication."""
    return {**cursor, **{segment.site: segment.name for segment in segments}}


def write_cursor(path: Path, cursor: Mapping[str, str]) -> None:
    """Replace the file: a kill leaves the old cursor or the new one."""
    replace_private(path.resolve(), f"{json.dumps(cursor, ensure_ascii=False, indent=1)}\n".encode(), _MODE)


def _is_place(name: object) -> bool:
    return isinstance(name, str) and _SEGMENT.fullmatch(name) is not None
