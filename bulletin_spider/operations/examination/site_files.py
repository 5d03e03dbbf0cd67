"""Write the file of a site that was found. Texts of the site's pages are never trusted."""

from __future__ import annotations

import ast
import json
import keyword
import re
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.archive.atomic_files import open_part, publish, remove
from bulletin_spider.archive.file_names import PART_SUFFIX
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.normalization.text import clean
from bulletin_spider.operations.examination.site_tables import add_table
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project

if TYPE_CHECKING:
    import datetime as dt

    from scrapy.settings import BaseSettings

    from bulletin_spider.operations.examination.found_site import FoundSite

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TEMPLATE = '''"""{title}."""

from bulletin_spider.crawl import Channel, DistrictSpider


class {class_name}Spider(DistrictSpider):
    """{title}.

    Domain
        {host}, seen {day}.
    Channels
        {channels}.
    CMS
        pagination family: {family}; {encoding}.
    Caveats
        none known yet.
    Seen
        {day}, by bulletin addsite from {url}
    """

    name = {name}
    home = {home}
{region}    allowed_domains = [{domain}]
    channels = {{
{lines}
    }}
'''
_UNSAFE = re.compile(r"""["'\\{}]""")


def check_site_name(name: str, sites: list[str]) -> None:
    """Raise ``UsageFault`` if ``name`` is invalid for a site, or taken."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageFault(
            f"'{name}' cannot be a site's name; use a-z, 0-9 and _, beginning with a letter, like baishi"
        )
    if name in sites:
        raise UsageFault(f"there is a site '{name}' already; {PROGRAM} doctor {name} looks at it")


def spiders_folder(settings: BaseSettings) -> Path | None:
    """Return the folder of ``NEWSPIDER_MODULE``; None outside a project, and if the folder is not the project's own."""
    module, folder = settings["NEWSPIDER_MODULE"] or "", None
    with suppress(ImportError, ValueError):
        found = find_spec(module) if module else None
        if found and found.submodule_search_locations:
            folder = Path(found.submodule_search_locations[0]).resolve()
    # An environment often lies in the project's directory, and what is installed in it is not the project's.
    if folder is None or not folder.is_relative_to(_project()) or folder.is_relative_to(sys.prefix):
        return None
    return folder


def class_path(name: str, settings: BaseSettings) -> Path | None:
    """Return the path of a site's class; None where a site is a table.

    That is so without a folder for classes, and in a project of one's own that has the file of tables.
    """
    folder = spiders_folder(settings)
    if folder is None:
        return None
    ours = folder == Path(__file__).resolve().parents[2] / "spiders"
    return folder / f"{name}.py" if ours or not _first_sites(settings).exists() else None


def table_path(name: str, settings: BaseSettings) -> Path:
    """Return the file for a site's table: the first of ``SITES``, or a file of the site's own in that directory."""
    first = _first_sites(settings)
    return first / f"{name}.toml" if first.is_dir() else first


def _first_sites(settings: BaseSettings) -> Path:
    return _project() / next(iter(settings.getlist("SITES")), "sites.toml")


def check_site_is_new(name: str, sites: list[str], settings: BaseSettings) -> None:
    """Raise ``UsageFault`` if ``name`` is invalid for a site, taken, or if its file exists."""
    check_site_name(name, sites)
    if (path := class_path(name, settings)) and path.exists():
        raise UsageFault(f"{path} exists already and is not overwritten")


def write_site(
    site: FoundSite, day: dt.date, settings: BaseSettings, *, as_table: bool = False
) -> list[Path]:
    """Write the class or the table of a site that passes, and return the paths that were written.

    This is the only place that knows in which form a site is kept.
    """
    if not as_table and (path := class_path(site.name, settings)):
        write_site_file(path, site_file(site, day).encode())
    else:
        path = table_path(site.name, settings)
        add_table(path, site, day)
    return [path]


def _project() -> Path:
    return find_project().directory.resolve()


def write_site_file(path: Path, code: bytes) -> None:
    """Write a site's new file: whole, or not at all and raise ``RunFault``."""
    parents = [parent for parent in path.parents if not parent.exists()]
    own = [path.with_name(f".{path.name}{PART_SUFFIX}")]
    try:
        with open_part(path) as part:
            part.write(code)
            own.append(path)
            publish(part, path)
    except OSError as error:
        if isinstance(error, FileExistsError):
            own.remove(path)  # somebody else's
        for one in own:
            remove(one)
        for parent in parents:
            with suppress(OSError):
                parent.rmdir()
        cause = f"{error.filename or path}: {error.strerror or error}"
        raise RunFault(f"cannot write {cause}; nothing was written") from error


def site_file(site: FoundSite, day: dt.date) -> str:
    """Return the text of the spider file of a site.

    Texts of the site appear in it as literals and in the docstring, never as code.
    """
    first = site.channels[0]
    host = urlsplit(site.home).hostname or ""
    names = [_plain_text(channel.name) for channel in site.channels]
    text = _TEMPLATE.format(
        title=_plain_text(f"{host}: {', '.join(names)}"),
        class_name="".join(part.capitalize() for part in site.name.split("_")),
        host=_plain_text(host),
        day=day,
        channels=", ".join(f"{channel} (seen {day}, high confidence)" for channel in names),
        family=_plain_text(first.listing.family),
        encoding=_plain_text(first.encoding),
        url=_plain_text(site.search.home),
        name=_literal(site.name),
        domain=", ".join(map(_literal, site.search.domains)),
        home=_literal(site.home),
        region=f"    region = {_literal(site.region)}\n" if site.region else "",
        lines="\n".join(
            f"        {_literal(channel.name)}: Channel({_literal(channel.url)}),"
            for channel in site.channels
        ),
    )
    return _valid_code(text)


def _plain_text(text: str) -> str:
    """Return ``text`` in one line without quotes, backslashes and braces, as a docstring can hold it."""
    return clean(_UNSAFE.sub("", text))


def _literal(text: str) -> str:
    """Return ``text`` as a string literal; JSON's literals are valid in Python."""
    return json.dumps(text, ensure_ascii=False)


def _valid_code(text: str) -> str:
    try:
        ast.parse(text)
        text.encode()
    except (SyntaxError, ValueError) as error:
        raise UsageFault(
            f"the names and addresses of this site cannot be written as a site file: {error}"
        ) from error
    return text


def write_new_files(files: dict[Path, bytes]) -> None:
    """Write new files and their directories: all of them, or none and raise ``RunFault``."""
    made: list[Path] = []
    try:
        for path, body in files.items():
            for directory in reversed([parent for parent in path.parents if not parent.exists()]):
                directory.mkdir()
                made.append(directory)
            with path.open("xb") as file:
                made.append(path)
                file.write(body)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        cause = f"{error.filename or path}: {error.strerror or error}"
        raise RunFault(f"cannot write {cause}; nothing was written") from error
