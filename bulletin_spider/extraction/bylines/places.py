"""Find the byline of a line: the whole line, the bracket at its end, its opening, or the end of a caption."""

from __future__ import annotations

import re

from bulletin_spider.extraction.bylines.credits import Credits, read_credits
from bulletin_spider.extraction.document import labels

MAX_BYLINE = 100
"""Characters of a line that is nothing but a byline."""

_BRACKET = re.compile(r"[（(【\[]([^（()）【】\[\]]{2,200})[)）】\]]")
_CLOSING_BRACKET = re.compile(r"\s?[（(【\[]([^（()）【】\[\]]{2,200})[)）】\]]\s?[。.]?\s?$")
_NEWS_LEAD = re.compile(
    "^.{0,40}?(?:讯|电|消息"
    rf"|{labels.REPORT})\s?{labels.REPORTER}\s?([^，。：:（(]{{2,20}}?(?:，\s?{labels.CORRESPONDENT}[^，。：:（(]{{2,20}}?)?)\s?(?:{labels.REPORT}"
    rf"|{labels.PHOTOGRAPHY}{labels.REPORT})\s?[：:，,。]?"
)
"""A lead that names its reporter: 江城晚报讯 记者甲报道：…"""
_REPORTER_LEAD = re.compile(
    rf"^(?!据)[\u4e00-\u9fff]{{0,10}}?{labels.REPORTER}\s?([^，。：:（(]{{2,20}}?)\s?(?:{labels.PHOTOGRAPHY})?{labels.REPORT}(?=[\s：:，,。]"
    r"|$)\s?[：:，,。]?"
)
"""A lead that begins with its reporter: 记者甲报道：…; 据…记者甲报道 quotes another medium."""
_PHOTO_CREDIT = re.compile(
    rf"(?:^|[。！？…（(）)」』\s])\s?((?:[^\s，。、；：（()）]{{0,24}}(?:{labels.REPORTER}"
    rf"|{labels.CORRESPONDENT}|[局科办部院校队会社台站处厅委]|中心|公司|集团|街道|政府)\s?)?[^\s，。；：（()）]{{1,4}}(?:[\s、][^\s，。；：（()）]{{1,4}}){{0,3}}?)"
    r"\s?(?:/\s?)?摄\s?[。）)]?$"
)
"""The photographer at the end of a caption: …护理教学。甲 摄."""
_BYLINE_WORD = re.compile(
    rf"文\s?[稿字/／并:：|｜丨]|撰|{labels.PICTURE_FROM}|{labels.INFORMANT}"
    rf"|{labels.spaced(labels.REPORTER)}|{labels.spaced(labels.CORRESPONDENT)}|实习生|摄|/\s?文"
    rf"|／\s?文|图|{labels.REPORT}|{labels.spaced(labels.EDITOR)}"
    f"|{labels.spaced(labels.EDITOR_IN_CHARGE)}|{labels.COMPILED_BY}|{labels.RESEARCHED_BY}"
    rf"|{labels.PENNED_BY}|制\s?[作图]|{labels.PLANNER}|审\s?[核校]|{labels.PROOFREADER}|{labels.SUPERVISOR}"
    f"|{labels.AUTHOR}|{labels.SUPPLIED_BY}"
)
_OPEN_LEAD = re.compile(
    rf"[^，。：:（(]{{0,20}}(?:讯|电|消息)\s?(?=(?:本[报网台]\s?)?(?:\S{{0,6}}{labels.REPORTER}"
    f"|{labels.CORRESPONDENT}))"
)
"""The words before names that are in no bracket and have no 报道 behind them: 本报讯 记者 甲 昨日，…"""
_LAST_SENTENCE_END = re.compile(r"[。！？”）)](?=[^。！？”）)]{2,60}$)")
"""The end of the last sentence, with 2 to 60 characters behind it."""
_CAPTION = re.compile(r"[上下左右]?图[为：:是片]|[^。]*$")
"""The beginning of a caption (图为…), or a line without a full stop."""
_WRITER_LABEL = re.compile(rf"{labels.spaced(labels.REPORTER)}|{labels.spaced(labels.CORRESPONDENT)}|实习生")
_SENTENCE_ENDINGS = ("。", "！", "？", "”", "；")
_CLOSING_BRACKETS = frozenset(")）】]")
_MAX_WITH_COMMA = 30
"""Characters of a byline that ends like a sentence; a longer one is a sentence."""
_CLOSING_REACH = 220
"""Characters at the end of a text that are searched for a bracket: ``_CLOSING_BRACKET`` matches 206."""
_OPENING_REACH, _LEAD_REACH, _REPORTER_REACH = 160, 80, 50
"""Characters at the start of a text that are searched for a bracket, a lead and a reporter's lead."""
_END_REACH = 64
"""Characters at the end of a text in which a byline without brackets is."""
_PHOTO_REACH, _PHOTO_WORD_REACH = 80, 6
"""Characters at the end of a caption in which the photographer is, and the word 摄."""
MAX_UNEXPLAINED = 2
"""Characters of a byline that need be no name, office or mark. More make it a sentence: 记者从区教委获悉."""


def has_byline_word(text: str) -> bool:
    """Return whether ``text`` contains a word that every byline needs one of (记者, 摄, 编辑 …)."""
    return _BYLINE_WORD.search(text) is not None


def whole_line_credits(text: str) -> Credits | None:
    """Return the credits if the whole line ``text`` is a byline, else None."""
    if len(text) > MAX_BYLINE or is_sentence(text) or not _BYLINE_WORD.search(text):
        return None
    if text[-1:] in _SENTENCE_ENDINGS and ("，" in text or len(text) > _MAX_WITH_COMMA):
        return None
    return _certain(read_credits(text))


def is_sentence(text: str) -> bool:
    """Return whether ``text`` has a full stop inside, or a full stop at its end and a comma before."""
    return "。" in text.rstrip("。") or (text.endswith("。") and ("，" in text or "," in text))


def closing_credits(text: str) -> tuple[Credits, str] | None:
    """Return the credits at the end of ``text``, in a bracket or behind its last sentence, and their text; else None.

    The text is the exact end of ``text``, with the bracket.
    """
    if text.rstrip("。. ")[-1:] not in _CLOSING_BRACKETS:
        return _credits_behind_sentence(text) if text[-1:] not in _SENTENCE_ENDINGS else None
    match = _CLOSING_BRACKET.search(text[-_CLOSING_REACH:])
    found = _certain(read_credits(match[1])) if match and _BYLINE_WORD.search(match[1]) else None
    return (found, match[0]) if found and match else None


def is_article_byline(text: str, found: Credits) -> bool:
    """Return whether the credits that close ``text`` belong to the article, not to the picture of a caption."""
    return bool(
        found.reporters or found.correspondents or found.authors or found.others
    ) or not _CAPTION.match(text)


def opening_credits(text: str) -> tuple[Credits, str] | None:
    """Return the credits near the start of ``text`` and the text up to their end (本报讯（记者…）), else None.

    If a sentence comes before the bracket, the text is the bracket alone.
    """
    start = text[:_OPENING_REACH]
    if not _WRITER_LABEL.search(start):
        return None
    for match in _BRACKET.finditer(start):
        if _WRITER_LABEL.search(match[1]) and (found := _certain(read_credits(match[1]))):
            return found, match[0] if "。" in start[: match.start()] else start[: match.end()]
    lead = _NEWS_LEAD.search(start[:_LEAD_REACH]) or _REPORTER_LEAD.search(start[:_REPORTER_REACH])
    certain = _certain(read_credits(f"{labels.REPORTER} {lead[1]}")) if lead else None
    return (certain, lead[0]) if certain and lead else _credits_before_blank(start[:_LEAD_REACH])


def _credits_before_blank(start: str) -> tuple[Credits, str] | None:
    """Return the credits behind 本报讯 that only a space separates from the text.

    Words are added one by one until one is no name. The last text that named more people counts.
    """
    lead = _OPEN_LEAD.match(start)
    if not lead:
        return None
    best, at = None, lead.end()
    for blank in re.finditer(r"\s", start[at:]):
        words = start[at : at + blank.start()]
        found = read_credits(words)
        if found.leftover or found.people() < (best[0].people() if best else 0):
            break
        if found.people() > (best[0].people() if best else 0):
            best = found, start[: at + blank.start()]
    return best


def _credits_behind_sentence(text: str) -> tuple[Credits, str] | None:
    """Return the byline behind the last sentence of ``text`` that is in no bracket; photographers alone are none."""
    end = text[-_END_REACH:]
    if not (
        labels.REPORTER in end or labels.CORRESPONDENT in end or labels.EDITOR in end or "文" in end
    ) or not (sentence_end := _LAST_SENTENCE_END.search(end)):
        return None
    byline = end[sentence_end.end() :]
    found = whole_line_credits(byline.strip())
    return (found, byline) if found and found.people() > len(found.photographers) else None


def caption_credits(text: str) -> Credits | None:
    """Return the photographers at the end of a caption (…护理教学。甲 摄), else None."""
    if "摄" not in text[-_PHOTO_WORD_REACH:]:
        return None
    match = _PHOTO_CREDIT.search(text[-_PHOTO_REACH:])
    return _certain(read_credits(f"{match[1]} 摄")) if match else None


def _certain(found: Credits) -> Credits | None:
    """Return ``found`` if it names people and explains nearly all of the text, else None."""
    return found if found.people() and found.leftover <= MAX_UNEXPLAINED else None
