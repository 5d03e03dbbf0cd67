"""Find the source of the article: the text behind 来源, a medium beside the day, or a meta tag."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import lines_below, spaced_text
from bulletin_spider.extraction.document.element_flags import HIDDEN, INFO, OUTER, ROW, TITLE_CLASS
from bulletin_spider.extraction.document.line_classifier import has_clock
from bulletin_spider.extraction.document.line_kinds import INFO_OR_DATE
from bulletin_spider.extraction.document.line_patterns import LABEL, LEADING_ADDRESS
from bulletin_spider.extraction.headline.candidates import CHANNEL_NAME
from bulletin_spider.normalization.dates import has_date
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.document import Line
    from bulletin_spider.extraction.fields.context import ArticleContext

_LINES_ABOVE, _LINES_BELOW = 12, 10
"""Lines above the body, or below the headline, and lines below the body that are searched."""
_LINES_ABOVE_HEADLINE = 5
_LINES_AT_END = 3
"""Lines at the end of the body that are searched: a body can end with its source."""
_MAX_LINE = 200
"""Characters of a line that is searched."""
_MAX_LABEL = 8
"""Characters of a line that is only a label, with its colon."""
_MAX_MEDIUM_LINE = 80
"""Characters of a line with a medium, a day and an hour."""
_VALUE_REACH = 80
"""Characters behind a label that are read: a source of 40, and what ends it."""
_BLANKS = r"\s{0,4}"
_LABEL_WORD = re.compile(
    f"{labels.spaced(labels.SOURCE, _BLANKS)}|{labels.spaced(labels.SOURCE_TRADITIONAL)}"
    f"|{labels.MANUSCRIPT_SOURCE}|{labels.TAKEN_FROM}|{labels.REPRINTED_FROM}"
    f"|{labels.PUBLISH}机构|{labels.SUPPLIED_BY}单位|Source"
)
"""A word of every label. It is searched first, as ``_LABEL`` begins with a lookbehind, which makes its search slow."""
_LABEL = re.compile(
    f"(?<![据料金资])(?:{labels.spaced(labels.SOURCE, _BLANKS)}(?:于)?"
    f"|{labels.spaced(labels.SOURCE_TRADITIONAL)}|{labels.PUBLISH}机构"
    f"|{labels.MANUSCRIPT_SOURCE}|{labels.TAKEN_FROM}|{labels.REPRINTED_FROM}"
    rf"|{labels.SUPPLIED_BY}单位)\s{{0,3}}[:：丨｜|]\s{{0,4}}(?:[\[【]\s{{0,4}})?"
    r"|\bSource\s?[:：]\s{0,4}"
)
_LEADING_LABEL = re.compile(
    f"(?:{labels.spaced(labels.SOURCE, _BLANKS)}(?:于)?"
    f"|{labels.spaced(labels.SOURCE_TRADITIONAL)}|{labels.MANUSCRIPT_SOURCE}"
    rf"|{labels.TAKEN_FROM}|{labels.REPRINTED_FROM}|Source)\b\s{{0,4}}"
)
"""A label without a colon. It is a label only before a space: 转自强不息 is none."""
_VALUE = re.compile(
    r"(.{0,40}?(?:（原[^（）]{2,20}）)?)(?=\s{0,4}/?(?:$|[|丨｜【\[（(<>）)\]】]"
    rf"|字\s?[号体]|大\s中\s小|{labels.BROWSED}|{labels.READ}[量次:：]|{labels.CLICKED}"
    f"|{labels.VISITED}[量次:：]|{labels.POPULARITY}"
    rf"|(?:网友)?{labels.COMMENT}\s?(?:[数量]?\s?[:：]|\d)"
    rf"|(?:Author|Editor|Date|[Uu]pdated|Published)\s?[:：]|{labels.PRINT}|{labels.SHARE}"
    f"|{labels.BOOKMARK}|{labels.CLOSE}|推广|下载|举报|参与互动|关注|我要|"
    rf"(?:19|20)\d\d\s?[-./年]|(?:{labels.AUTHOR}|{labels.EDITOR}|{labels.EDITOR_IN_CHARGE}"
    rf"|{labels.REPORTER}|{labels.CORRESPONDENT}|{labels.REVIEWER}|{labels.DRAFTED_BY})\s|"
    f"(?:(?:{labels.PUBLISH}|{labels.UPDATE}|{labels.SEND}|{labels.UPLOAD}|{labels.GENERATE}"
    f"|{labels.COMPLETE}|{labels.ENTER}|{labels.CREATE})?(?:{labels.spaced(labels.TIME)}"
    f"|{labels.spaced(labels.DATE)})|{labels.PUBLISH}(?:人|者|机构|单位|部门)?"
    f"|{labels.spaced(labels.AUTHOR)}|(?:责任|网络)?{labels.spaced(labels.EDITOR)}"
    f"|{labels.spaced(labels.EDITOR_IN_CHARGE)}|{labels.spaced(labels.REPORTER)}|"
    rf"{labels.CORRESPONDENT}|审\s?[核校]|[一二三初终]审|{labels.DRAFTED_BY}"
    f"|{labels.PHOTOGRAPHY}|{labels.INFORMANT}|{labels.ENTER}(?:人|员)?"
    f"|{labels.spaced(labels.DOCUMENT_NUMBER)}|{labels.SUBJECT_WORDS}|{labels.INDEX_NUMBER}"
    r"|分类)\s?[:：]|\s[\u4e00-\u9fff]{2,6}[:：]))"
)
_MEDIUM = re.compile(
    r"(?:[\u4e00-\u9fff]{1,12}(?:[日晚晨早时商都]报|(?<![通公预简快捷海上汇填])报"
    f"|(?<!互联)网|社|电视台?|电台|广播|客户端|(?<!新闻)(?<!信息){labels.PUBLISH}"
    r"|融媒体?|全媒体|频道|在线|杂志|公众号|局|委|办|厅|中心|街道|[镇乡]|政府))|视觉中国"
)
"""The name of a medium or an office, known by its end."""
_SOURCE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:[a-z]{0,8}source|laiyuan|copy-?from|from|media-?name)(?:$|[\s_-])", re.IGNORECASE
)
"""The class or id of an element that holds a source."""
_REPRINTED = re.compile(
    rf"[（(【\[]?(?:{labels.REPRINTED_FROM}|摘自|转载自)\s?[《“]?([^，。：《》“”]{{2,20}}?)[》”]?[）)】\]]?"
)
"""A line that only tells where the text is reprinted from."""
_HAN = re.compile("[\u4e00-\u9fff]")
_COUNTED = re.compile(rf"\d|{labels.READ}|{labels.BROWSED}|{labels.CLICKED}|{labels.COMMENT}|{labels.SHARE}")
"""A count or a tool, which a name is not."""
_NAMING_KINDS = (line_kinds.TEXT, *INFO_OR_DATE, line_kinds.LINKS)
"""Kinds of lines that can hold a source without a label."""
_MAX_NODES = 30
"""Elements of a line, and texts of an element, that are read for a source."""
_MAX_NAMES = 200
"""Characters of class and id that are read."""
_MAX_SOURCE = 40
"""Characters of the longest source."""
_DATE_CHARACTERS = "0123456789０１２３４５６７８９ :：∶-/.年月日时分秒|丨｜·—[]()（）【】"
"""Characters of a day, an hour and the marks around them."""
_SENTENCE_OR_ITEM = re.compile(r"[，。；！？：]|^.{0,2}、|^.{25}")
"""A line behind an empty label that is a sentence or an item of a list, and no source."""
_NO_SOURCE = re.compile(
    r"^[-—\s/.*]*$|https?:|[^。]*。|[^，]{10,}，"
    rf"|^(?:[一二三四五六七八九十]{{1,2}}[、.]|\d{{1,2}}[、.]|{labels.PUBLISH}[时日]"
    f"|{labels.TIME}|{labels.DATE}|{labels.BROWSED}|{labels.AUTHOR}|{labels.EDITOR}"
    f"|{labels.FONT_SIZE}|{labels.CLICKED}|{labels.READ}[量次]"
    r"|(?:摘\s?要|导\s?读|简\s?介|关键[词字])\s?[:：])"
)


def fill_source(content: Content, context: ArticleContext) -> None:
    """Fill the source from a label near the body, a medium beside the day, an element with the class of a source.

    Lines right below the headline come first. The meta tag ContentSource comes last.
    """
    document, body, headline = context.document, context.body, context.headline.line
    above = headline + 1 if 0 <= headline < body.start else max(0, body.start - _LINES_ABOVE)
    between = [*range(above, min(above + _LINES_ABOVE, body.start))]
    near = dict.fromkeys(
        chain(
            between,
            range(max(0, body.start - _LINES_ABOVE), body.start),
            range(max(0, above - _LINES_ABOVE_HEADLINE), above),
            range(max(body.start, body.end - _LINES_AT_END), body.end),
            lines_below(document, body.end, _LINES_BELOW),
        )
    )
    info_lines = [i for i in near if document.kinds[i] is line_kinds.INFO]
    for rule, source_of_line, where in (
        (EvidenceRule.LABELLED_LINE, _labelled_source, near),
        (EvidenceRule.MEDIUM_BESIDE_DAY, _medium_beside_hour, info_lines),
        (EvidenceRule.MEDIUM_BESIDE_DAY, _medium_beside_day, between),
        (EvidenceRule.SOURCE_CLASS, _source_by_class, near),
        (EvidenceRule.LABELLED_LINE, _source_without_colon, range(body.start, body.end)[-_LINES_AT_END:]),
    ):
        for i in where:
            line = document.lines[i]
            if (
                not line.flags & (HIDDEN | ROW)
                and len(line.text) <= _MAX_LINE
                and (source := source_of_line(context, i))
            ):
                content.source = source
                content.note("source", rule, line.text)
                return
    if source := context.head.meta.get("contentsource"):
        content.source = source
        content.note("source", EvidenceRule.META_CONTENTSOURCE, source)


def _labelled_source(context: ArticleContext, i: int) -> str | None:
    """Return the source behind the line's label; if the line is only a label, the next line.

    The headline below an empty label is no source.
    """
    lines = context.document.lines
    text = lines[i].text
    if text[-1] in ":：" and len(text) <= _MAX_LABEL and i + 1 < len(lines):
        below = lines[i + 1]
        if (
            i + 1 == context.headline.line
            or below.heading
            or below.flags & TITLE_CLASS
            or _SENTENCE_OR_ITEM.search(below.text)
            or read_source(below.text)
        ):
            return None
        return read_source(text + below.text)
    source = read_source(text)
    # 河湾发布时间 is 河湾 and 发布时间, or 河湾发布 and 时间: a space between the line's elements decides.
    if "来" in text and (source is None or f"{source}{labels.PUBLISH}" in text):
        return read_source(_with_spaces(lines[i])) or source
    return source


def _with_spaces(line: Line) -> str:
    """Return the line with a space between its elements, as it is if its block has further lines."""
    spaced = spaced_text(line)
    return spaced if spaced.replace(" ", "") == line.text.replace(" ", "") else line.text


def _medium_beside_hour(context: ArticleContext, i: int) -> str | None:
    """Return the medium or office that is beside the day and hour of publication without a label, else None."""
    text = context.document.lines[i].text
    return _medium(text) if len(text) <= _MAX_MEDIUM_LINE and has_clock(text) else None


def _medium_beside_day(context: ArticleContext, i: int) -> str | None:
    """Return the medium or office between a day and a label (2024-03-07 河湾日报 作者：…), else None.

    Without the label, it can be the paper and the day that the text quotes.
    """
    line = context.document.lines[i]
    if context.document.kinds[i] not in INFO_OR_DATE or len(line.text) > _MAX_MEDIUM_LINE:
        return None
    text = _with_spaces(line)
    label = LABEL.search(text)
    return _medium(text[: label.start()]) if label and has_date(text[: label.start()]) else None


def _medium(text: str) -> str | None:
    """Return what is left of ``text`` without day and hour, if it is the name of a medium or an office."""
    rest = LEADING_ADDRESS.sub("", text).strip(_DATE_CHARACTERS)
    return rest if _MEDIUM.fullmatch(rest) and not CHANNEL_NAME.match(rest) else None


def _source_by_class(context: ArticleContext, i: int) -> str | None:
    """Return the text of an element on the line whose class or id names a source, else None."""
    line = context.document.lines[i]
    if not line.flags & (INFO | INFO * OUTER) or context.document.kinds[i] not in _NAMING_KINDS:
        return None
    for node in islice(
        line.block.iter("span", "em", "i", "b", "a", "div", "p", "td", "li", "strong"), _MAX_NODES
    ):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"[:_MAX_NAMES]
        if _SOURCE_CLASS.search(names):
            text = clean("".join(islice((str(part) for part in node.itertext()), _MAX_NODES))[:_MAX_LINE])
            if _is_name(text) and text in line.text:
                return text
    return None


def _is_name(text: str) -> bool:
    """Return whether the text can be the name of a source: short, with Chinese, without a label, a day or a count."""
    return (
        2 <= len(text) <= _MAX_SOURCE
        and _HAN.search(text) is not None
        and not (_NO_SOURCE.match(text) or _SENTENCE_OR_ITEM.search(text) or _COUNTED.search(text))
        and not CHANNEL_NAME.match(text)
    )


def _source_without_colon(context: ArticleContext, i: int) -> str | None:
    """Return the medium behind 转自 or 摘自 on a line of its own at the end of the body, else None."""
    match = _REPRINTED.fullmatch(context.document.lines[i].text)
    return match[1] if match and _MEDIUM.fullmatch(match[1]) else None


def selected_source(text: str) -> str | None:
    """Return the source in ``text``, which is known to hold one: the text behind the label, else all of the text."""
    if _LABEL_WORD.search(text) and _LABEL.search(text):
        return read_source(text)
    return _LEADING_LABEL.sub("", text).strip(" ：:") or None


def read_source(text: str) -> str | None:
    """Return the source behind the label in the first 200 characters of ``text``, else None.

    A source has at most 40 characters. A sentence, an item of a list and an address are no source.
    """
    text = text[:_MAX_LINE]
    label = _LABEL.search(text) if _LABEL_WORD.search(text) else None
    if not label:
        return None
    value = _VALUE.match(text[label.end() : label.end() + _VALUE_REACH])
    if not value:
        return None
    source = value[1].strip(" ：:，,;；|")
    return None if _NO_SOURCE.match(source) else source
