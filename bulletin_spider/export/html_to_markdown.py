"""Turn the HTML of a body into Markdown, with markdownify; texts and addresses cannot add markup of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdownify import ATX, MarkdownConverter

from bulletin_spider.export.formats.markdown import escaped, link_target

if TYPE_CHECKING:
    from bs4.element import PageElement

_TITLE_LEVEL = 2
"""Level of the heading above a body: its title. The headings in a body are below it."""
_LOWEST_LEVEL = 6
_NO_LISTS = {"dl": "div", "dt": "p", "dd": "div"}
_MAX_COLUMNS = 200
"""Columns of a table in which cells are filled: no screen shows them."""
_MAX_FILLED = 5_000
"""Cells that are filled in one table: a hostile one could ask for millions."""


_MARKS = re.compile(r"[^\w\s\x00-\x7f]*")
"""Chinese punctuation at the beginning of a text."""


class _Converter(MarkdownConverter):
    """Escapes alternative texts and addresses, which markdownify takes over as they are.

    CommonMark reads no end of emphasis between a punctuation mark and a letter, and Chinese has no blanks there. So
    marks at the ends of an emphasized text are put outside.
    """

    def convert_a(self, el: Tag, text: str, parent_tags: object) -> str:  # noqa: ARG002 - called by this name
        address = el.get("href")
        return f"[{text.strip()}]({link_target(str(address))})" if address and text.strip() else text

    def convert_img(self, el: Tag, text: str, parent_tags: object) -> str:  # noqa: ARG002
        address, alternative = el.get("src"), str(el.get("alt") or "")
        return f"![{escaped(alternative)}]({link_target(str(address))})" if address else ""

    def convert_b(self, el: Tag, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return _emphasized(el, text, "**")

    def convert_em(self, el: Tag, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return _emphasized(el, text, "*")

    def convert_del(self, el: Tag, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return _emphasized(el, text, "~~")

    convert_strong = convert_b
    convert_i = convert_em
    convert_s = convert_del


def _emphasized(element: Tag, text: str, sign: str) -> str:
    inner = text.strip()
    touches_before, touches_behind = _touches(element.previous_sibling, -1), _touches(element.next_sibling, 0)
    before = _marks(inner) if touches_before else 0
    behind = _marks(inner[::-1]) if touches_behind else 0
    emphasized = inner[before : len(inner) - behind]
    if not emphasized or _marks(inner) == len(inner):
        return text
    is_unclear = (touches_before and not before and not emphasized[0].isalnum()) or (
        touches_behind and not behind and not emphasized[-1].isalnum()
    )
    if is_unclear:
        return text
    line = f"{inner[:before]}{sign}{emphasized}{sign}{inner[len(inner) - behind :]}"
    return f"{' ' * text[0].isspace()}{line}{' ' * text[-1].isspace()}"


def _marks(text: str) -> int:
    found = _MARKS.match(text)
    return found.end() if found else 0


def _touches(sibling: PageElement | None, at: int) -> bool:
    """Return whether a text or an element is beside an emphasized text, without a blank between."""
    if isinstance(sibling, Tag):
        return sibling.name != "br"
    return sibling is not None and not str(sibling)[at].isspace()


_CONVERTER = _Converter(heading_style=ATX, bullets="-", escape_misc=True, table_infer_header=True)


def markdown(html: str) -> str:
    """Return Markdown for the ``html`` of a rich body, with headings below level 2 and a full row for each span."""
    soup = BeautifulSoup(html, "lxml")
    for heading in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
        heading.name = f"h{min(int(heading.name[1]) + _TITLE_LEVEL, _LOWEST_LEVEL)}"
    for tag in soup.find_all([*_NO_LISTS]):  # CommonMark has no lists of terms
        tag.name = _NO_LISTS[tag.name]
    for table in soup.find_all("table"):
        _fill_spanned_rows(soup, table)
    text: str = _CONVERTER.convert_soup(soup)
    return text.strip()


def _fill_spanned_rows(soup: BeautifulSoup, table: Tag) -> None:
    """Put an empty cell into each row below a cell that spans rows, so that the columns stay."""
    below: dict[int, int] = {}
    left = _MAX_FILLED
    for row in table.find_all("tr"):
        column = 0
        for cell in [*row.find_all(["td", "th"], recursive=False), None]:
            while below.get(column) and left:
                empty = soup.new_tag("td")
                row.append(empty) if cell is None else cell.insert_before(empty)
                column, left = column + 1, left - 1
            if cell is not None:
                width = _number(cell.get("colspan"))
                if column < _MAX_COLUMNS and (height := _number(cell.get("rowspan"))) > 1:
                    below |= dict.fromkeys(range(column, column + width), height)
                column += width
        below = {at: rows - 1 for at, rows in below.items() if rows > 1}


def _number(value: Any) -> int:  # noqa: ANN401 - an attribute of BeautifulSoup
    return max(int(str(value)), 1) if value and str(value).isdigit() else 1
