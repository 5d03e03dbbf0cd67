"""Fill the identifier of the government website and the section of the site that the page says it is in."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels
from bulletin_spider.extraction.document.document import text_parts
from bulletin_spider.extraction.document.element_flags import CHROME, HIDDEN
from bulletin_spider.normalization.text import clean, key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext

_SITE_ID = re.compile(r"[1-9]\d{9}")
_SITE_ID_LABEL = "标识码"
"""The label of the identifier in the foot of a page: 政府网站标识码, or 网站标识码."""
_LABELLED_SITE_ID = re.compile(rf"{_SITE_ID_LABEL}\s?[:：]?\s?([1-9]\d{{9}})(?!\d)")
_FOOT_LINES = 80
"""Last lines of a page that are searched for the identifier."""
_LINES_ABOVE = 150
"""Lines above the headline that are searched for a breadcrumb: a page can have a long menu between."""
_MAX_TRAIL = 200
"""Characters of the longest trail."""
_MAX_LINES = 10
"""Lines of which a trail can consist."""
_MAX_PIECE, _MAX_PIECES = 30, 8
"""Characters of the longest name of a section, and most sections of a trail: more are a menu or text."""
_TRAIL_LABEL = re.compile(
    r"[您你]?的?(?:当前|现在|目前|所在|所处)?(?:的|所在)?位置\s?(?:是|为)?\s?[:：>＞»]?|[您你](?:现在|当前)?(?:在|所在)(?=\s?[:：])\s?[:：]"
)
_ARROW = "[>＞》»›→]"
_ARROWS = re.compile(rf"{_ARROW}+|\s?[-–—/]\s|&gt;")
"""What parts the sections of a trail that begins with a label or the home page."""
_FROM_HOME = re.compile(rf"[\u4e00-\u9fff]{{0,6}}{labels.HOME_PAGE}\s?[-–—/](?=\s?[\u4e00-\u9fff])")
"""A trail that parts its sections by a mark without blanks. Menus begin like it, but have more links."""
_MAX_PIECES_FROM_HOME = 5
"""Most pieces of such a trail, with the home page."""
_ONLY_ARROWS = re.compile(rf"{_ARROW}+")
"""What parts the sections of any other trail."""
_MARKS = re.compile(rf"{_ARROW}+|\s?[-–—/\\|｜丨]\s?|&gt;|\s")
"""What parts the sections of a trail behind a label."""
_LEADING_ARROW = re.compile(rf"{_ARROW}|[-/\\|]\s")
_OPEN_END = re.compile(rf"(?:{_ARROW}|[:：/|]|{labels.HOME_PAGE})\s?$")
_NO_SECTION = re.compile(
    rf"[\u4e00-\u9fff]{{0,12}}(?:{labels.HOME_PAGE}|主页)|home(?: ?page)?|[\u4e00-\u9fff]{{2,20}}(?:人民政府|门户网站)"
    rf"|(?:文章|信息|新闻|栏目|公告)?(?:{labels.MAIN_TEXT}|{labels.DETAILS}页?|详细(?:信息|内容)?|内容页?)"
    rf"|(?:{labels.BROWSED}|{labels.READ})文章|[您你当前现在的所]{{0,6}}位置|.{{0,6}}{labels.MORE}.{{0,4}}",
    re.IGNORECASE,
)
"""A piece of a trail that is the site, the page itself, the label or a link to more."""
_TRAIL_CLASS = re.compile(
    r"crumb|dqwz|weizhi|(?:^|[^a-z])(?:position|location|path|place)(?![a-z])", re.IGNORECASE
)
_MAX_NAMES = 200
"""Characters of class and id that are read."""
_CLASS_REACH = 3
"""Elements from the block of a line up to the one with the name of a trail."""
_MAX_TRAILS = 8
"""Trails that are tried: the first is nearly always the one."""
_MAX_NODES = 40
"""Text nodes of a trail that are read."""


def fill_site_id(content: Content, context: ArticleContext) -> None:
    """Set ``site_id`` from the meta tag, the foot of the page or the script for reporting faults of the page."""
    head = context.head
    if (code := head.meta.get("siteidcode", "")) and _SITE_ID.fullmatch(code):
        content.site_id = code
        content.note("site_id", EvidenceRule.META_SITEIDCODE)
    elif found := _site_id_in_foot(context.document):
        content.site_id = found[0]
        content.note("site_id", EvidenceRule.FOOT_LINE, found[1])
    elif _SITE_ID.fullmatch(head.site_code):
        content.site_id = head.site_code
        content.note("site_id", EvidenceRule.FAULT_SCRIPT)


def _site_id_in_foot(document: Document) -> tuple[str, str] | None:
    """Return the identifier behind its label in the last lines, also on the line below, and the text; else None."""
    lines = document.lines[-_FOOT_LINES:]
    for i in range(len(lines) - 1, -1, -1):
        if _SITE_ID_LABEL in lines[i].text[:_MAX_TRAIL]:
            text = f"{lines[i].text[:_MAX_TRAIL]} {lines[i + 1].text[:20] if i + 1 < len(lines) else ''}"
            if match := _LABELLED_SITE_ID.search(text):
                return match[1], text.strip()
    return None


def fill_section(content: Content, context: ArticleContext) -> None:
    """Set ``section`` from the breadcrumb above the text, else from the meta tag ColumnName."""
    for pieces, text in islice(_trails(context), _MAX_TRAILS):
        if section := _sections(pieces, content.title):
            content.section = section
            content.note("section", EvidenceRule.BREADCRUMB, text)
            return
    name = context.head.meta.get("columnname", "")
    if (
        name
        and key(name) != key(context.head.meta.get("sitename", ""))
        and (section := _sections([name], content.title))
    ):
        content.section = section
        content.note("section", EvidenceRule.META_COLUMNNAME)


def _trails(context: ArticleContext) -> Iterator[tuple[list[str], str]]:
    """Yield the trails above the text as their pieces and their text: those with a label first, the nearest first."""
    document = context.document
    start = min(max(context.headline.line, context.body.start), len(document.lines))
    others = []
    for i in range(start - 1, max(-1, start - 1 - _LINES_ABOVE), -1):
        line = document.lines[i]
        text = line.text
        if len(text) > _MAX_TRAIL or line.flags & HIDDEN or "。" in text:
            continue
        if label := _TRAIL_LABEL.match(text) if "位置" in text or text[0] == "您" else None:
            yield _pieces_behind_label(document, i, label.end())
        elif (is_home := labels.HOME_PAGE in text) or (line.linked and _ONLY_ARROWS.search(text)):
            arrows = _ARROWS if is_home else _ONLY_ARROWS
            if (trail := _joined(document, i)) and arrows.search(trail):
                others.append((arrows.split(trail), trail))
            elif (
                is_home
                and _FROM_HOME.match(text)
                and len(pieces := _MARKS.split(text)) <= _MAX_PIECES_FROM_HOME
            ):
                others.append((pieces, text))
            elif line.flags & CHROME and (parts := _named_trail(line.block)):
                others.append((parts, " ".join(parts)))
            if len(others) == _MAX_TRAILS:
                break
    yield from (other for other in others if len([*filter(str.strip, other[0])]) > 1)


def _pieces_behind_label(document: Document, i: int, label_end: int) -> tuple[list[str], str]:
    """Return the pieces of the trail behind its label on the line: parted by marks, else by elements."""
    trail = _joined(document, i)
    rest = trail[label_end:].strip()
    if _ARROWS.search(rest):
        return _ARROWS.split(rest), trail
    parts = text_parts(document.lines[i])
    if rest and len(parts) > 1 and key("".join(parts)) == key(document.lines[i].text):
        pieces = [part for part in parts if not _TRAIL_LABEL.fullmatch(part)]
        return [_TRAIL_LABEL.sub("", pieces[0], count=1), *pieces[1:]] if pieces else [], trail
    if not rest and (named := _named_trail(document.lines[i].block)):
        return [piece for piece in named if not _TRAIL_LABEL.fullmatch(piece)], " ".join(named)
    return _MARKS.split(rest), trail


def _joined(document: Document, i: int) -> str:
    """Return the trail that begins on the line, with the lines below that an arrow joins to it."""
    text = document.lines[i].text
    for line in document.lines[i + 1 : i + _MAX_LINES]:
        begins = _LEADING_ARROW.match(line.text)
        if len(line.text) > _MAX_PIECE or not (begins or (_OPEN_END.search(text) and text[-1] != "页")):
            break
        text = f"{text} {line.text}"
    return text


def _named_trail(block: etree._Element) -> list[str]:
    """Return the texts of the element around ``block`` that has the name of a trail; [] if there is none."""
    for node in (block, *islice(block.iterancestors(), _CLASS_REACH)):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _TRAIL_CLASS.search(names[:_MAX_NAMES]):
            texts = [clean(str(text)[:_MAX_TRAIL]) for text in islice(node.itertext(), _MAX_NODES)]
            return [text for text in texts if text]
    return []


def _sections(pieces: list[str], title: str) -> str | None:
    """Return the sections among the pieces of a trail, joined; None if there are none or a piece is no section.

    The home page, the headline and the words for the page itself are no sections.
    """
    title_key = key(title)
    found: list[str] = []
    for raw in pieces:
        piece = _MARKS.sub(" ", raw).strip(" :：.…\"'“”")
        piece_key = key(piece)
        is_title = len(piece_key) > 3 and title_key.startswith(piece_key)
        if not piece_key or is_title or _NO_SECTION.fullmatch(piece):
            continue
        if len(piece) > _MAX_PIECE:
            return None
        if piece not in found[-1:]:
            found.append(piece)
    return " > ".join(found) if 0 < len(found) <= _MAX_PIECES else None
