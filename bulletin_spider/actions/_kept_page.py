"""Write the page that a version was read from to a file that a browser can show without asking anybody."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import webbrowser
from html import escape
from pathlib import Path
from typing import Any

from bulletin_spider.exceptions import ArchiveUnread, DamagedCapture
from bulletin_spider.export.rich_bodies import RichBodies
from bulletin_spider.extraction import plain_body
from bulletin_spider.markup.encoding import decode
from bulletin_spider.pipelines.archived_page import archived_page

_PICTURE = re.compile(r"<img((?:\s+[a-z-]+=\"[^\"]*\")*)\s*/?>")
_SOURCE = re.compile(r'src="([^"]*)"')
_FRAME = """<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer">
<style>body {{ max-width: 46em; margin: 2em auto; padding: 0 1em; line-height: 1.7 }}
header {{ border: 1px solid; padding: 0 1em; font-size: smaller; line-height: 1.4 }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid; padding: .2em .5em }}</style></head>
<body><header><p>{banner}</p><p>{address}</p></header>
<h1>{title}</h1>
{body}
</body></html>
"""
"""The policy lets a browser load nothing; the only style is the one here."""


def write_kept_page(root: Path, version: dict[str, Any], *, raw: bool) -> Path:
    """Write a version's page to a new directory for temporary files, and return the file.

    It is the body of the page without scripts, pictures and styles; with ``raw`` its source as text. Raises
    ``ArchiveUnread`` if the source is not in the archive.
    """
    text = _source(root, version) if raw else _document(root, version)
    name = f"{version['id']}-{version['revision']}.{'txt' if raw else 'html'}"
    path = Path(tempfile.mkdtemp(prefix="bulletin-")) / name
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    return path


def open_page(path: Path) -> bool:
    """Open a file in the person's browser; return False if there is no display to show it on."""
    has_display = sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    return has_display and webbrowser.open(path.as_uri())


def _source(root: Path, version: dict[str, Any]) -> str:
    try:
        page = archived_page(root, version)
    except DamagedCapture as error:
        raise ArchiveUnread(f"the page cannot be read: {error}") from error
    if page is None or page.document:
        raise ArchiveUnread("this version was read from the row of its listing, so no page of it is kept")
    return decode(page.body, page.charset)[0]


def _document(root: Path, version: dict[str, Any]) -> str:
    bodies = RichBodies(lambda one: archived_page(root, one))
    rich = bodies.body(version)
    body = rich.text if rich else plain_body(version["paragraphs"], version["images"])
    if rich:
        body += "\n" + plain_body([], rich.other_images)
    kept = f"as it was fetched on {version['fetched_at']}: its text, lists, tables and links"
    banner = kept if rich else f"paragraphs only, as published ({bodies.summary() or 'it has no text'})"
    return _FRAME.format(
        title=escape(version["title"]),
        banner=f"Page of revision {version['revision']} from the archive, {escape(banner)}."
        " No script, no picture, no style of the site; nothing is loaded from it.",
        address=escape(version.get("moved_to") or version["url"]),
        body=_PICTURE.sub(_picture_text, body),
    )


def _picture_text(picture: re.Match[str]) -> str:
    source = _SOURCE.search(picture[1])
    return f"[picture: {source[1] if source else ''}]"
