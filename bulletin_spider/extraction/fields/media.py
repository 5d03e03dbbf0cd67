"""Find the pictures of the body and the files that it links or shows, with absolute addresses, captions and names."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import blocks_around
from bulletin_spider.extraction.document.element_flags import CAPTION, CHROME, ROW
from bulletin_spider.extraction.embedded.file_kinds import kind_of_address
from bulletin_spider.extraction.embedded.shown_files import ShownFile, shown_files
from bulletin_spider.normalization.addresses import resolved
from bulletin_spider.normalization.text import clean
from bulletin_spider.statuses import FileKind

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.context import ArticleContext

_DECORATION = re.compile(
    r"icon|logo|sprite|jiantou|qrcode|ewm|erweima|blank|spacer|loading|share|print|arrow|/ico_|dot\.|line\.|btn|button|filetype|weixin|wechat|pixel"
)
_ATTACHMENT_LABEL = re.compile(
    rf"(?:相关)?{labels.spaced(labels.ATTACHMENT)}?(?:下载)?\s?[一二三四五六七八九十\d]{{0,3}}\s?[：:.．、]?\s?(?:[一二三四五六七八九十\d]{{1,2}}\s?[.．、])?"
)
_MAX_OTHER_CHARACTERS = 4
"""Characters of an attachment line besides the label and the links: numbers, dots, spaces."""
_NOT_ABOVE_A_FILE = (line_kinds.LINKS, line_kinds.RELATED, line_kinds.FOOTER, line_kinds.END)
_LINES_BELOW = 3
"""Lines below the body whose links to documents count."""
_MAX_CAPTION = 120
"""Characters of a caption: a longer line is text."""
_MAX_ICON = 40
"""Pixels of the width or height of an icon."""
_MAX_DIGITS = 6
"""Digits of a width that is converted, so that none is too long."""
_UNSAFE = re.compile(r'[\s"<>^`{|}]')
"""Characters that an address must escape (RFC 3986). Pages leave them bare, and browsers escape them."""
_MAX_MEDIA = 500
"""Pictures, and documents, of one page that are read."""
_SMALL_STYLE = re.compile(r"(?:^|;)\s{0,4}(?:width|height)\s{0,4}:\s{0,4}(?:[12]?\d|3\d|40)px")
_IMAGE_ATTRIBUTES = ("data-original", "data-src", "original", "src", "oldsrc", "_src")
_CAPTION_WORDS = re.compile(
    r"^(?:图(?:为|[一二三四五六七八九十\d]{0,2}[：:])|▲|△|↑)|摄\s?[）)。]?$"
    rf"|{labels.PICTURE_FROM}\s?[）)。]?$|资料图"
)


def find_images(context: ArticleContext) -> list[dict[str, str | None]]:
    """Return the pictures below the headline, from the start of the body's block to the end of the body.

    Icons, pictures of at most 40 pixels and page decoration are left out. Each address is returned once.
    """
    document, body = context.document, context.body
    first, end = context.headline.line + 1 or body.start, body.end
    block = None
    if not any(context.headline.line < at <= end for at, _ in document.images):
        return []
    if body.paragraphs:
        first = max(next(blocks_around(document, body.start, end)).start, context.headline.line + 1)
        block = _body_block(context)
    images = [image for image in document.images if first <= image[0] <= end][:_MAX_MEDIA]
    base = _base(context) if images else ""
    found: dict[str, str | None] = {}
    for at, node in images:
        url = absolute_url(image_address(node), base)
        if (
            url
            and (at < end or block is None or block in node.iterancestors())
            and not _is_small(node)
            and not _DECORATION.search(urlsplit(url).path[-120:].lower())
        ):
            found.setdefault(url, _caption(document, at, end))
    return [{"url": url, "caption": caption} for url, caption in found.items()]


def fill_attachments(content: Content, context: ArticleContext) -> None:
    """Set the files that the body links and shows."""
    content.attachments, rules = _files_and_rules(context)
    if rules:
        content.note("attachments", " ".join(rules), " ".join(filter(None, rules.values())))


def find_attachments(context: ArticleContext) -> list[dict[str, str]]:
    """Return the files that the body links and shows, each with absolute ``url``, ``name`` and ``kind``."""
    return _files_and_rules(context)[0]


def _files_and_rules(context: ArticleContext) -> tuple[list[dict[str, str]], dict[EvidenceRule, str]]:
    """Return the files that the body links, also in the lines below it, then those that it shows; each address once.

    The rules are those that found them, with the text that the first file was found in.
    """
    start, end = context.body.start, context.body.end + _LINES_BELOW
    links = [node for at, node in islice(context.document.attachments, _MAX_MEDIA) if start <= at <= end]
    shown = _shown_in_body(context)
    base = _base(context) if links or shown else ""
    found: dict[str, dict[str, str]] = {}
    for node in links:
        name = _link_text(node) or clean(node.get("title") or node.get("download") or "")
        _add_file(
            found, absolute_url(node.get("href") or "", base), name, kind_of_address(node.get("href") or "")
        )
    rules: dict[EvidenceRule, str] = {EvidenceRule.IN_BODY: ""} if found else {}
    for file in shown:
        url = absolute_url(file.address, base)
        if url and url not in found:
            rules.setdefault(file.rule, file.proof)
        _add_file(found, url, file.name, file.kind)
    return [*found.values()], rules


def _add_file(found: dict[str, dict[str, str]], url: str, name: str, kind: FileKind | None) -> None:
    if url and url not in found:
        name = name or urlsplit(url).path.rpartition("/")[2]
        found[url] = {"url": url, "name": name, "kind": str(kind or FileKind.DOCUMENT)}


def _shown_in_body(context: ArticleContext) -> list[ShownFile]:
    """Return the files that elements and scripts right above the headline, or from there to the end of the body, show.

    On a page without a body, a script further down can show the film too, as the script of a player often ends a page.
    """
    document, body = context.document, context.body
    if not (document.embedded or document.fields):
        return []
    headline = context.headline.line
    first = headline + 1 or body.start
    block = _body_block(context)
    last = body.end if body.paragraphs else _last_of_no_body(document, body.end)
    files = [
        file
        for file, node in shown_files(document, max(headline - 1, 0) if headline >= 0 else first, last)
        if not file.is_chrome and (file.at < body.end or block is None or block in node.iterancestors())
    ]
    if files or body.paragraphs:
        return files
    return [
        file
        for file, _ in shown_files(document, last + 1, len(document.lines))
        if file.rule is EvidenceRule.SHOWN_BY_SCRIPT and not file.is_chrome
    ]


def _last_of_no_body(document: Document, start: int) -> int:
    """Return the last line in front of which a file counts on a page without a body: none behind links or foot."""
    last = start
    while (
        last < min(start + _LINES_BELOW, len(document.lines))
        and document.kinds[last] not in _NOT_ABOVE_A_FILE
        and not document.lines[last].flags & CHROME
    ):
        last += 1
    return last


def _body_block(context: ArticleContext) -> etree._Element | None:
    """Return the smallest block around the body that is no paragraph, None on a page without a body."""
    if not context.body.paragraphs:
        return None
    around = blocks_around(context.document, context.body.start, context.body.end)
    return next((one.element for one in around if one.element.tag != "p"), None)


def attachment_lines(document: Document) -> set[int]:
    """Return the lines that contain only links to documents (附件：申报表.docx), and the labels above such lines."""
    if not document.attachments:
        return set()
    link_lengths: dict[int, int] = {}
    for at, node in islice(document.attachments, _MAX_MEDIA):
        link_lengths[at] = link_lengths.get(at, 0) + len(_link_text(node))
    lines = document.lines
    found = {
        at
        for at, length in link_lengths.items()
        if at < len(lines) and not lines[at].flags & ROW and _has_only_links(lines[at].text, length)
    }
    return found | {at - 1 for at in found if at and _ATTACHMENT_LABEL.fullmatch(lines[at - 1].text)}


def _has_only_links(text: str, link_length: int) -> bool:
    label = _ATTACHMENT_LABEL.match(text)
    return len(text) - link_length - (len(label[0]) if label else 0) <= _MAX_OTHER_CHARACTERS


def _link_text(node: etree._Element) -> str:
    return clean("".join(str(text) for text in islice(node.itertext(), 40))[:300])


def _base(context: ArticleContext) -> str:
    return absolute_url(context.head.base, context.url) or context.url


def image_address(node: etree._Element) -> str:
    """Return the address of a picture as its page has it; "" if it has none. That of a lazy picture comes first."""
    for name in _IMAGE_ATTRIBUTES:
        value = (node.get(name) or "").strip()
        if value and not value.startswith("data:") and "blank." not in value:
            return value
    return ""


def _is_small(node: etree._Element) -> bool:
    """Return whether width or height is at most 40 pixels: an icon."""
    for name in ("width", "height"):
        value = (node.get(name) or "").strip().removesuffix("px")
        if value.isdigit() and len(value) < _MAX_DIGITS and int(value) <= _MAX_ICON:
            return True
    return _SMALL_STYLE.search(node.get("style") or "") is not None


def absolute_url(address: str, base: str) -> str:
    """Return ``address``, resolved against ``base``, as an http or https URL; "" if it is none."""
    address = clean(address)
    if not address or address.startswith(("javascript:", "data:", "#", "about:", "file:", "mailto:")):
        return ""
    try:
        url = resolved(address, "" if address.startswith(("http://", "https://")) else base)
        is_http = urlsplit(url).hostname and url.startswith(("http://", "https://"))
        return _UNSAFE.sub(lambda found: quote(found[0]), url) if is_http else ""
    except ValueError:
        return ""


def _caption(document: Document, at: int, end: int) -> str | None:
    """Return the line after the picture if its class or its text marks it as a caption, else None."""
    if at < min(end, len(document.lines)):
        line = document.lines[at]
        if (
            len(line.text) <= _MAX_CAPTION
            and not line.flags & ROW
            and (line.flags & CAPTION or _CAPTION_WORDS.search(line.text))
        ):
            return line.text
    return None
