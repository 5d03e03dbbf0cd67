"""What happens to single articles of the demo district on which day: edits, removals, a move, a table, a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.demo.article import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.demo.article import Article

LAST_DAY = 7
"""The day on which the last of it happens."""
EDITED = 3
"""The article of the first day in which a figure becomes another."""
_SUBSIDIES = (
    ("街道", "户数", "金额（万元）"),
    ("柳荫街道", "412", "61.8"),
    ("桂花街道", "365", "54.7"),
    ("石桥镇", "298", "44.7"),
)
_CORRECTED = (*_SUBSIDIES[:2], ("桂花街道", "356", "53.4"), _SUBSIDIES[3])
_SUBSIDY_TEXTS = (
    "现将{day}前审核通过的居家养老服务补贴发放情况予以公示，公示期为五个工作日。",
    "公示期间如有异议，请向区民政局养老服务科反映。",
)
_GUIDE_TEXTS = (
    "为方便居民使用新开放的社区养老助餐点，区民政局编制了《社区养老助餐点服务指南》，现予公布。",
    "指南自{day}起施行，各助餐点应在醒目位置张贴。",
)


def varied(article: Article, number: int) -> dict[str, Any]:
    """Return the fields in which article ``number`` differs from the others of its form."""
    change = _VARIED.get(number)
    return change(article) if change else {}


def _picture(article: Article, caption: str | None = None) -> tuple[str, str | None]:
    return f"/images/{article.number}.png", caption


def _with_new_figure(article: Article) -> dict[str, Any]:
    """Return an edit of one figure in the middle of a paragraph, as nobody would notice it."""
    texts = tuple(text.replace("惠及居民339户", "惠及居民239户") for text in article.paragraphs)
    return {"edits": {2: {"paragraphs": texts}}}


def _with_other_name(article: Article) -> dict[str, Any]:
    """Return an edit of one name."""
    texts = tuple(text.replace("苏蔓", "韩栖云") for text in article.paragraphs)
    return {"edits": {3: {"paragraphs": texts}}}


_VARIED: dict[int, Callable[[Article], dict[str, Any]]] = {
    2: _with_other_name,
    EDITED: _with_new_figure,
    4: lambda article: {"paragraphs": (), "images": (_picture(article),), **NOBODY},
    5: lambda _: {"gone_day": 2, "back_day": 7},
    6: lambda _: {"also_in": "通知公告"},
    7: lambda article: {"attachments": ((f"/zwgk/tzgg/P0{article.number}.docx", "申报表.docx"),)},
    9: lambda _: {"dated": "dateline", "time": None},
    10: lambda _: {"dated": "row", "time": None},
    11: lambda _: {"edits": {4: {"folder": "zwgk/bmdt"}}},
    12: lambda article: {"images": (_picture(article),)},
    13: lambda _: {"dated": "row", "time": None},
    15: lambda _: {"dated": "dateline", "time": None},
    21: lambda _: {"gone_day": 3, "gone_softly": True},
    24: lambda article: {"images": (_picture(article),)},
}


def varied_notice(article: Article, day: int, date: str) -> dict[str, Any]:
    """Return the fields in which the notice of a later day differs; ``date`` is that day as texts write it."""
    if day == 2:
        return {
            "title": "青澜区居家养老服务补贴发放公示",
            "paragraphs": tuple(text.format(day=date) for text in _SUBSIDY_TEXTS),
            "table": _SUBSIDIES,
            "edits": {4: {"table": _CORRECTED}},
            **NOBODY,
        }
    if day == 3:
        return {
            "title": "关于公布《社区养老助餐点服务指南》的通知",
            "paragraphs": tuple(text.format(day=date) for text in _GUIDE_TEXTS),
            "attachments": ((f"/zwgk/tzgg/P0{article.number}.pdf", "社区养老助餐点服务指南.pdf"),),
            **NOBODY,
        }
    return {}
