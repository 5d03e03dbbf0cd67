"""Read the headline of a row: the text of its link without the day, complete if the page holds it complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from bulletin_spider.listings.page.link_texts import is_generic_text, is_row_label
from bulletin_spider.listings.rows.dates import is_day, without_day
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import Node

# A text this short beside a longer one is a label, such as 要闻.
_MAX_SHORT_LABEL_CHARS = 3
# A longer title attribute is no headline.
_MAX_TITLE_CHARS = 300
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOX_TAGS = frozenset({"div", "p", "li", "dt", "dd", "section", "article", "td"}) | _HEADING_TAGS
# A run of dots is taken whole, from its first dot: the ways to part sixty dots are more than a machine can try.
_CUT_MARK = re.compile(r"(?:…|(?<!\.)\.{2,}+|(?<!．)．{2,}+|(?<!。)。{2,}+)++\s*$")
_PIN_MARK = re.compile(r"^[\[【(（〔]?\s*(?:置顶|顶)\s*[\]】)）〕]\s*|^置顶[\s:：]*")
# Pages put ornaments before the link of a row, or into it.
_ORNAMENTS = re.compile(r"^[·•∙■□▪◆◇●○※★☆▲►>》\s]+(?=\S)")
_FIGURES = re.compile(r"[\d\s\-./年月日:：\[\]()（）]*")


def headline_link(links: list[Node]) -> Node:
    """Return the link of a row that is the headline: the first one that is no label, picture or 'details' link."""
    longest = max((link.text for link in links), key=len)
    return next((link for link in links if not is_row_label(link.text, longest)), links[0])


def row_title(link: _Element, texts: list[str]) -> str:
    """Return the text of the headline ``link``. If it only says 'details', return the longest of ``texts``."""
    title = _ORNAMENTS.sub("", without_day(_PIN_MARK.sub("", _headline_text(link))))
    if not title or is_generic_text(title):
        title = _title_attribute(link) or _longest_text(texts)
    return uncut_title(title, link)


def _headline_text(element: _Element) -> str:
    boxes = [(tag, clean("".join(texts))) for tag, texts in _texts_by_box(element)]
    boxes = [(tag, text) for tag, text in boxes if text and not is_day(text)]
    for tag, text in boxes:
        if tag in _HEADING_TAGS:
            return text
    lines = [text for _, text in boxes if not _FIGURES.fullmatch(text) and not _PIN_MARK.fullmatch(text)]
    return next((text for text in lines if len(text) > _MAX_SHORT_LABEL_CHARS), lines[0] if lines else "")


def _texts_by_box(element: _Element) -> Iterator[tuple[str, list[str]]]:
    """Yield the tag and the texts of each box in a link, without days and figures in elements of their own."""
    box = "a"
    texts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "end" and node is element:
            break
        if node.tag in _BOX_TAGS:
            yield box, texts
            box, texts = (node.tag if event == "start" else "a"), []
        text = (node.text if event == "start" else node.tail) or ""
        alone = event == "start" and node is not element and len(node) == 0
        if not (alone and (is_day(clean(text)) or _FIGURES.fullmatch(text))):
            texts.append(text)
    yield box, texts


def uncut_title(title: str, element: _Element) -> str:
    """Return the title attribute if ``title`` is the beginning of it, else ``title``."""
    attribute = _title_attribute(element)
    cut = _CUT_MARK.sub("", title)
    letters, cut_letters = _without_blanks(attribute), _without_blanks(cut)
    if cut != title and letters == cut_letters:
        return attribute
    begins = letters.startswith(cut_letters) and len(letters) > len(cut_letters)
    # A rest of figures is the day, which is no part of the title.
    rest = letters[len(cut_letters) :]
    is_longer = begins and len(cut) > _MAX_SHORT_LABEL_CHARS and not _FIGURES.fullmatch(rest)
    return attribute if is_longer else title


def _title_attribute(element: _Element) -> str:
    for name in ("title", "alt"):
        for holder in element.iter():
            value = clean(str(holder.get(name) or "")) if isinstance(holder.tag, str) else ""
            if value and len(value) < _MAX_TITLE_CHARS:
                return value
    return ""


def _longest_text(texts: list[str]) -> str:
    return max(
        (text for text in texts if not is_day(text) and not is_generic_text(text)), key=len, default=""
    )


def _without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)
