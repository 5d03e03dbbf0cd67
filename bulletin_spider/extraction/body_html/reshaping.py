"""Give an element of a page a plain structure: paragraphs, headings, lists, tables, links and pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from bulletin_spider.extraction.body_html.alignment import LINE_END
from bulletin_spider.extraction.document.element_flags import BLOCK_TAGS, SKIPPED_TAGS
from bulletin_spider.extraction.fields.media import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAVES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "dt"])
"""Kept blocks that hold no other block."""
_CONTAINERS = frozenset(["blockquote", "li", "dd", "td", "th", "figure"])
"""Kept blocks that hold text or other blocks."""
_LISTS = frozenset(["ul", "ol", "dl"])
_TABLES = frozenset(["table", "thead", "tbody", "tfoot", "tr"])
_ONE_PARAGRAPH = frozenset(["li", "dd", "td", "th"])
"""Kept blocks in which a paragraph that is alone needs no element of its own."""
_EMPHASIS = frozenset(["strong", "b", "em", "i", "u", "s", "mark"])
_INLINE = _EMPHASIS | {"a", "del", "ins", "small", "sub", "sup", "ruby", "rt", "rp", "q"}
"""Kept elements inside a line."""
KEPT_TAGS = _LEAVES | _CONTAINERS | _LISTS | _TABLES | _INLINE | {"br", "img"}
KEPT_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_NUMBERS = {"colspan": 100, "rowspan": 1000, "start": 100_000}
"""Attributes that are numbers, and the largest value that is kept: no screen shows a hundred columns."""
_MAX_DIGITS = 7
"""Digits of a number that is read, so that none is too long."""
_PARTS = {
    "table": {"caption", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
}
"""Tables and their parts, and what can be in them."""
_PARENTS = {
    part: {whole for whole in _PARTS if part in _PARTS[whole]} for part in set().union(*_PARTS.values())
}
"""Parts of tables, and what must be around them."""
_MAX_LEVELS = 40
"""Levels of kept elements inside each other: the saved pages have up to 3."""
_BOLD = re.compile(r"font-weight\s{0,4}:\s{0,4}(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s{0,4}:\s{0,4}(?:italic|oblique)", re.IGNORECASE)
_MAX_STYLE = 500
"""Characters of a style that are read."""
_MIN_ROWS = _MIN_CELLS = 2
"""Rows of a table with so many filled cells that make it one. Others only place things on the page."""


def reshaped(markup: str, base: str) -> str:
    """Return ``markup``, one element of a page, with no other elements than ``KEPT_TAGS``.

    A block that is not kept becomes a paragraph, or its content takes its place. Text beside blocks becomes a
    paragraph. Links get an absolute address, resolved against ``base``; others are only text. Nothing empty remains.
    """
    soup = BeautifulSoup(markup, "lxml")
    body = soup.body
    if body is None:
        return ""
    for tag in body.find_all(SKIPPED_TAGS):
        tag.decompose()
    _part_lines(soup, body)
    _free_rows(body)
    for tag in body.find_all(recursive=True):
        _read_attributes(soup, tag, base)
    _remove_empty(soup, body)
    _dissolve_layout_tables(body)
    _limit_levels(body)
    _arrange_blocks(soup, body)
    _tidy_lines(body)
    _merge_emphasis(body)
    return "\n".join(str(child) for child in body.children if str(child).strip())


def _part_lines(soup: BeautifulSoup, body: Tag) -> None:
    """Put a break in the place of each line feed: the cut leaves them only between paragraphs of one text."""
    for text in body.find_all(string=re.compile(LINE_END)):
        lines = [line for line in str(text).split(LINE_END) if line]
        parts: list[Tag | NavigableString] = []
        for line in lines:
            parts += [*([soup.new_tag("br")] if parts else []), NavigableString(line)]
        text.replace_with(*parts)


def _free_rows(body: Tag) -> None:
    """Unwrap what is around rows or cells inside a table, such as a form: a browser moves it out of the table."""
    for part in body.find_all(["tr", "td", "th"]):
        around = part.parent
        outer = around.parent if around is not None and around.name not in _PARTS else None
        if around is not None and outer is not None and outer.name in _PARTS:
            around.unwrap()


def _read_attributes(soup: BeautifulSoup, tag: Tag, base: str) -> None:
    """Keep the attributes that a kept element can have. What its style says becomes an element."""
    name, style = tag.name, str(tag.get("style") or "")[:_MAX_STYLE]
    if name == "a":
        address = absolute_url(str(tag.get("href") or ""), base)
        tag.attrs = {"href": address} if address else {}
        tag.name = "a" if address else "span"
    elif name == "strike":
        tag.name = "s"
    elif (name == "span" and "block" in style) or _is_misplaced(tag):
        tag.name = "div"
    kept = KEPT_ATTRIBUTES.get(tag.name, set())
    tag.attrs = {key: value for key, value in tag.attrs.items() if key in kept and _is_valid(key, str(value))}
    for pattern, emphasis, same in ((_BOLD, "strong", "b"), (_ITALIC, "em", "i")):
        if style and pattern.search(style) and not tag.find_parent([emphasis, same]):
            _emphasize(soup, tag, emphasis)


def _is_misplaced(tag: Tag) -> bool:
    """Return whether a part of a table is not in a table."""
    return tag.name in _PARENTS and tag.parent is not None and tag.parent.name not in _PARENTS[tag.name]


def _is_valid(name: str, value: str) -> bool:
    if name not in _NUMBERS:
        return True
    return value.isascii() and value.isdigit() and len(value) < _MAX_DIGITS and int(value) <= _NUMBERS[name]


def _emphasize(soup: BeautifulSoup, tag: Tag, name: str) -> None:
    """Put an element of emphasis around the content of ``tag``, unless blocks are in it."""
    if tag.name in {"br", "img", name} or tag.find(BLOCK_TAGS):
        return
    emphasis = soup.new_tag(name)
    emphasis.extend(list(tag.contents))
    tag.append(emphasis)


def _remove_empty(soup: BeautifulSoup, body: Tag) -> None:
    """Remove pictures without an address, and elements with neither text nor picture, except cells of a filled row."""
    filled: set[int] = set()
    for tag in reversed(body.find_all(recursive=True)):
        is_filled = id(tag) in filled or any(
            isinstance(child, NavigableString) and not child.isspace() for child in tag.children
        )
        if tag.name == "img":
            is_filled = bool(tag.get("src"))
        if is_filled:
            filled.add(id(tag.parent))
        elif tag.name == "img":
            tag.decompose()
        elif tag.name not in BLOCK_TAGS | {"br"}:
            tag.unwrap()  # it can hold the blank or the break between two words
        elif _parts_a_line(tag):
            tag.replace_with(soup.new_tag("br"))
        elif tag.name not in {"br", "td", "th"}:
            tag.decompose()


def _parts_a_line(tag: Tag) -> bool:
    """Return whether an empty block is between two texts."""
    siblings = (tag.previous_sibling, tag.next_sibling)
    return tag.name != "br" and all(one is not None and not _is_block(one) for one in siblings)


def _dissolve_layout_tables(body: Tag) -> None:
    """Make blocks of the tables that hold a table or have less than two rows of two filled cells, innermost first."""
    for table in reversed(body.find_all("table")):
        if table.find("table") is None and _is_table(table):
            continue
        for part in table.find_all([*_PARENTS]):
            if part.find_parent("table") is not table:
                continue
            if part.name in {"td", "th"} and not _has_text(part) and part.find("img") is None:
                part.decompose()
            else:
                part.name = "div"
                part.attrs = {}
        table.name = "div"


def _is_table(table: Tag) -> bool:
    rows = 0
    for row in table.find_all("tr"):
        rows += sum(map(_has_text, row.find_all(["td", "th"]))) >= _MIN_CELLS
        if rows == _MIN_ROWS:
            return True
    return False


def _has_text(tag: Tag) -> bool:
    return next(tag.stripped_strings, None) is not None


def _limit_levels(body: Tag) -> None:
    levels = {id(body): 0}
    for tag in body.find_all(recursive=True):
        level = levels[id(tag.parent)] + (tag.name in KEPT_TAGS)
        levels[id(tag)] = level
        if level > _MAX_LEVELS:
            tag.name = "div" if tag.name in BLOCK_TAGS else "span"
            tag.attrs = {}


def _arrange_blocks(soup: BeautifulSoup, body: Tag) -> None:
    """Make every block a kept one, from the innermost outwards."""
    with_blocks: set[int] = set()
    for tag in reversed(body.find_all(recursive=True)):
        has_blocks = id(tag) in with_blocks
        if has_blocks or tag.name in BLOCK_TAGS:
            with_blocks.add(id(tag.parent))
        if tag.name in _LISTS and tag.find(["li", "dt", "dd"], recursive=False) is None:
            tag.name = "div"
        if tag.name in _PARTS:
            _make_cells(soup, tag)
        elif has_blocks and tag.name not in _LISTS:
            _arrange_around_blocks(soup, tag)
        elif tag.name in BLOCK_TAGS - KEPT_TAGS:
            tag.name = "p"
        elif tag.name not in KEPT_TAGS or (tag.name in _EMPHASIS and not _has_text(tag)):
            tag.unwrap()
    _wrap_loose(soup, body, "p")


def _arrange_around_blocks(soup: BeautifulSoup, tag: Tag) -> None:
    """Make paragraphs of the text beside blocks, and put all in the place of ``tag`` if it can hold no block.

    A single paragraph in a cell or an item is only its text.
    """
    _wrap_loose(soup, tag, tag.name if tag.name in _LEAVES else "p")
    if tag.name not in _CONTAINERS:
        tag.unwrap()
        return
    blocks = [child for child in tag.children if isinstance(child, Tag)]
    if tag.name in _ONE_PARAGRAPH and len(blocks) == 1 and blocks[0].name == "p":
        blocks[0].unwrap()


def _make_cells(soup: BeautifulSoup, tag: Tag) -> None:
    """Put what is in a table, but in no cell of it, into cells: a browser moves it in front of the table."""
    cell = None
    for child in list(tag.children):
        if isinstance(child, Tag) and child.name in _PARTS[tag.name]:
            cell = None
        elif cell is not None:
            cell.append(child)
        elif isinstance(child, Tag) or not str(child).isspace():
            cell = child.wrap(soup.new_tag("td"))
            if tag.name != "tr":
                cell.wrap(soup.new_tag("tr"))


def _wrap_loose(soup: BeautifulSoup, tag: Tag, name: str) -> None:
    """Put what is in ``tag`` beside blocks into blocks with this name."""
    block = None
    for child in list(tag.children):
        if isinstance(child, Tag) and child.name in BLOCK_TAGS:
            block = None
        elif block is not None:
            block.append(child)
        elif isinstance(child, Tag) or not str(child).isspace():
            block = child.wrap(soup.new_tag(name))


def _tidy_lines(body: Tag) -> None:
    """Remove breaks and blanks at both ends of a block, and breaks behind another break."""
    for line_break in body.find_all("br"):
        before, behind = _neighbour(line_break.previous_siblings), _neighbour(line_break.next_siblings)
        in_block = line_break.parent is not None and line_break.parent.name in BLOCK_TAGS
        is_at_an_end = in_block and (before is None or behind is None)
        if is_at_an_end or _is_break(before) or _is_block(before) or _is_block(behind):
            line_break.decompose()
    for text in body.find_all(string=True):
        tidy = _tidy_text(text)
        if not tidy:
            text.extract()
        elif tidy != text:
            text.replace_with(tidy)


def _tidy_text(text: NavigableString) -> str:
    before, behind, tidy = text.previous_sibling, text.next_sibling, str(text)
    in_block = text.parent is not None and text.parent.name in BLOCK_TAGS
    if _is_break(before) or _is_block(before) or (before is None and in_block):
        tidy = tidy.lstrip()
    if _is_break(behind) or _is_block(behind) or (behind is None and in_block):
        tidy = tidy.rstrip()
    return tidy


def _merge_emphasis(body: Tag) -> None:
    """Make one element of neighbours that emphasize in the same way: editors part a line into many."""
    for tag in body.find_all([*_EMPHASIS]):
        while isinstance(behind := tag.next_sibling, Tag) and behind.name == tag.name:
            tag.extend(list(behind.contents))
            behind.decompose()


def _neighbour(siblings: Iterable[object]) -> object | None:
    return next((one for one in siblings if isinstance(one, Tag) or str(one).strip()), None)


def _is_break(node: object) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _is_block(node: object) -> bool:
    return isinstance(node, Tag) and node.name in BLOCK_TAGS
