"""Where bylines stand in a line: the line itself, the bracket that ends it, its beginning, a caption's end."""

from __future__ import annotations

import re

from bulletin_spider.extraction.bylines.credits import Credits, read_credits

LONGEST = 100
"""A line that is nothing but a byline is no longer than this."""

_BRACKET = re.compile(r"[（(【\[]([^（()）【】\[\]]{2,200})[)）】\]]")
_TAIL = re.compile(r"\s?[（(【\[]([^（()）【】\[\]]{2,200})[)）】\]]\s?[。.]?\s?$")
_LEAD = re.compile(
    r"^.{0,40}?(?:讯|电|消息|报道)\s?记者\s?([^，。：:（(]{2,20}?(?:，\s?通讯员[^，。：:（(]{2,20}?)?)\s?(?:报道|摄影报道)\s?[：:，,。]?"
)
_REPORTED = re.compile(
    r"^(?!据)[\u4e00-\u9fff]{0,10}?记者\s?([^，。：:（(]{2,20}?)\s?(?:摄影)?报道(?=[\s：:，,。]|$)\s?[：:，,。]?"
)
_PHOTO = re.compile(
    r"(?:^|[。！？…（(）)」』\s])\s?((?:[^\s，。、；：（()）]{0,14}(?:记者|通讯员)\s?)?[^\s，。；：（()）]{1,4}(?:[\s、][^\s，。；：（()）]{1,4}){0,3}?)"
    r"\s?(?:/\s?)?摄\s?[。）)]?$"
)
_WORDS = re.compile(
    r"文\s?[稿字/／并:：|｜丨]|撰|供图|信息员|记\s?者|通\s?讯\s?员|实习生|摄|/\s?文|／\s?文|图|报道|编\s?辑|责\s?编|整理|采写|制\s?[作图]|策划|审\s?[核校]|校对|监制|作者|供稿"
)
_OPEN_LEAD = re.compile(r"[^，。：:（(]{0,20}(?:讯|电|消息)\s?(?=(?:本[报网台]\s?)?(?:\S{0,6}记者|通讯员))")
"""What stands before names that neither a bracket nor 报道 encloses: 本报讯 记者 甲 昨日，…"""
_TURN = re.compile(r"[。！？”）)](?=[^。！？”）)]{2,60}$)")
"""The end of the last sentence, and a few words behind it."""
_CAPTION = re.compile(r"[上下左右]?图[为：:是片]|[^。]*$")
"""A line that tells of a picture; so does one without a full stop."""
_KEYS = re.compile(r"记\s?者|通\s?讯\s?员|实习生")
_STOPS = ("。", "！", "？", "”", "；")
_CLOSERS = frozenset(")）】]")
_SPARE = 2
"""Characters that may be left unexplained in a byline."""


def has_byline_word(text: str) -> bool:
    """Return whether a word of a byline stands in ``text`` at all."""
    return _WORDS.search(text) is not None


def whole_line_credits(text: str) -> Credits | None:
    """Return the credits if the whole line ``text`` is a byline, else None."""
    if len(text) > LONGEST or is_sentence(text) or not _WORDS.search(text):
        return None
    if text[-1:] in _STOPS and ("，" in text or len(text) > 30):
        return None
    return _sure(read_credits(text))


def is_sentence(text: str) -> bool:
    """Return whether ``text`` says something: a full stop inside it, or one at its end and a comma on the way."""
    return "。" in text.rstrip("。") or (text.endswith("。") and ("，" in text or "," in text))


def closing_credits(text: str) -> tuple[Credits, str] | None:
    """Return the credits that close ``text``, in a bracket or behind its last sentence, and the words they are in."""
    if text.rstrip("。. ")[-1:] not in _CLOSERS:
        return _behind(text) if text[-1:] not in _STOPS else None
    match = _TAIL.search(text[-220:])
    found = _sure(read_credits(match[1])) if match and _WORDS.search(match[1]) else None
    return (found, match[0]) if found and match else None


def is_article_byline(text: str, found: Credits) -> bool:
    """Return whether what closes ``text`` is the byline of the article, not of the picture that the line tells of."""
    return bool(found.reporters or found.correspondents or found.others) or not _CAPTION.match(text)


def opening_credits(text: str) -> tuple[Credits, str] | None:
    """Return the credits near the start of ``text`` and the words up to their end, as in 本报讯（记者…）."""
    start = text[:160]
    if not _KEYS.search(start):
        return None
    for match in _BRACKET.finditer(start):
        if _KEYS.search(match[1]) and (found := _sure(read_credits(match[1]))):
            return found, match[0] if "。" in start[: match.start()] else start[: match.end()]
    lead = _LEAD.search(start[:80]) or _REPORTED.search(start[:50])
    sure = _sure(read_credits(f"记者 {lead[1]}")) if lead else None
    return (sure, lead[0]) if sure and lead else _opening(start[:80])


def _opening(start: str) -> tuple[Credits, str] | None:
    """Return the credits behind 本报讯 that blanks alone part from the text: words are added while they add people."""
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


def _behind(text: str) -> tuple[Credits, str] | None:
    """Return the byline that stands behind the last sentence of ``text`` without a bracket."""
    end = text[-64:]
    if not ("记者" in end or "通讯员" in end or "编辑" in end or "文" in end) or not (
        turn := _TURN.search(end)
    ):
        return None
    said = end[turn.end() :]
    found = whole_line_credits(said.strip())
    return (found, said) if found and found.people() > len(found.photographers) else None


def caption_credits(text: str) -> Credits | None:
    """Return the photographers that end a caption (…护理教学。陈阳 摄)."""
    if "摄" not in text[-6:]:
        return None
    match = _PHOTO.search(text[-60:])
    return _sure(read_credits(f"{match[1]} 摄")) if match else None


def _sure(found: Credits) -> Credits | None:
    return found if found.people() and found.leftover <= _SPARE else None
