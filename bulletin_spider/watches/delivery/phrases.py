"""The words of messages, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.statuses import Change, ChangedPart

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language. Some are templates."""

    changes: Mapping[str, str]
    parts: Mapping[str, str]
    colon: str
    comma: str
    versions: str
    """How many versions a digest has."""
    changed: str
    """What differs from the version before."""
    captured: str
    """When the evidence was received, and which revision it shows."""
    evidence: str
    whole: str
    """How the whole bulletin is shown."""
    more: str
    """How many versions are left out, and how they are shown."""
    uncovered: str
    """Which site was not well in the time of a digest."""
    test: str
    test_text: str


ENGLISH = Phrases(
    changes={change: change.value for change in Change},
    parts={part: part.value for part in ChangedPart},
    colon=": ",
    comma=", ",
    versions="{count} versions from {since} to {until}",
    changed="changed",
    captured="{moment}, revision {revision}",
    evidence="evidence",
    whole="the whole bulletin",
    more="and {count} more",
    uncovered="not covered",
    test="test",
    test_text="This is a test message. There is no such bulletin.",
)
CHINESE = Phrases(
    changes={
        Change.NEW: "新发布",
        Change.REVISED: "修改",
        Change.MOVED: "换址",
        Change.REREAD: "重读",
        Change.WITHDRAWN: "撤下",
        Change.RESTORED: "恢复",
    },
    parts={
        ChangedPart.HEADLINE: "标题",
        ChangedPart.DAY: "日期",
        ChangedPart.FIGURES: "数字",
        ChangedPart.WORDING: "文字",
        ChangedPart.PARAGRAPH_ADDED: "增加段落",
        ChangedPart.PARAGRAPH_REMOVED: "删除段落",
        ChangedPart.PEOPLE: "人员",
        ChangedPart.SOURCE: "来源",
        ChangedPart.TABLE: "表格",
        ChangedPart.PICTURE: "图片",
        ChangedPart.ATTACHMENT: "附件",
        ChangedPart.DOCUMENT_CARD: "公文信息",
        ChangedPart.SECTION: "栏目",
    },
    colon="：",
    comma="、",
    versions="{since} 至 {until} 共 {count} 条",
    changed="改动",
    captured="{moment}，第 {revision} 版",
    evidence="存证",
    whole="全文",
    more="另有 {count} 条",
    uncovered="未覆盖",
    test="测试",
    test_text="这是一条测试消息，并没有这条新闻。",
)
_LANGUAGES = {"zh": CHINESE}


def phrases_in(language: str) -> Phrases:
    """Return the words of a language; those of English for an unknown one."""
    return _LANGUAGES.get(language, ENGLISH)
