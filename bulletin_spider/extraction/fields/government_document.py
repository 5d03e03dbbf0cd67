"""Fill what a page says of a government document: from its catalogue card, its number and its sign-off."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels
from bulletin_spider.extraction.document.catalogue_card import CARD_FIELDS
from bulletin_spider.extraction.document.document import lines_below
from bulletin_spider.extraction.document.element_flags import HIDDEN
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS
from bulletin_spider.normalization.dates import find_day, starts_with_date
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from bulletin_spider.extraction.content import Content
    from bulletin_spider.extraction.document.catalogue_card import CardEntry
    from bulletin_spider.extraction.fields.context import ArticleContext

_Fields = dict[str, str | None]

_LINES_BELOW = 12
"""Lines below the body that are searched for a card."""
_LINES_ABOVE, _FIRST_PARAGRAPHS = 3, 3
"""Lines above the headline, and first paragraphs, of which one can be the number of the document."""
_MAX_NUMBER_LINE = 60
"""Characters of the longest line that is only a number."""
_MIN_FIELDS = 3
"""Fewest fields of a card without an index number or a document number: 发布机构 beside a day is only a source."""
_MAX_VALUE = 100
"""Characters of the longest value of a card: a longer one is text."""
_MAX_STATUS = 12
"""Characters of the longest status: 已被修改或部分失效 has nine."""
_NOTHING = re.compile(r"[\W_]*(?:无|暂无|空|null|none|undefined|n/?a)?[\W_]*", re.IGNORECASE)
"""A value that says that there is none."""
_STATUS = re.compile("效|废|修|施行|执行")
_YES_OR_NO = {"是": "有效", "否": "失效"}
"""The answers to 是否有效 (is it in force?)."""
_YEAR = r"(?:(?:19|20)\d\d|二[〇○零ОO0][〇○零ОO0一二三四五六七八九]{2})\s?年?"
_ORDINAL = r"[\d一二三四五六七八九十百〇零]{1,5}"
_NUMBER = (
    rf"[\u4e00-\u9fff]{{1,20}}\s?[〔﹝［\[（(【]\s?{_YEAR}\s?[〕﹞］\])）】]"
    rf"\s?[\u4e00-\u9fff]{{0,4}}第?\s?{_ORDINAL}\s?号"
)
"""A number with the short name of its office and its year: 云政发〔2024〕12号."""
_NUMBER_LINE = re.compile(rf"\W{{0,2}}({_NUMBER})\W{{0,2}}")
_NUMBER_AT_END = re.compile(rf"[（(]\s?({_NUMBER})\s?[)）]$|(?<=\s)({_NUMBER})$")
_ORDER_NUMBER = rf"(?:{_YEAR}\s?)?第\s?{_ORDINAL}\s?号"
"""A number among the orders of one office: 第3号, 2024年第3号."""
_ORDER_LINE = re.compile(
    rf"\W{{0,2}}((?:[\u4e00-\u9fff]{{2,24}})?令\s?{_ORDER_NUMBER}|{_ORDER_NUMBER}\s?(?:令|公告|通告)?)\W{{0,2}}"
)
_ORDER_AT_END = re.compile(
    rf"(?:令|公告|通告|公报)\s?[（(〔]?\s?({_ORDER_NUMBER})\s?[〕)）]?$"
    rf"|(?:通知|意见|决定|批复|规定|办法)\s?[（(]\s?({_YEAR}\s?第\s?{_ORDINAL}\s?号)\s?[)）]$"
)
_ORDER_TITLE = re.compile(r"令|公告|通告|公报|布告|规定|办法|条例|决定")
"""A word in the headline of a document that can have such a number."""
_FORMAL_TITLE = re.compile(
    r"(?:公告|通告|公示|布告|命令|[府会局委院]令)(?:\W[^，。]{0,30})?$"
    r"|关于.{2,120}(?:通知|通报|决定|意见|批复|复函|函|规定|办法|细则|方案|规划|报告|请示|决议|公报)(?:\W[^，。]{0,30})?$"
)
"""The headline of a document whose sign-off names the office and the day: news has none."""
_OFFICE = re.compile(
    rf"(?!关于|以上|{labels.ATTACHMENT}|联系)[\u4e00-\u9fff·（）()“” ]{{2,40}}?"
    r"(?:政府|办公室|委员会|常委会|领导小组|指挥部|办事处|街道|中心|公司|集团|大学|学院|[中小]学"
    r"|学校|医院|大队|支队|[局委办厅处科部院会站所馆社团])\W?"
)
"""A line that is only the name of the office that signs."""
_SEAL = re.compile(r"\s?[（(](?:印|盖|公)?章[)）]")
"""The place of a seal behind the name of an office."""
_OFFICE_AND_DAY = re.compile(
    rf"({_OFFICE.pattern})\s?((?:(?:19|20)\d\d|二[〇○零ОO0])[\d〇○零ОO0一二三四五六七八九十年月/.-]{{4,13}}日?)\W?"
)
_MAX_OFFICES = 5
"""Most offices that sign one document, each on a line of its own."""
_LAST_PARAGRAPHS = 6
"""Last paragraphs of which one can be the day of the sign-off: attachments and 此件公开发布 come behind it."""
_MAX_DAY = 16
"""Characters of a line that is only the day: 二〇二五年十二月三十一日 has 12."""


def fill_document(content: Content, context: ArticleContext) -> None:
    """Set ``document`` from the card, the line of the number and the sign-off, in this order of trust.

    A sign-off counts only on a document: with a number, or a headline like 关于…的通知.
    """
    found: _Fields = dict.fromkeys((*DOCUMENT_TEXTS, *DOCUMENT_DAYS))
    proofs: list[tuple[EvidenceRule, str]] = []
    if card := _card_fields(_card_entries(context)):
        found |= card[0]
        proofs.append((EvidenceRule.CATALOGUE_CARD, card[1]))
    if not found["document_number"] and (number := _number_near_headline(content, context)):
        found["document_number"] = number[0]
        proofs.append((EvidenceRule.NUMBER_LINE, number[1]))
    if (found["document_number"] or _FORMAL_TITLE.search(content.title)) and (
        sign_off := _sign_off(content.paragraphs)
    ):
        missing = {name: value for name, value in sign_off[0].items() if not found[name]}
        if missing:
            found |= missing
            proofs.append((EvidenceRule.SIGN_OFF_LINE, sign_off[1]))
    if proofs:
        content.document = found
        rules = " ".join(rule for rule, _ in proofs)
        content.note("document", rules, " ".join(text for _, text in proofs))


def _card_entries(context: ArticleContext) -> list[CardEntry]:
    """Return the entries of the card above or below the body, not those of its paragraphs."""
    document, body = context.document, context.body
    if not document.card:
        return []
    inside = set(body.paragraphs)
    below = set(lines_below(document, body.end, _LINES_BELOW))
    return [
        entry
        for entry in document.card
        if (entry.line < body.end or entry.line in below)
        and entry.line not in inside
        and not document.lines[entry.line].flags & HIDDEN
    ]


def _card_fields(entries: list[CardEntry]) -> tuple[_Fields, str] | None:
    """Return the fields that the labels give and the text of these entries; None if they are too few for a card."""
    values: dict[str, str] = {}
    for entry in entries:
        if len(entry.value) <= _MAX_VALUE and not _NOTHING.fullmatch(entry.value):
            values.setdefault(entry.label, entry.value)
    found: _Fields = {}
    read = []
    for name, names in CARD_FIELDS.items():
        for label in names:
            if label in values and (value := _field_value(name, values[label])):
                found[name] = value
                read.append(f"{label}：{values[label]}")
                break
    has_number = "index_number" in found or "document_number" in found
    return (found, " ".join(read)) if has_number or len(found) >= _MIN_FIELDS else None


def _field_value(name: str, text: str) -> str | None:
    """Return the value of a field in the text behind its label; None if the text is none."""
    if name in DOCUMENT_DAYS:
        day = find_day(text.rpartition("至")[2]) or find_day(text)
        return day.isoformat() if day else None
    if name == "status":
        status = _YES_OR_NO.get(text, text)
        return status if len(status) <= _MAX_STATUS and _STATUS.search(status) else None
    if name == "document_number" and _NUMBER_LINE.fullmatch(text):
        return _without_blanks(text)
    if name in {"index_number", "document_number"}:
        return text if re.search(r"\d|号", text) else None
    return text


def _number_near_headline(content: Content, context: ArticleContext) -> tuple[str, str] | None:
    """Return the number on a line of its own around the headline, or at its end, and the text it was read from."""
    document, body, headline = context.document, context.body, context.headline.line
    has_order_title = _ORDER_TITLE.search(content.title) is not None
    start = max(0, headline - _LINES_ABOVE) if headline >= 0 else max(0, body.start - _LINES_ABOVE)
    for i in chain(range(start, body.start), body.paragraphs[:_FIRST_PARAGRAPHS]):
        line = document.lines[i]
        if len(line.text) > _MAX_NUMBER_LINE or line.linked or line.flags & HIDDEN or i == headline:
            continue
        match = _NUMBER_LINE.fullmatch(line.text)
        if not match and (order := _ORDER_LINE.fullmatch(line.text)):
            match = order if has_order_title or "令" in order[1] else None
        if match:
            return _without_blanks(match[1]), line.text
    for title in (content.title, context.headline.found_in[:_MAX_VALUE]):
        if match := _NUMBER_AT_END.search(title[-_MAX_NUMBER_LINE:]) or _ORDER_AT_END.search(
            title[-_MAX_NUMBER_LINE:]
        ):
            return _without_blanks(next(filter(None, match.groups()))), title
    return None


def _without_blanks(number: str) -> str:
    return number.replace(" ", "")


def _sign_off(paragraphs: list[str]) -> tuple[_Fields, str] | None:
    """Return issuer and day of the lines that sign a document, and their text; None if nobody signs with a day."""
    for i in range(len(paragraphs) - 1, max(0, len(paragraphs) - _LAST_PARAGRAPHS) - 1, -1):
        text = _SEAL.sub("", paragraphs[i][: _MAX_NUMBER_LINE + 1])
        if len(text) > _MAX_NUMBER_LINE:
            continue
        if (both := _OFFICE_AND_DAY.fullmatch(text)) and (day := find_day(both[2])):
            return {"issuer": both[1].strip(), "written_on": day.isoformat()}, text
        if len(text) <= _MAX_DAY and starts_with_date(text) and (day := find_day(text)):
            offices = _offices_above(paragraphs, i)
            if not offices:
                return None
            issuer = " ".join(offices)
            return {"issuer": issuer, "written_on": day.isoformat()}, f"{issuer} {text}"
    return None


def _offices_above(paragraphs: list[str], end: int) -> list[str]:
    """Return the lines right above the day that are names of offices, from top to bottom."""
    offices: list[str] = []
    for paragraph in reversed(paragraphs[max(0, end - _MAX_OFFICES) : end]):
        text = _SEAL.sub("", paragraph[: _MAX_NUMBER_LINE + 1])
        if len(text) > _MAX_NUMBER_LINE or not _OFFICE.fullmatch(text):
            break
        offices.insert(0, clean(text))
    return offices
