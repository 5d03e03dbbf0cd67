"""Collect what the listing row, the catalogue card, meta tags and the title tag give as the title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels
from bulletin_spider.extraction.document.document import MAX_HEADLINE
from bulletin_spider.extraction.headline import points
from bulletin_spider.normalization.text import clean, key

_ELLIPSIS = re.compile(r"\s?(?:(?<!…)…+|(?<!\.)\.{2,}|(?<!。)。{2,})\s?$")
"""The end of a title that its listing cut short."""
_SEPARATOR = re.compile(r"\s?[_|｜]+\s?|\s+[-–—]+\s+|(?<!\d)-{1,3}|-{1,3}(?!\d)|—{1,2}|>+|»")
_SEPARATOR_CHARACTERS = " _|｜-–—>»"
_SITE_ENDING = re.compile(
    f"(?:网|网站|政府|门户|平台|办事处|委员会|[^结格布]局|中心|日报|晚报|{labels.PUBLISH}"
    f"|融媒体?|在线|{labels.HOME_PAGE}|官网|频道)$"
)
"""The end of a site's or an office's name."""
_SENTENCE_MARKS = re.compile("[：，！？“”、]")
"""Marks that the name of a site never contains."""
_SITE_ONLY_ENDING = re.compile(rf"(?:网|网站|政府|门户|平台|官网|{labels.HOME_PAGE})$")
"""The end of a title tag of one piece that names only the site. Offices are left out: a headline may end with one."""
_GOVERNMENT_OR_PAPER = re.compile(
    r"[\u4e00-\u9fff]{0,12}[省市区县旗州镇乡道]?(?:人民政府|政务?网|门户网站|官方网站|官网"
    f"|{labels.HOME_PAGE}|办事处|日报社?|[晨晚商]报)$"
)
"""A piece of a title tag that is the name of a government or a newspaper. It is no headline, first or last."""
CHANNEL_NAME = re.compile(
    rf"[\u4e00-\u9fff]{{0,3}}(?:要闻|动态|公告|公示|新闻|资讯|解读|文件|{labels.DISCLOSE}|中心"
    f"|专栏|专题|关注|{labels.DETAILS}|{labels.MAIN_TEXT}|快讯|信息|内容|{labels.REPORT})$"
)
"""A short line that is the name of a site's channel."""
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_MAX_CHANNEL_NAME = 3
"""Characters of a piece of a title tag that is passed over as the name of a channel, as in 要闻 or 新闻网."""
_FRAGMENT_START = 4000
"""Characters of a page in which a fragment without <html> has its title on the first line."""
_MAX_SITE_NAME = 24
"""Characters of a site's name; a longer piece of a title tag is a headline."""


class TitleCandidate(NamedTuple):
    """A title given outside the visible lines.

    ``key`` is the text without spaces and punctuation, ``weight`` the points a line gains if it is equal to it,
    ``truncated`` whether the listing cut it short.
    """

    text: str
    key: str
    rule: EvidenceRule
    weight: float
    truncated: bool = False


def listing_title_key(hint: str | None) -> str:
    """Return the key of the listing row's title without its ellipsis; "" if there is no title."""
    return key(_ELLIPSIS.sub("", clean(hint))) if hint else ""


def site_names(title_tag: str) -> set[str]:
    """Return the keys of the pieces of a title tag that name a site or an office.

    If every piece does, the key of the whole title tag is added. If one end of the title tag names the site or a
    channel, the other end is the headline, even if it ends like the name of a site.
    """
    pieces = _split(title_tag)
    names = [
        piece
        for piece in pieces
        if len(piece) <= _MAX_SITE_NAME and _SITE_ENDING.search(piece) and not _SENTENCE_MARKS.search(piece)
    ]
    if len(pieces) < 2:
        return {key(piece) for piece in names if _SITE_ONLY_ENDING.search(piece)}
    for headline, other in ((pieces[0], pieces[-1]), (pieces[-1], pieces[0])):
        if headline in names and not _GOVERNMENT_OR_PAPER.match(headline) and _is_site_or_channel(other):
            return {key(piece) for piece in names} - {key(headline)}
    return {key(piece) for piece in names} | ({key(title_tag)} if len(names) == len(pieces) else set())


def _is_site_or_channel(piece: str) -> bool:
    return bool(_SITE_ENDING.search(piece) or CHANNEL_NAME.match(piece))


def fragment_title(markup: str) -> str | None:
    """Return the title of a fragment: its first line is plain text, the rest is markup without <html>; else None."""
    first, _, rest = markup[:_FRAGMENT_START].lstrip("\ufeff \r\n").partition("\n")
    if "<" in first or not 2 <= len(first.strip()) <= MAX_HEADLINE:
        return None
    return clean(first) if rest.lstrip().startswith("<") and not _WHOLE_PAGE.search(rest) else None


def title_candidates(
    meta: dict[str, str], title_tag: str, hint: str | None, card_title: str = ""
) -> list[TitleCandidate]:
    """Return the titles that the listing row, the catalogue card, meta tags and the title tag give.

    A source that gives the title of the article alone weighs most: listing row, meta ArticleTitle, catalogue card.
    A title tag and the other meta tags may give the name of the site or of a channel.
    """
    candidates = []
    if hint and (text := clean(hint)):
        whole = _ELLIPSIS.sub("", text)
        candidates.append(
            TitleCandidate(
                whole, key(whole), EvidenceRule.LISTING_ROW, points.LISTING_ROW, truncated=whole != text
            )
        )
    if card_title:
        candidates.append(
            TitleCandidate(card_title, key(card_title), EvidenceRule.CATALOGUE_CARD, points.CATALOGUE_CARD)
        )
    metas = (
        ("articletitle", EvidenceRule.META_ARTICLETITLE, points.META_ARTICLETITLE),
        ("og:title", EvidenceRule.META_OG_TITLE, points.META_OG_TITLE),
        ("title", EvidenceRule.META_TITLE, points.META_TITLE),
        ("twitter:title", EvidenceRule.META_TWITTER_TITLE, points.META_TWITTER_TITLE),
    )
    for name, rule, weight in metas:
        if text := meta.get(name, ""):
            candidates.append(TitleCandidate(text, key(text), rule, weight))
    if title_tag:
        candidates.append(TitleCandidate(title_tag, key(title_tag), EvidenceRule.TITLE_TAG, points.TITLE_TAG))
    return [candidate for candidate in candidates if candidate.key]


def first_piece(title_tag: str) -> str:
    """Return the first piece of a title tag that is longer than the name of a channel, else the whole title tag."""
    return next((piece for piece in _split(title_tag) if len(piece) > _MAX_CHANNEL_NAME), title_tag)


def is_first_or_last_piece(title: str, line_key: str) -> bool:
    """Return whether the first or the last piece of ``title`` has the key ``line_key``."""
    pieces = _split(title) or ("",)
    return line_key in (key(pieces[0]), key(pieces[-1]))


def pieces_and_wholes(title: str) -> list[str]:
    """Return the pieces of ``title``, the title without its last piece, and the title.

    The last piece is left off because a title tag mostly ends with the name of the site.
    """
    pieces = _split(title)
    if len(pieces) < 2:
        return [title]
    return [*pieces, title[: title.rfind(pieces[-1])].rstrip(_SEPARATOR_CHARACTERS), title]


# The title tag of a page is split three times.
@lru_cache(maxsize=16)
def _split(title: str) -> tuple[str, ...]:
    return tuple(piece for part in _SEPARATOR.split(title) if (piece := part.strip()))
