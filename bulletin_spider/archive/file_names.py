"""Name the files of the archive: which names there are, and what a name says of its run and month."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PART_SUFFIX = ".part"
OPEN_SUFFIX = ".open"
OLD_SUFFIX = ".old"
TIERED_SUFFIX = ".tiered"
"""Ending of the file that says where a pack was moved to; it lies where the pack was."""
RUN_FORMAT = "%Y%m%dT%H%M%SZ"
_RUN = re.compile(r"[0-9]{8}T[0-9]{6}Z")
SEGMENT = re.compile(r"(\d{8}T\d{6}Z)-(\d{5})\.jsonl")
RECORDS_OF_MONTH = re.compile(r"\d{4}-\d{2}\.jsonl")
REJECTIONS = re.compile(r"\d{8}T\d{6}Z\.jsonl")
CAPTURES = re.compile(r"(\d{8}T\d{6}Z)(?:-([2-9]|[1-9]\d+))?\.warc\.gz")
_PACKED_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_PACK_NUMBER = r"(-([2-9]|[1-9]\d+))?"
CAPTURE_PACK = re.compile(rf"({_PACKED_MONTH}){_PACK_NUMBER}\.warc\.gz")
REJECTION_PACK = re.compile(rf"({_PACKED_MONTH}){_PACK_NUMBER}\.jsonl")
_CAPTURE_FILE = rf"{CAPTURE_PACK.pattern}|{CAPTURE_PACK.pattern}\{TIERED_SUFFIX}|packed\.jsonl"


def _with_part(pattern: str) -> str:
    """Return a pattern for the names of files, and for those of the temporary files that they are written to."""
    return rf"({pattern})|\.({pattern})\{PART_SUFFIX}"


UNFINISHED_COPY = ".copy"
"""Name of the file among a site's run records that says that the site is a copy which is not finished."""
MANIFEST = "datapackage.json"
SCHEMA = "schema.json"
MONTH_MANIFEST = re.compile(r"(\d{4}-\d{2})\.resource\.json")
_OF_MANIFEST = rf"datapackage\.json|schema\.json|{MONTH_MANIFEST.pattern}"
_FILE_NAMES = {
    "bulletins": _with_part(rf"{SEGMENT.pattern}|packed\.json|{_OF_MANIFEST}"),
    "captures": rf"{CAPTURES.pattern}(\{OPEN_SUFFIX})?|{_with_part(_CAPTURE_FILE)}",
    "rejected": _with_part(rf"{REJECTIONS.pattern}|{REJECTION_PACK.pattern}"),
    "runs": rf"[^.].*\.(jsonl|head)|\..+(\.lock|\.reading|\{PART_SUFFIX})",
    "runs/": _with_part(rf"{RECORDS_OF_MONTH.pattern}|{re.escape(UNFINISHED_COPY)}"),
    "logs": rf"{_RUN.pattern}\.log",
    "index": r"([^.].*|\.hosts)\.sqlite(-wal|-shm|-journal)?",
    "watches": rf"[^.].*\.json|\..+\.json(\.lock|\{PART_SUFFIX})",
}
"""Folder below the root → the names of the files that runs write there in a folder for each site, but for ``index`` and
``watches``; ``runs`` has files of its own beside these folders, whose files are those of ``runs/``."""
_ROOT_NAMES = re.compile(
    r"(index|search)\.sqlite(-wal|-shm|-journal)?|\.(index|search)\.sqlite\.lock|datapackage\.json"
    r"|\.datapackage\.json\.(lock|part)|anchors|README\.md|clocks"
)
"""The entries of the root besides the folders of files. Earlier releases had one index for all sites. In a store each
machine has an object below ``clocks``, by which it knows the store's time."""


def is_file_name(folder: str, name: str) -> bool:
    """Whether a file of this name may lie in ``folder``, a folder below the root."""
    return bool(re.fullmatch(_FILE_NAMES[folder], name))


def is_root_name(name: str) -> bool:
    """Whether an entry of the root, besides the folders of files, belongs to the archive."""
    return bool(_ROOT_NAMES.fullmatch(name))


def pack_month(path: Path) -> str:
    """Return the month of a pack of captures or refused pages, YYYY-MM; empty if the file is no such pack."""
    match = CAPTURE_PACK.fullmatch(path.name) or REJECTION_PACK.fullmatch(path.name)
    return match[1] if match else ""


def run_of(path: Path) -> str:
    """Return the name of the run that published a segment, a WARC file or a file of refused pages."""
    return re.split(r"[-.]", path.name, maxsplit=1)[0]


def month_of(run: str) -> str:
    """Return the month of a run or a segment, such as ``2026-11``, from its name; in UTC."""
    return f"{run[:4]}-{run[4:6]}"


def month_manifest_name(month: str) -> str:
    """Return the name of the part of a site's manifest that lists the segments of a month."""
    return f"{month}.resource.json"


def is_run_name(name: str) -> bool:
    """Whether a text names a run: a second in UTC."""
    if not _RUN.fullmatch(name):
        return False
    try:
        return bool(dt.datetime.fromisoformat(name))
    except ValueError:
        return False


def writing_order(path: Path) -> tuple[str, int]:
    """Return the sort key of WARC files: ``-10`` comes after ``-9``, and the first file has no number."""
    match = CAPTURES.fullmatch(path.name)
    assert match
    return match[1], int(match[2] or 1)


def pack_order(path: Path) -> tuple[str, int]:
    """Return the sort key of packs: the month, and the number of the pack in it."""
    match = CAPTURE_PACK.fullmatch(path.name) or REJECTION_PACK.fullmatch(path.name)
    assert match
    return match[1], int(match[4] or 1)
