"""Choose the line that is the headline: by its layout, the title candidates it agrees with, the date line below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import is_prose
from bulletin_spider.extraction.document.element_flags import CHROME, HEADLINE, ROW, TITLE_CLASS
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.line_patterns import LABEL
from bulletin_spider.extraction.document.link_rows import is_row
from bulletin_spider.extraction.headline import points
from bulletin_spider.extraction.headline.candidates import (
    CHANNEL_NAME,
    TitleCandidate,
    first_piece,
    is_first_or_last_piece,
)
from bulletin_spider.extraction.headline.headline import Headline, complete_headline
from bulletin_spider.normalization.dates import starts_with_date
from bulletin_spider.normalization.names import is_office
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line

_MIN_ROW_LINK = 4
"""Characters in the link of a list's row; a line of date and source can link 打印 or a short name of its medium."""
_TITLE_LABEL = re.compile(
    rf"(?:信息|文件)?(?:{labels.spaced(labels.TITLE)}|{labels.spaced(labels.NAME)})\s?[:：]"
)
"""The label of a headline on a line of its own: it tells neither date nor source."""
_SIGNED_LINES = 12
"""Lines above an office in which a sentence shows that the office signs a text."""
_MAX_LABEL = 12
"""Characters of the longest line that is only a label."""
_INFO_REACH = 3
"""Lines above and below a linked headline in which date or source are: a category can be between."""
_DASHES = ("—", "──", "--", "－－")
_SENTENCE_ENDINGS = ("。", "！", "；")


def has_title_markup(line: Line) -> bool:
    """Return whether the line is a heading (h1 to h6), or in a block whose class or id names it a title."""
    return line.heading > 0 or line.flags & TITLE_CLASS > 0


def is_above_info(document: Document, i: int) -> bool:
    """Return whether the next line labels date or source, or the next is a bare day and the one after it a label."""
    following = document.kinds[i + 1 : i + 3]
    return following[:1] == [line_kinds.INFO] or following == [line_kinds.DATE, line_kinds.INFO]


def date_line_points(document: Document, i: int, line: Line) -> float:
    """Return the points of a line right above the line of date and source.

    A short subtitle may be between them, with fewer points.
    """
    if len(line.text) < points.MIN_TITLE or document.kinds[i] is not line_kinds.TEXT or line.flags & ROW:
        return 0.0
    following = document.kinds[i + 1 : i + 3]
    if following and _TITLE_LABEL.fullmatch(document.lines[i + 1].text):
        return 0.0
    if following and following[0] in INFO_OR_DATE and not _is_above_list_row(document, i):
        return 0.0 if _is_signature(document, i, line) else points.ABOVE_DATE_LINE
    if (
        len(following) == 2
        and following[1] in INFO_OR_DATE
        and line.heading
        and (
            len(document.lines[i + 1].text) < len(line.text)
            or is_subtitle(document, i + 1, document.lines[i + 1])
        )
    ):
        return points.ABOVE_SUBTITLE
    return 0.0


def is_above_prose(document: Document, i: int) -> bool:
    """Return whether the next two lines are text, and one of them is a sentence of 30 characters or more."""
    following = range(i + 1, min(i + 3, len(document.lines)))
    return all(document.kinds[k] is line_kinds.TEXT for k in following) and any(
        len(document.lines[k].text) >= points.MIN_SENTENCE and is_prose(document.lines[k]) for k in following
    )


def is_subtitle(document: Document, i: int, line: Line) -> bool:
    """Return whether the line begins with a dash, as a subtitle does, and is right below a heading."""
    above = document.lines[i - 1] if i and line.text.startswith(_DASHES) else None
    return above is not None and bool(above.heading or above.flags & HEADLINE)


def _is_above_list_row(document: Document, i: int) -> bool:
    """Return whether the next line is the first row of a list, and not a line of date and source."""
    below = document.lines[i + 1]
    return below.linked >= _MIN_ROW_LINK and is_row(document, i + 1) and not starts_with_date(below.text)


def _is_signature(document: Document, i: int, line: Line) -> bool:
    """Return whether the line is the office that signs a notice.

    A bare day is below it. Above it is a sentence in the same frame, or the text of the article if the line is an
    office.
    """
    if document.kinds[i + 1] is not line_kinds.DATE or has_title_markup(line) or not i:
        return False
    return (line.step == 0 and document.lines[i - 1].text[-1:] in _SENTENCE_ENDINGS) or (
        is_office(line.text) and _is_below_article_text(document, i)
    )


def _is_below_article_text(document: Document, i: int) -> bool:
    """Return whether a sentence, or an information line with text below it, is above the line."""
    return any(
        kind is line_kinds.INFO and line_kinds.TEXT in document.kinds[k + 1 : i]
        for k, kind in enumerate(document.kinds[:i])
    ) or any(
        document.kinds[k] is line_kinds.TEXT and is_prose(document.lines[k])
        for k in range(max(0, i - _SIGNED_LINES), i)
    )


_NO_HEADLINE_ENDINGS = (
    "。",
    "：",
    ":",
    "；",
    "…",
    "...",
    f"[查看{labels.FULL_TEXT}]",
    "[详细]",
    f"[{labels.FULL_TEXT}]",
    f"[{labels.DETAILS}]",
    f"{labels.DETAILS}]",
)
_HOST_NAME = re.compile(r"(?:https?://)?(?:[\w-]{1,30}\.){1,4}(?:cn|com|net|org)/?")
_HEADING_RULES = ("", *(EvidenceRule(f"h{level}") for level in range(1, 7)))


def find_headline(document: Document, candidates: list[TitleCandidate], site_keys: set[str]) -> Headline:
    """Return the headline; its text is empty if there is none.

    ``site_keys`` are the keys of the names of the site and the channel. A line gets points for its layout (h1 to h6,
    a title class), for its agreement with the candidates, and for its place right above the line of date and source.
    A subtitle in the same block belongs to the headline.
    """
    best, found = points.THRESHOLD, None
    candidate_text = " ".join(f"{candidate.text} {candidate.key}" for candidate in candidates)
    above = {
        i - 1 for i, kind in enumerate(document.kinds) if kind is line_kinds.INFO or kind is line_kinds.DATE
    }
    for i, (line, kind) in enumerate(
        zip(document.lines[: points.SEARCHED_LINES], document.kinds, strict=False)
    ):
        if kind is line_kinds.LINKS and not line.heading:
            continue
        # Only such a line can get points. The test is inline, not a function, because it runs on every line.
        if line.heading or line.flags & TITLE_CLASS or line.text[1:3] in candidate_text or i in above:
            score, rule = _score(document, i, line, candidates, site_keys)
            if score > best or (found and score > points.THRESHOLD and _is_below_card(document, i, found)):
                best, found = score, Headline(line.text, i, rule, line.text)
    return (
        complete_headline(document, found, candidates) if found else _from_candidates(candidates, site_keys)
    )


def _is_below_card(document: Document, i: int, found: Headline) -> bool:
    """Return whether the line is an h1 below the catalogue card, and the best line so far is the title on the card."""
    if document.lines[i].heading != 1 or not document.card_title or found.text != document.card_title:
        return False
    return found.line <= max(entry.line for entry in document.card) + 1 < i + 1


def _is_label(document: Document, i: int) -> bool:
    """Return whether the line is only a label, such as 标题： or 公开时间."""
    text = document.lines[i].text
    return len(text) <= _MAX_LABEL and (
        LABEL.fullmatch(f"{text.rstrip(':：')}：") is not None
        or any(entry.line == i and not entry.value for entry in document.card)
    )


def _from_candidates(candidates: list[TitleCandidate], site_keys: set[str]) -> Headline:
    """Return the first candidate that names neither the site nor a channel, as a headline on no line."""
    for candidate in candidates:
        text = candidate.text
        if candidate.rule is EvidenceRule.TITLE_TAG:
            text = first_piece(text)
        if key(text) not in site_keys and not CHANNEL_NAME.match(text):
            return Headline(text, -1, candidate.rule, candidate.text)
    return Headline("", -1, "", "")


def _score(
    document: Document, i: int, line: Line, candidates: list[TitleCandidate], site_keys: set[str]
) -> tuple[float, str]:
    """Return the points of a line, and the rules that gave them, separated by blanks."""
    line_key = key(line.text)
    if (
        not line_key
        or is_subtitle(document, i, line)
        or _HOST_NAME.fullmatch(line.text)
        or _is_label(document, i)
        or (line_key in site_keys and not _is_headline_despite_name(document, i, line_key, candidates))
    ):
        return 0.0, ""
    rules: list[str] = []
    score = points.HEADINGS[line.heading]
    if score:
        rules.append(_HEADING_RULES[line.heading])
    elif line.flags & TITLE_CLASS:
        score = points.TITLE_CLASS_ABOVE_PROSE if is_above_prose(document, i) else points.TITLE_CLASS
        rules.append(EvidenceRule.TITLE_CLASS)
    date_points = date_line_points(document, i, line)
    for candidate in candidates:
        gain = _agreement_points(line_key, candidate)
        # A headline of four characters (招聘公告) counts only as a whole piece: it may be part of any title.
        if (
            not gain
            and date_points > points.ABOVE_SUBTITLE
            and len(line_key) < points.MIN_PART
            and is_first_or_last_piece(candidate.text, line_key)
        ):
            gain = candidate.weight
        if gain:
            score += gain
            rules.append(candidate.rule)
    if date_points:
        score += date_points + (points.HEADING_ABOVE_DATE_LINE if rules and line.heading else 0.0)
        rules.append(EvidenceRule.ABOVE_DATE_LINE)
    if CHANNEL_NAME.match(line.text) and not (date_points and EvidenceRule.TITLE_TAG in rules):
        is_right_above = date_points > points.ABOVE_SUBTITLE and is_above_info(document, i)
        score += points.CHANNEL_NAME_ABOVE_LABELS if is_right_above else points.CHANNEL_NAME
    elif line.heading and line.linked and _is_linked_headline(document, i, line_key, candidates):
        score -= points.LINK
    return score + _penalty(document, i, line), " ".join(rules)


def _is_linked_headline(document: Document, i: int, line_key: str, candidates: list[TitleCandidate]) -> bool:
    """Return whether a linked heading is the headline: a title gives it as a piece, and date or source are near it."""
    return (
        len(line_key) >= points.MIN_PART
        and document.lines[i].linked * 2 > len(document.lines[i].text)
        and any(
            kind in INFO_OR_DATE for kind in document.kinds[max(0, i - _INFO_REACH) : i + 1 + _INFO_REACH]
        )
        and any(is_first_or_last_piece(candidate.text, line_key) for candidate in candidates)
    )


def _is_headline_despite_name(
    document: Document, i: int, line_key: str, candidates: list[TitleCandidate]
) -> bool:
    """Return whether a line that reads like the name of the site is still the headline.

    It has the markup of a title or equals a candidate, and it is right above a line that labels date or source.
    """
    line = document.lines[i]
    supported = has_title_markup(line) or any(line_key == candidate.key for candidate in candidates)
    return supported and is_above_info(document, i) and not line.flags & CHROME


def _penalty(document: Document, i: int, line: Line) -> float:
    """Return the negative points of a line as a link, in page furniture, with the end of a sentence, or as no text."""
    penalty = points.LINK if line.linked * 2 > len(line.text) else 0.0
    if line.flags & CHROME and not (line.heading == 1 and line.flags & HEADLINE):
        penalty += points.CHROME
    if line.text.endswith(_NO_HEADLINE_ENDINGS) or "。" in line.text:
        penalty += points.SENTENCE_END
    if document.kinds[i] not in (line_kinds.TEXT, line_kinds.LINKS):
        penalty += points.NO_TEXT
    return penalty


def _agreement_points(line_key: str, candidate: TitleCandidate) -> float:
    """Return the points that a line gains from a candidate.

    The whole weight if both are equal, else a share: nearly all if the line begins with a truncated candidate, less
    the shorter a part of the candidate it is, half if the line only begins with the candidate. Very short parts prove
    nothing.
    """
    if line_key == candidate.key:
        return candidate.weight
    if candidate.truncated and line_key.startswith(candidate.key):
        return candidate.weight * points.TRUNCATED
    if len(line_key) >= points.MIN_PART and line_key in candidate.key:
        begins = candidate.key.startswith(line_key)
        share = points.BEGINNING_OF_CANDIDATE if begins else points.PART_OF_CANDIDATE
        return candidate.weight * share * min(1.0, points.SHORT_PART + len(line_key) / len(candidate.key))
    if len(candidate.key) >= points.MIN_BEGINNING and line_key.startswith(candidate.key):
        return candidate.weight * points.LINE_GOES_ON
    return 0.0
