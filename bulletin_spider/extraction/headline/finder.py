"""The headline: which line it is, by layout, by agreement with the title_candidates, by the date line below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import is_prose
from bulletin_spider.extraction.document.element_flags import CHROME, HEADLINE, TITLE_CLASS
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.link_rows import is_row
from bulletin_spider.extraction.headline.candidates import CHANNEL, TitleCandidate, first_piece, is_end
from bulletin_spider.extraction.headline.headline import Headline, whole
from bulletin_spider.normalization.dates import starts_with_date
from bulletin_spider.normalization.names import is_office
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line

_DASHES = ("—", "──", "--", "－－")
_SENTENCE = 30
"""Characters of a sentence by which the line above it is told from the head of a box."""
_STOPS = ("。", "！", "；")


def is_shaped(line: Line) -> bool:
    """Return whether the line is a heading, or stands in a block that is named as one."""
    return line.heading > 0 or line.flags & TITLE_CLASS > 0


def is_labelled(document: Document, i: int) -> bool:
    """Return whether a line that labels date or source follows the line, or follows the bare day below it."""
    behind = document.kinds[i + 1 : i + 3]
    return behind[:1] == [line_kinds.INFO] or behind == [line_kinds.DATE, line_kinds.INFO]


def above_date(document: Document, i: int, line: Line) -> float:
    """Return the gain of a line right above the line of date and source; a short subtitle may stand between."""
    if len(line.text) < 3 or document.kinds[i] is not line_kinds.TEXT:
        return 0.0
    behind = document.kinds[i + 1 : i + 3]
    if behind and behind[0] in INFO_OR_DATE and not _heads_rows(document, i):
        return 0.0 if _is_signature(document, i, line) else 25.0
    if (
        len(behind) == 2
        and behind[1] in INFO_OR_DATE
        and line.heading
        and (
            len(document.lines[i + 1].text) < len(line.text)
            or is_subtitle(document, i + 1, document.lines[i + 1])
        )
    ):
        return 20.0
    return 0.0


def heads_text(document: Document, i: int) -> bool:
    """Return whether text follows the line, with a sentence of some length in the first two lines."""
    behind = range(i + 1, min(i + 3, len(document.lines)))
    return all(document.kinds[k] is line_kinds.TEXT for k in behind) and any(
        len(document.lines[k].text) >= _SENTENCE and is_prose(document.lines[k]) for k in behind
    )


def is_subtitle(document: Document, i: int, line: Line) -> bool:
    """Return whether the line begins with a dash, as a subtitle does, and stands right below a heading."""
    above = document.lines[i - 1] if i and line.text.startswith(_DASHES) else None
    return above is not None and bool(above.heading or above.flags & HEADLINE)


def _heads_rows(document: Document, i: int) -> bool:
    """Return whether the line below is no line of date and source, but the first row of a list."""
    below = document.lines[i + 1]
    return below.linked >= 4 and is_row(document, i + 1) and not starts_with_date(below.text)


def _is_signature(document: Document, i: int, line: Line) -> bool:
    """Return whether the line is the office under a notice: a bare day below it, a sentence or other lines above it."""
    if document.kinds[i + 1] is not line_kinds.DATE or is_shaped(line) or not i:
        return False
    return (line.step == 0 and document.lines[i - 1].text[-1:] in _STOPS) or (
        is_office(line.text) and _is_below(document, i)
    )


def _is_below(document: Document, i: int) -> bool:
    """Return whether a line that tells of the article, and text, stand above the line already."""
    return any(
        said is line_kinds.INFO and line_kinds.TEXT in document.kinds[k + 1 : i]
        for k, said in enumerate(document.kinds[:i])
    )


_NO_END = ("。", "：", ":", "；", "…", "...", "[查看全文]", "[详细]", "[全文]", "[详情]", "详情]")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]{1,30}\.){1,4}(?:cn|com|net|org)/?")
_LAYOUT = (0.0, 30.0, 24.0, 14.0, 8.0, 6.0, 6.0)


def find_headline(document: Document, said: list[TitleCandidate], names: set[str]) -> Headline:
    """Return the headline, its text empty if there is none; ``names`` are keys of the site and its channel.

    A line is believed by its layout (h1 to h6, a class named title), by its agreement with the title_candidates, and by
    standing right above the line that tells date and source. Subtitles count if they stand in the same block.
    """
    best, found = 18.0, None
    heard = " ".join(f"{candidate.text} {candidate.key}" for candidate in said)
    above = {
        i - 1 for i, kind in enumerate(document.kinds) if kind is line_kinds.INFO or kind is line_kinds.DATE
    }
    for i, (line, kind) in enumerate(zip(document.lines[:400], document.kinds, strict=False)):
        if kind is line_kinds.LINKS and not line.heading:
            continue
        # Asked here and not in a function, as it is asked of every line: whether anything at all speaks for it.
        if line.heading or line.flags & TITLE_CLASS or line.text[1:3] in heard or i in above:
            score, rule = _score(document, i, line, said, names)
            if score > best:
                best, found = score, Headline(line.text, i, rule, line.text)
    return whole(document, found, said) if found else _from_anchors(said, names)


def _from_anchors(said: list[TitleCandidate], names: set[str]) -> Headline:
    for candidate in said:
        text = candidate.text
        if candidate.rule == "title tag":
            text = first_piece(text)
        if key(text) not in names and not CHANNEL.match(text):
            return Headline(text, -1, candidate.rule, candidate.text)
    return Headline("", -1, "", "")


def _score(
    document: Document, i: int, line: Line, said: list[TitleCandidate], names: set[str]
) -> tuple[float, str]:
    mark = key(line.text)
    if (
        not mark
        or is_subtitle(document, i, line)
        or _HOST.fullmatch(line.text)
        or (mark in names and not _is_no_name(document, i, mark, said))
    ):
        return 0.0, ""
    rules = []
    score = _LAYOUT[line.heading]
    if score:
        rules.append(f"h{line.heading}")
    elif line.flags & TITLE_CLASS:
        score = 20.0 if heads_text(document, i) else 16.0
        rules.append("title class")
    told = above_date(document, i, line)
    for candidate in said:
        agreed = _agreement(mark, candidate)
        if not agreed and told > 20 and len(mark) < 5 and is_end(candidate.text, mark):
            agreed = candidate.belief
        if agreed:
            score += agreed
            rules.append(candidate.rule)
    if told:
        score += told + (15.0 if rules and line.heading else 0.0)
        rules.append("above the date line")
    if CHANNEL.match(line.text) and not (told and "title tag" in rules):
        score -= 5.0 if told > 20 and is_labelled(document, i) else 25.0
    return score - _doubt(document, i, line), ", ".join(rules)


def _is_no_name(document: Document, i: int, mark: str, said: list[TitleCandidate]) -> bool:
    """Return whether a line that reads like a site's name is the headline all the same.

    It is shaped like one, or all that the title tag tells, and stands right above a line that labels date or source.
    """
    line = document.lines[i]
    shaped = is_shaped(line) or any(mark == candidate.key for candidate in said)
    return shaped and is_labelled(document, i) and not line.flags & CHROME


def _doubt(document: Document, i: int, line: Line) -> float:
    doubt = 40.0 if line.linked * 2 > len(line.text) else 0.0
    if line.flags & CHROME and not (line.heading == 1 and line.flags & HEADLINE):
        doubt += 15.0
    if line.text.endswith(_NO_END) or "。" in line.text:
        doubt += 20.0
    if document.kinds[i] not in (line_kinds.TEXT, line_kinds.LINKS):
        doubt += 40.0
    return doubt


def _agreement(mark: str, candidate: TitleCandidate) -> float:
    """Return how much the line ``mark`` gains by an candidate: equal, begun by it if it is cut, or a part of it."""
    if mark == candidate.key:
        return candidate.belief
    if candidate.cut and mark.startswith(candidate.key):
        return candidate.belief * 0.9
    if len(mark) >= 5 and mark in candidate.key:
        share = 0.9 if candidate.key.startswith(mark) else 0.6
        return candidate.belief * share * min(1.0, 0.35 + len(mark) / len(candidate.key))
    if len(candidate.key) >= 6 and mark.startswith(candidate.key):
        return candidate.belief * 0.5
    return 0.0
