"""Tell from an address whether it leads to a document, a film or sound."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote

from bulletin_spider.statuses import FileKind

_ENDINGS = {
    FileKind.DOCUMENT: "pdf doc docx xls xlsx ppt pptx wps et ofd rtf zip rar 7z csv txt ceb",
    FileKind.VIDEO: "mp4 m4v webm ogv flv f4v mov avi wmv rm rmvb mkv m3u8 mpg mpeg 3gp",
    FileKind.AUDIO: "mp3 wav wma m4a aac ogg amr flac",
}
KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
"""Endings of file names, in lower case, with the kind of the file."""
_MAX_ENDING = 5
"""Characters of the longest ending."""
_MAX_ADDRESS = 2000
"""Characters of an address that are read."""
_MAX_PARAMETERS = 20
"""Parameters of an address that are read."""


def kind_of_name(name: str) -> FileKind | None:
    """Return the kind of file that the ending of ``name`` tells, None if it tells none."""
    end = name[-_MAX_ENDING - 1 :]
    return KINDS.get(end.rpartition(".")[2].lower()) if "." in end else None


def kind_of_address(address: str) -> FileKind | None:
    """Return the kind of file that an address leads to, by the ending of its path or of the whole address.

    Content systems add an ending for the browser: ``download.jsp?id=1&e=.pdf``.
    """
    address = address[:_MAX_ADDRESS].partition("#")[0].strip()
    return kind_of_name(address) or kind_of_name(address.partition("?")[0])


def file_in_parameters(address: str) -> str:
    """Return the address of the file that a viewer shows (``viewer.html?file=/a.pdf``); "" if there is none."""
    query = address[:_MAX_ADDRESS].partition("?")[2]
    try:
        pairs = parse_qsl(query.replace("&amp;", "&"), max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        return ""
    for _, value in pairs:
        # Some viewers want the address escaped twice.
        address = unquote(value) if value.startswith(("http%", "%2F", "%2f")) else value
        if "/" in address and kind_of_address(address):
            return address
    return ""
