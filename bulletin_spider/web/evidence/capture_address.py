"""The address of a capture in the web interface: site, WARC file and offset, which stay when files are packed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from bulletin_spider.archive.file_names import is_file_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDING = ".warc.gz"
_FOLDER = "captures"


class CaptureAddress(NamedTuple):
    """Where a WARC record begins: the ``name`` of the file in the site's directory, and the offset in it."""

    site: str
    name: str
    offset: int

    @property
    def file(self) -> str:
        """The path of the file below the archive's root."""
        return f"{_FOLDER}/{self.site}/{self.name}"

    @property
    def path(self) -> str:
        """The path of the page that shows the capture."""
        return f"/c/{quote(self.site, safe='')}/{self.name}/{self.offset}"


def capture_address(capture: Mapping[str, Any] | None) -> CaptureAddress | None:
    """Return the address of the capture that a line of the archive names; None if it names none or an odd one."""
    if not isinstance(capture, dict):
        return None
    folder, _, rest = str(capture.get("file")).partition("/")
    site, _, name = rest.partition("/")
    offset = capture.get("offset")
    if folder != _FOLDER or not is_capture_name(name) or type(offset) is not int or offset < 0:
        return None
    return CaptureAddress(site, name, offset)


def is_capture_name(name: str) -> bool:
    """Whether a file of captures may have this name, so that no address leads to another file."""
    return name.endswith(_ENDING) and not name.startswith(".") and is_file_name(_FOLDER, name)
