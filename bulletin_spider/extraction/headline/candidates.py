"""What a headline is known by before the page is looked at: the listing row, meta tags, the title tag."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bulletin_spider.extraction.document.document import MAX_HEADLINE
from bulletin_spider.normalization.text import clean, key

_CUT = re.compile(r"\s?(?:…+|\.{2,}|。{2,})\s?$")
_PIECES = re.compile(r"\s?[_|｜]+\s?|\s+[-–—]+\s+|-{1,3}|—{1,2}|>+|»")
_MARKS = " _|｜-–—>»"
_SITE = re.compile(
    r"(?:网|网站|政府|门户|平台|办事处|委员会|[^结格布]局|中心|日报|晚报|发布|融媒体?|在线|首页|官网|频道)$"
)
_SAYING = re.compile("[：，！？“”、]")
"""Marks that no name of a site holds."""
_SITE_ALONE = re.compile(r"(?:网|网站|政府|门户|平台|官网|首页)$")
"""How a title tag ends that names nothing but the site; an office may end a headline."""
_SITE_WHOLE = re.compile(
    r"[\u4e00-\u9fff]{0,12}[省市区县旗州镇乡道]?(?:人民政府|政务?网|门户网站|官方网站|官网|首页|办事处|日报社?|[晨晚商]报)$"
)
"""A piece of a title tag that is the name of a government or a paper and no headline, wherever it stands."""
CHANNEL = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:要闻|动态|公告|公示|新闻|资讯|解读|文件|公开|中心|专栏|专题|关注|详情|正文|快讯|信息|内容|报道)$"
)
"""A short line that names a channel of the site."""
_FRAMED = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)


class TitleCandidate(NamedTuple):
    """A wording of the title from outside the visible lines, and how far it is believed."""

    text: str
    key: str
    rule: str
    belief: float
    cut: bool = False


def listing_title_key(hint: str | None) -> str:
    """Return the key of a listing row's title, without the dots where it is cut short; empty if there is none."""
    return key(_CUT.sub("", clean(hint))) if hint else ""


def site_names(title_tag: str) -> set[str]:
    """Return the keys of those pieces of a title tag that name a site or an office; all of it, if all pieces do.

    A title tag that ends or begins with the name of the site or of a channel has the headline at its other end,
    however that one ends.
    """
    found = _parts(title_tag)
    names = [
        piece for piece in found if len(piece) <= 24 and _SITE.search(piece) and not _SAYING.search(piece)
    ]
    if len(found) < 2:
        return {key(piece) for piece in names if _SITE_ALONE.search(piece)}
    for headline, other in ((found[0], found[-1]), (found[-1], found[0])):
        if headline in names and not _SITE_WHOLE.match(headline) and _is_site(other):
            return {key(piece) for piece in names} - {key(headline)}
    return {key(piece) for piece in names} | ({key(title_tag)} if len(names) == len(found) else set())


def _is_site(piece: str) -> bool:
    return bool(_SITE.search(piece) or CHANNEL.match(piece))


def fragment_title(markup: str) -> str | None:
    """Return the title of a bare fragment that is preceded by it: a first line of plain text, then markup."""
    first, _, rest = markup[:4000].lstrip("\ufeff \r\n").partition("\n")
    if "<" in first or not 2 <= len(first.strip()) <= MAX_HEADLINE:
        return None
    return clean(first) if rest.lstrip().startswith("<") and not _FRAMED.search(rest) else None


def title_candidates(
    meta: dict[str, str], title_tag: str, hint: str | None, filed: str = ""
) -> list[TitleCandidate]:
    """Return what the listing row, the catalogue card (``filed``), meta tags and title tag say the headline is."""
    found = []
    if hint and (text := clean(hint)):
        whole = _CUT.sub("", text)
        found.append(TitleCandidate(whole, key(whole), "listing row", 60, cut=whole != text))
    if filed:
        found.append(TitleCandidate(filed, key(filed), "catalogue card", 50))
    for name, belief in (("articletitle", 55), ("og:title", 30), ("title", 20), ("twitter:title", 20)):
        if text := meta.get(name, ""):
            found.append(TitleCandidate(text, key(text), f"meta {name}", belief))
    if title_tag:
        found.append(TitleCandidate(title_tag, key(title_tag), "title tag", 35))
    return [candidate for candidate in found if candidate.key]


def first_piece(title_tag: str) -> str:
    """Return the first piece of a title tag that is longer than three characters, else all of it."""
    return next((piece for piece in _parts(title_tag) if len(piece) > 3), title_tag)


def is_end(title_tag: str, mark: str) -> bool:
    """Return whether the first or the last piece of a title tag, or all of it, is ``mark``, the key of a line."""
    found = _parts(title_tag) or ("",)
    return mark in (key(found[0]), key(found[-1]))


def pieces(told: str) -> list[str]:
    """Return ``told``, what is left of it without its last part, and its parts: the site's name comes last."""
    found = _parts(told)
    if len(found) < 2:
        return [told]
    return [*found, told[: told.rfind(found[-1])].rstrip(_MARKS), told]


@lru_cache(maxsize=16)
def _parts(told: str) -> tuple[str, ...]:
    """Return what stands between the marks of a title tag; a page's one is asked for three times."""
    return tuple(piece for part in _PIECES.split(told) if (piece := part.strip()))
