"""Words and shapes that tell a headline from a label, a menu entry or a pager."""

from __future__ import annotations

import re

_LABEL_CHARS = 30
_PAGER_CHARS = 12
_FOOT_CHARS = 40
_GENERIC = re.compile(
    r"[\[(（【<《«+·\s]*(?:更多.{0,4}|more|详情|详细.{0,2}|查看.{0,4}|阅读全文|全文|下载.{0,2}|附件.{0,2}|原文|.{0,2}解读|"
    r"图解|点击.{0,4}|进入.{0,2}|了解更多|read more)?[\])）】>》»+….\s]*",
    re.IGNORECASE,
)
_MORE = re.compile(r"[\[(（【<《«+\s]*(?:查看)?(?:更多|more)[^，。]{0,6}|[>》»+]{1,3}", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(（【〔].{1,20}[\])）】〕]")
_ASIDE = re.compile(
    r"友情链接|相关链接|相关新闻|相关阅读|相关文章|相关稿件|相关推荐|为您推荐|猜你喜欢|延伸阅读|推荐阅读|"
    r"热门|热点新闻|热点排行|新闻排行|点击排行|阅读排行|排行榜|一周排行|点击榜|大家都在看|编辑推荐|精彩推荐|"
    r"热文|热榜|热读|24小时|网站导航|站点导航"
)
_NEXT = re.compile(
    r"[\[(（【<]?\s*(?:下\s*[一1]?\s*页|后\s*一?\s*页|next(?:\s+page)?)\s*[>»›→＞》]*\s*[\])）】]?",
    re.IGNORECASE,
)
_FOOTING = re.compile(r"ICP备|公网安备|许可证|版权所有|网站地图|联系我们|技术支持|标识码")
_PAGER_CALL = re.compile(r"(?<!function )(?:createPage(?:HTML)?|Pager)\s*\(|\bcountPage\s*=|\.jpage\(")
_TURNING = re.compile(
    r"下\s*一?\s*页|上\s*一?\s*页|末\s*页|尾\s*页|最后一页|首\s*页\s*\d|next(?: page)?", re.IGNORECASE
)


def is_minor(text: str, longest: str) -> bool:
    """Tell whether ``text`` is a label beside the headline ``longest`` of the same row."""
    if is_generic(text):
        return True
    return text != longest and (_BRACKETED.fullmatch(text) is not None or len(text) * 2 <= len(longest))


def is_generic(text: str) -> bool:
    """Tell whether a link says no more than 'details' or 'download'."""
    return len(text) < _LABEL_CHARS and _GENERIC.fullmatch(text) is not None


def is_more(text: str) -> bool:
    """Tell whether a link leads from a portal's list to the whole one (更多)."""
    return len(text) < _LABEL_CHARS and _MORE.fullmatch(text) is not None


def is_aside(heading: str) -> bool:
    """Tell whether a heading names links that are no listing: friend links, related links, hot lists."""
    return _ASIDE.search(heading) is not None


def builds_pager(script: str) -> bool:
    """Tell whether a script draws the pager where it stands."""
    return _PAGER_CALL.search(script[:5000]) is not None


def turns_pages(text: str) -> bool:
    """Tell whether a link belongs to a pager by its words."""
    return len(text) < _PAGER_CHARS and _TURNING.search(text) is not None


def is_footing(text: str) -> bool:
    """Tell whether a link belongs to a page's foot: licence numbers, site map, contact."""
    return _FOOTING.search(text) is not None and len(text) < _FOOT_CHARS


def is_next(text: str) -> bool:
    """Tell whether a label says next page."""
    return len(text) < _LABEL_CHARS and _NEXT.fullmatch(text.strip()) is not None


def is_arrow(text: str) -> bool:
    """Tell whether a label is an arrow onward, which in a pager means the next page."""
    return text in {">", "›", "»", ">>", "→", "＞", "》"}
