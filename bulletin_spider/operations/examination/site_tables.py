"""Add a site that was found to ``sites.toml``: whole, or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from filelock import FileLock

from bulletin_spider.archive.atomic_files import open_part, replace
from bulletin_spider.crawl.site_data.catalogue import SiteCatalogue
from bulletin_spider.exceptions import RunFault

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.operations.examination.found_site import FoundSite


def add_table(path: Path, site: FoundSite, day: dt.date) -> None:
    """Add the table of a site to the file at ``path``, which is made if it is missing. Raises ``RunFault``."""
    try:
        # Two commands may add a site at the same time, and each writes the whole file.
        with FileLock(path.with_name(f".{path.name}.lock")):
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            if site.name in SiteCatalogue([path]):
                raise RunFault(f"{path} has a site '{site.name}' already; nothing was written")
            gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
            with open_part(path) as part:
                part.write(f"{before}{gap}{site_table(site, day)}".encode())
                replace(part, path)
    except (OSError, UnicodeError) as error:
        cause = getattr(error, "strerror", None) or error
        raise RunFault(f"cannot write {path}: {cause}; nothing was written") from error


def site_table(site: FoundSite, day: dt.date) -> str:
    """Return the table of a site. Texts of its pages appear as quoted texts only."""
    lines = [
        f"[{site.name}]",
        f"home = {_quoted(site.home)}",
        f"domains = [{', '.join(map(_quoted, site.search.domains))}]",
        *([f"region = {_quoted(site.region)}"] if site.region else []),
        f"seen = {day}",
    ]
    for channel in site.channels:
        lines += [
            "",
            f"[[{site.name}.channels]]",
            f"name = {_quoted(channel.name)}",
            f"url = {_quoted(channel.url)}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A text of JSON is a basic string of TOML, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
