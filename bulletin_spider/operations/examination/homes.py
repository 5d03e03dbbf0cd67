"""Read the table of home pages to search (``homes.csv``), and keep the report on them, from which a search goes on."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.atomic_files import append_line
from bulletin_spider.crawl.arguments import checked_address
from bulletin_spider.exceptions import ExportFault, UsageFault
from bulletin_spider.operations.examination.found_site import FoundSite, SearchResult
from bulletin_spider.operations.examination.home_spider import HomeToSearch
from bulletin_spider.operations.examination.site_files import check_site_name

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = {"name", "site"}
_ADDRESSES = {"home", "url", "address"}
_REGION = re.compile(r"[1-9][0-9]{5}")
_SETTLED = {SearchResult.WRITTEN, SearchResult.THERE, SearchResult.NEEDS_PERSON}
"""Results that the next call does not search again."""


class ReportLine(NamedTuple):
    """One line of the report: the columns of its table, in this order."""

    name: str
    home: str
    result: str
    channels: int = 0
    rows: int = 0
    names: str = ""
    """The names of the channels, with 、 between them."""
    why: str = ""
    """What a person has to know or do."""


def read_homes(path: Path) -> list[HomeToSearch]:
    """Return the homes in a CSV file; raise ``UsageFault`` that names the first line that is wrong.

    The columns are ``name``, ``home`` and, if there is one, ``region``. A first line of heads names them; without it
    the first two are name and home. Others are ignored.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageFault(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        ) from error
    lines = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text)), 1) if any(row)]
    heads = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    at_name, at_home, at_region = 0, 1, None
    if _NAMES & {*heads} and _ADDRESSES & {*heads}:
        at_name = next(at for at, head in enumerate(heads) if head in _NAMES)
        at_home = next(at for at, head in enumerate(heads) if head in _ADDRESSES)
        at_region = heads.index("region") if "region" in heads else None
        del lines[0]
    homes: dict[str, HomeToSearch] = {}
    for number, row in lines:
        try:
            name, home = row[at_name].strip(), row[at_home].strip()
            check_site_name(name, list(homes))
            homes[name] = HomeToSearch(name, checked_address(home), _region(row, at_region))
        except IndexError:
            raise UsageFault(
                f"{path}, line {number}: give a name and a home page, with a comma between"
            ) from None
        except UsageFault as fault:
            why = f"'{name}' is there twice" if name in homes else str(fault)
            raise UsageFault(f"{path}, line {number}: {why}") from None
    if not homes:
        raise UsageFault(f"{path} holds no home pages; write lines like: baishi,https://www.example.gov.cn/")
    return list(homes.values())


def _region(row: list[str], at: int | None) -> str:
    code = row[at].strip() if at is not None and at < len(row) else ""
    if code and not _REGION.fullmatch(code):
        raise UsageFault(f"'{code}' is no code of a district; give six digits of GB/T 2260, like 110108")
    return code


def report_line(site: FoundSite, result: SearchResult, why: str = "") -> ReportLine:
    """Return the report's line on a site that was searched."""
    return ReportLine(
        site.name,
        site.home,
        result,
        len(site.channels),
        sum(len(channel.listing.entries) for channel in site.channels),
        "、".join(channel.name for channel in site.channels),
        why or site.why_not or site.note,
    )


class HomesReport:
    """The report on many homes: a CSV file that grows by a line for each site; its last line on a site counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, ReportLine] = {}
        try:
            for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
                if len(row) == len(ReportLine._fields) and row[3].isdigit() and row[4].isdigit():
                    name, home, result, channels, rows, names, why = row
                    self.lines[name] = ReportLine(name, home, result, int(channels), int(rows), names, why)
        except FileNotFoundError:
            self._append(ReportLine._fields)
        except (OSError, ValueError) as error:
            raise UsageFault(f"{path} cannot be read as a report: {error}") from error

    def settled(self, home: HomeToSearch, *, again: bool) -> bool:
        """Return whether an earlier call settled the site; with ``again`` only if it was written."""
        line = self.lines.get(home.name)
        if line is None or line.home != home.home or line.result not in _SETTLED:
            return False
        return not (again and line.result == SearchResult.NEEDS_PERSON)

    def add(self, line: ReportLine) -> None:
        """Append a line; raise ``ExportFault`` if it cannot be written."""
        self.lines[line.name] = line
        self._append(line)

    def _append(self, cells: tuple[object, ...]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        try:
            append_line(self.path, text.getvalue().encode())
        except OSError as error:
            raise ExportFault(f"cannot write {self.path}: {error.strerror or error}") from error
