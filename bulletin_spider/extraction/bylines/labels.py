"""Find the labels of bylines (记者, 摄影, 编辑 …) in a text, each with its role."""

from __future__ import annotations

import re
from typing import NamedTuple

from bulletin_spider.extraction.document import labels

_B = r"[ \u3000]{0,3}"
"""Blanks that pad a label: 记 者."""
_START = r"(?:(?<=[/／\s、，,；;|丨｜（(【\[])|^)"
_END = r"(?=[/／\s、，,；;。|丨｜:：）)】\]]|$)"
_GRADE = (
    r"(?:(?:全媒体?|融媒体?|新媒体?|首席|见习|特约|特派|实习|文字|参与|采访|现场|机动|资深|高级|主任|本报|本网|本刊|本台|本社|大学生|小"
    f"|{labels.PENNED_BY})" + _B + r"){0,3}"
)


def _padded_words(words: str) -> str:
    return "|".join(_B.join(word) for word in words.split())


_OTHER_ROLES = (
    f"{labels.REVIEWER} 审校 审读 审定 审阅 审稿 一审 二审 三审 初审 复审 终审 {labels.PROOFREADER} 责校"
    f" {labels.SUPERVISOR} 总{labels.SUPERVISOR} {labels.PLANNER} 总{labels.PLANNER} 统筹 出品 出品人"
    f" {labels.CHIEF_EDITOR} 总{labels.EDITOR} 副总编 制作 制图 制片 设计 版式设计 美术设计 美编"
    f" {labels.EDIT_AND_SEND} {labels.CLEARED_BY} 剪辑 配音 播音 主播 航拍 出镜 导演 后期 图说 统稿"
    f" 审签 签审 视觉 视频 漫画 插画 海报 {labels.SIGNED_BY} {labels.SUPPLIED_BY} {labels.PICTURE_FROM}"
    f" 排版 翻译 监审 {labels.EDITOR_ON_DUTY} 值班领导 摄像 摄制 {labels.EDITORIAL_REVIEWER}"
    f" 责任{labels.PROOFREADER}"
)
_INFORMANT_ROLES = f"{labels.INFORMANT} {labels.SUPPLIED_BY}人"
_KNOWN = (
    rf"[\u4e00-\u9fff]{{0,5}}(?:{labels.REPORTER}|讯员|摄|编|{labels.AUTHOR}|撰|文|图"
    f"|{labels.SOURCE}|{labels.REPORT}|审|校|实习)"
)
"""Words that are labels themselves. Any other word with a colon is an unknown label, which ends the one before it."""
_ROLES: tuple[tuple[str, str], ...] = (
    ("photographer", rf"{_GRADE}(?:{labels.PHOTOGRAPHY}|图片){_B}{labels.spaced(labels.REPORTER, _B)}"),
    (
        "reporter",
        rf"(?:{labels.AUTHOR}[/／])?{_GRADE}{labels.spaced(labels.REPORTER, _B)}(?:[/／]{labels.AUTHOR})?",
    ),
    ("correspondent", rf"(?:(?:特约|本报|本网){_B})?{labels.spaced(labels.CORRESPONDENT, _B)}"),
    ("intern", rf"实习(?:生|{labels.EDITOR})"),
    ("video", rf"{_START}文[/／]视频{_END}"),
    (
        "both",
        (
            f"文[/／](?:图片?|{labels.PHOTOGRAPHY}?){_END}"
            f"|{_START}(?:文字?{_B}[/／、·|&+和]{_B}(?:图片?|{labels.PHOTOGRAPHY}?)"
            f"|图片?{_B}[/／、·|&+]{_B}文字?|文图|图文|文并[摄图]|图并文){_END}"
        ),
    ),
    ("camera", rf"{labels.PHOTOGRAPHY}{_B}[/／、]?{_B}{labels.REPORT}{_END}"),
    ("researcher", rf"(?:本[版报组文期刊网]{_B})?{labels.spaced(labels.RESEARCHED_BY, _B)}(?:人|者)?{_END}"),
    (
        "source",
        (
            "(?:(?:信息|文章|稿件|图文|内容|新闻"
            f"|消息){_B})?{labels.spaced(labels.SOURCE, _B)}(?={_B}[:：|丨｜/])"
        ),
    ),
    (
        "editor",
        (
            "(?:责任|网络|值班|本期|新媒体|流程|文字|图文|微信|网页"
            f"|执行)?(?:{labels.spaced(labels.EDITOR, _B)}"
            f"|{labels.spaced(labels.EDITOR_IN_CHARGE, _B)}"
            rf"|责{_B}任{_B}{labels.spaced(labels.EDITOR, _B)})(?:人员?|员)?(?={_B}[:：|丨｜/\s])"
        ),
    ),
    (
        "other",
        rf"(?:{_padded_words(_OTHER_ROLES)})(?:人员?|员)?(?={_B}[:：|丨｜/]|\s|$)",
    ),
    (
        "time",
        (
            f"(?:(?:{labels.PUBLISH}|{labels.UPDATE}|{labels.SEND}|{labels.ENTER}|{labels.UPLOAD}"
            f"|{labels.COMPLETE}|{labels.GENERATE}){_B})?(?:{labels.spaced(labels.TIME, _B)}"
            f"|{labels.spaced(labels.DATE, _B)})(?={_B}(?:[:：]|$))"
            rf"|字{_B}[体号]|大\s中\s小|{_START}(?:{labels.PRINT}|{labels.BOOKMARK}|{labels.LIKE}"
            f"|我要{labels.COMMENT}|我要纠错|{labels.SHARE}到?|{labels.COMMENT}"
            rf"|{labels.CLOSE})(?=[\s:：（(\]】]|$)"
            f"|(?:{labels.BROWSED}|{labels.READ}|{labels.CLICKED}|{labels.VISITED})(?:次数|量|数"
            f"|率)?(?={_B}(?:[:：]|$))|(?:信息{_B})?(?:{labels.PUBLISH}|{labels.ENTER})(?:人|者|单位"
            f"|机构)?(?={_B}[:：])"
        ),
    ),
    ("author", rf"(?:{labels.spaced(labels.AUTHOR, _B)}|文{_B}稿)(?={_B}[:：|丨｜/\s])"),
    (
        "drafter",
        (
            f"(?:{labels.spaced(labels.DRAFTED_BY, _B)}|撰{_B}文|撰{_B}写"
            f"|{labels.spaced(labels.PENNED_BY, _B)}|(?:文字|记录|录音)?{labels.spaced(labels.COMPILED_BY, _B)})"
            f"(?:人|者)?{_END}"
        ),
    ),
    ("informant", rf"(?:{_padded_words(_INFORMANT_ROLES)})(?={_B}[:：|丨｜/\s])"),
    ("report", f"{labels.REPORT}{_END}"),
    (
        "photographer",
        (
            f"{_START}(?:{labels.spaced(labels.PHOTOGRAPHY, _B)}|拍{_B}摄|图{_B}片)(?:人"
            rf"|者)?(?={_B}[:：|丨｜/\s])|(?:{labels.PHOTOGRAPHY}|拍摄|摄){_END}|{_START}图{_END}"
            "|(?<![附下如上右左题])图(?=[:：])"
        ),
    ),
    ("writer", rf"{_START}文{_B}字?{_END}|(?<![全附下如原上题正作诗])文(?=[:：])"),
    ("time", rf"{_START}(?!{_KNOWN})[\u4e00-\u9fff]{{2,6}}(?={_B}[:：])"),
)
_GROUPS = [f"(?P<r{i}>{pattern})" for i, (_, pattern) in enumerate(_ROLES)]
_LABEL_CHARACTERS = "".join(
    sorted({c for pattern in _GROUPS[:-1] for c in pattern if "\u4e00" <= c <= "\u9fff"})
)
"""Chinese characters of all labels. A label begins with one of them, except an unknown word with a colon."""
# The long pattern is tried only at one of these characters: that makes the search several times as fast.
_LABEL = re.compile(f"(?=[{_LABEL_CHARACTERS}])(?:{'|'.join(_GROUPS[:-1])})|{_GROUPS[-1]}")
AFTER_NAME_ROLES = frozenset(
    ("report", "researcher", "drafter", "both", "camera", "video", "photographer", "writer")
)
"""Roles whose label may follow the name: 甲/文, 甲 摄."""


class Label(NamedTuple):
    """A label: its role, its start and end in the text, and the characters right before and after it."""

    role: str
    start: int
    end: int
    before: str
    after: str


MAX_TEXT = 300
"""Characters of a text that are read as a byline: the time of reading is bounded."""


def find_labels(text: str) -> list[Label]:
    """Return the labels in the first ``MAX_TEXT`` characters of ``text``, from left to right."""
    text = text[:MAX_TEXT]
    found = []
    for match in _LABEL.finditer(text):
        role = _ROLES[int((match.lastgroup or "r0")[1:])][0]
        before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
        found.append(Label(role, match.start(), match.end(), before, after))
    return found
