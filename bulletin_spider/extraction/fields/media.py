"""Pictures and documents of the body: absolute addresses, captions and names."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from bulletin_spider.extraction.document.document import blocks_around
from bulletin_spider.extraction.document.element_flags import CAPTION
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext

_DECORATION = re.compile(
    r"icon|logo|sprite|jiantou|qrcode|ewm|erweima|blank|spacer|loading|share|print|arrow|/ico_|dot\.|line\.|btn|button|filetype|weixin|wechat|pixel"
)
_LABEL = re.compile(
    r"(?:相关)?附\s?件?(?:下载)?\s?[一二三四五六七八九十\d]{0,3}\s?[：:.．、]?\s?(?:[一二三四五六七八九十\d]{1,2}\s?[.．、])?"
)
_MARKS = 4
"""Characters beside label and links that a line of documents may have: numbers, dots, blanks."""
_NEVER_BARE = re.compile(r'[\s"<>^`{|}]')
"""What no address may hold unescaped (RFC 3986); pages do, and browsers escape it."""
_MOST = 500
"""Pictures and documents of one page that are looked at."""
_SMALL = re.compile(r"(?:^|;)\s{0,4}(?:width|height)\s{0,4}:\s{0,4}(?:[12]?\d|3\d|40)px")
_SOURCES = ("data-original", "data-src", "original", "src", "oldsrc", "_src")
_CAPTION_WORDS = re.compile(
    r"^(?:图(?:为|[一二三四五六七八九十\d]{0,2}[：:])|▲|△|↑)|摄\s?[）)。]?$|供图\s?[）)。]?$|资料图"
)


def find_images(context: ArticleContext) -> list[dict[str, str | None]]:
    """Return the pictures from the beginning of the body's block, below the headline, to the end of the body."""
    document, body = context.document, context.body
    first, end = context.headline.line + 1 or body.start, body.end
    block = None
    if not any(context.headline.line < at <= end for at, _ in document.images):
        return []
    if body.paragraphs:
        around = [*blocks_around(document, body.start, end)]
        first = max(around[0].start, context.headline.line + 1)
        block = next((one.element for one in around if one.element.tag != "p"), None)
    images = [image for image in document.images if first <= image[0] <= end][:_MOST]
    base = _base(context) if images else ""
    found: dict[str, str | None] = {}
    for at, node in images:
        url = absolute(_source(node), base)
        if (
            url
            and (at < end or block is None or block in node.iterancestors())
            and not _small(node)
            and not _DECORATION.search(urlsplit(url).path[-120:].lower())
        ):
            found.setdefault(url, _caption(document, at, end))
    return [{"url": url, "caption": caption} for url, caption in found.items()]


def find_attachments(context: ArticleContext) -> list[dict[str, str]]:
    """Return the linked documents in the body and in the three lines below it, each address once."""
    start, end = context.body.start, context.body.end + 3
    attachments = [node for at, node in islice(context.document.attachments, _MOST) if start <= at <= end]
    base = _base(context) if attachments else ""
    found: dict[str, str] = {}
    for node in attachments:
        url = absolute(node.get("href") or "", base)
        name = _words(node) or clean(node.get("title") or node.get("download") or "")
        if url and url not in found:
            found[url] = name or urlsplit(url).path.rpartition("/")[2]
    return [{"url": url, "name": name} for url, name in found.items()]


def attachment_lines(document: Document) -> set[int]:
    """Return the lines that are nothing but links to documents, or the label of such links (附件：申报表.docx)."""
    if not document.attachments:
        return set()
    named: dict[int, int] = {}
    for at, node in islice(document.attachments, _MOST):
        named[at] = named.get(at, 0) + len(_words(node))
    lines = document.lines
    found = {at for at, length in named.items() if at < len(lines) and _only(lines[at].text, length)}
    return found | {at - 1 for at in found if at and _LABEL.fullmatch(lines[at - 1].text)}


def _only(text: str, named: int) -> bool:
    label = _LABEL.match(text)
    return len(text) - named - (len(label[0]) if label else 0) <= _MARKS


def _words(node: etree._Element) -> str:
    return clean("".join(str(text) for text in islice(node.itertext(), 40))[:300])


def _base(context: ArticleContext) -> str:
    return absolute(context.head.base, context.url) or context.url


def _source(node: etree._Element) -> str:
    for name in _SOURCES:
        value = (node.get(name) or "").strip()
        if value and not value.startswith("data:") and "blank." not in value:
            return value
    return ""


def _small(node: etree._Element) -> bool:
    for name in ("width", "height"):
        value = (node.get(name) or "").strip().removesuffix("px")
        if value.isdigit() and len(value) < 6 and int(value) <= 40:
            return True
    return _SMALL.search(node.get("style") or "") is not None


def absolute(address: str, base: str) -> str:
    """Return ``address`` as an absolute http address, seen from ``base``; empty if it is none."""
    address = clean(address)
    if not address or address.startswith(("javascript:", "data:", "#", "about:", "file:", "mailto:")):
        return ""
    try:
        url = address if address.startswith(("http://", "https://")) else urljoin(base, address)
        known = urlsplit(url).hostname and url.startswith(("http://", "https://"))
        return _NEVER_BARE.sub(lambda found: quote(found[0]), url) if known else ""
    except ValueError:
        return ""


def _caption(document: Document, at: int, end: int) -> str | None:
    """Return the line after the picture if its class or its words say that it is a caption."""
    if at < min(end, len(document.lines)):
        line = document.lines[at]
        if len(line.text) <= 120 and (line.flags & CAPTION or _CAPTION_WORDS.search(line.text)):
            return line.text
    return None
