"""Classify the text of a link or heading: headline, label, footer link, pager link, heading of a side list."""

from __future__ import annotations

import re

# A longer text is a headline that only contains such words.
_MAX_LABEL_CHARS = 30
_MAX_PAGER_CHARS = 12
_MAX_FOOTER_CHARS = 40
_GENERIC = re.compile(
    r"[\[(（【<《«+·\s]*(?:更多.{0,4}|more|详情|详细.{0,2}|查看.{0,4}|阅读全文|全文|下载.{0,2}|附件.{0,2}|原文|.{0,2}解读|"
    r"图解|点击.{0,4}|进入.{0,2}|了解更多|read more)?[\])）】>》»+….\s]*",
    re.IGNORECASE,
)
_MORE = re.compile(r"[\[(（【<《«+\s]*(?:查看)?(?:更多|more)[^，。]{0,6}|[>》»+]{1,3}", re.IGNORECASE)
_LABELLED = re.compile(r"(?:来源|作者|记者|编辑|地区|地点|分类|标签|关键[字词])\s?[:：]")
_BRACKETED = re.compile(r"[\[(（【〔].{1,20}[\])）】〕]")
_SIDE_LIST = re.compile(
    r"友情链接|相关链接|相关新闻|相关阅读|相关文章|相关稿件|相关推荐|为您推荐|猜你喜欢|延伸阅读|推荐阅读|"
    r"热门|热点新闻|热点排行|新闻排行|点击排行|阅读排行|排行榜|一周排行|点击榜|大家都在看|编辑推荐|精彩推荐|"
    r"热文|热榜|热读|24小时|网站导航|站点导航"
)
_NEXT = re.compile(
    r"[\[(（【<]?\s*(?:下\s*[一1]?\s*页|后\s*一?\s*页|next(?:\s+page)?)\s*[>»›→＞》]*\s*[\])）】]?",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"ICP备|公网安备|许可证|版权所有|网站地图|联系我们|技术支持|标识码")
_PAGER_CALL = re.compile(r"(?<!function )(?:createPage(?:HTML)?|Pager)\s*\(|\bcountPage\s*=|\.jpage\(")
_PAGER_TEXT = re.compile(
    r"下\s*一?\s*页|上\s*一?\s*页|末\s*页|尾\s*页|最后一页|首\s*页\s*\d|next(?: page)?", re.IGNORECASE
)


def is_row_label(text: str, headline: str) -> bool:
    """Tell whether ``text`` is a label beside the ``headline`` of the same row."""
    if is_generic_text(text):
        return True
    if text == headline:
        return False
    return (
        _BRACKETED.fullmatch(text) is not None
        or _LABELLED.match(text) is not None
        or len(text) * 2 <= len(headline)
    )


def is_generic_text(text: str) -> bool:
    """Tell whether a link text names no subject, such as 'details' or 'download'; an empty text names none."""
    return len(text) < _MAX_LABEL_CHARS and _GENERIC.fullmatch(text) is not None


def is_more_link(text: str) -> bool:
    """Tell whether a link leads from a list on a portal page to the complete list (更多)."""
    return len(text) < _MAX_LABEL_CHARS and _MORE.fullmatch(text) is not None


def is_side_list_heading(heading: str) -> bool:
    """Tell whether a heading names links that are no listing: friend links, related links, lists of hot news."""
    return _SIDE_LIST.search(heading) is not None


def draws_pager(script: str) -> bool:
    """Tell whether a script draws the pager at its own position in the page."""
    return _PAGER_CALL.search(script[:5000]) is not None


def is_pager_link(text: str) -> bool:
    """Tell whether the text of a link belongs to a pager."""
    return len(text) < _MAX_PAGER_CHARS and _PAGER_TEXT.search(text) is not None


def is_footer_link(text: str) -> bool:
    """Tell whether a link belongs to the footer of a page: licence numbers, site map, contact."""
    return _FOOTER.search(text) is not None and len(text) < _MAX_FOOTER_CHARS


def is_next(text: str) -> bool:
    """Tell whether a label says next page."""
    return len(text) < _MAX_LABEL_CHARS and _NEXT.fullmatch(text.strip()) is not None


def is_arrow(text: str) -> bool:
    """Tell whether a label is an arrow to the right, which means the next page if it is part of a pager."""
    return text in {">", "›", "»", ">>", "→", "＞", "》"}
