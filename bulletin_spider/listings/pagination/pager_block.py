"""Find the pager of a listing: the short blocks beside its rows, with their controls, numbers and counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from bulletin_spider.listings.page.link_texts import is_next
from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element, _ElementUnicodeResult

    from bulletin_spider.listings.page.tree import PageTree

_MAX_LEVELS = 12
"""Levels to climb from the rows; a list of a framework is eight levels below its page."""
_COUNT_LEVELS = 4
"""Levels on which a count without controls belongs to the list; higher up it may count something else."""
_MAX_SIBLINGS = 8
_MAX_BLOCK_CHARS = 500
"""Characters of a pager: 20 numbers, its labels, and a line of counts. A longer block is another part of the page."""
_MAX_ELEMENTS = 250
"""Elements of a pager: a hundred numbers in list items, and a drop-down with as many options."""
_MAX_LABEL_CHARS = 100
"""Characters of the label of a control; the patterns for labels take quadratic time."""
_MAX_CONTROLS = 80
_PAGER_CLASS = re.compile(
    r"(?<![a-z])(?:page|pages|pager|paging|pagination|paginator|pagenav\w*|pagebar|pagelist|pagebox|pageinfo|turnpage|"
    r"epages|fenye|fanye|yeshu|yema|fy|pg|pb_sys_common|ewb-page|m-box|laypage|kkpager)(?![a-z])|"
    r"pagination|paginat|loadmore|load-more|load_more",
    re.IGNORECASE,
)
_CONTROL_WORDS = re.compile(
    r"[上下][一1]?页|[前后]一?页|[尾末]页|最后一?页|首页.{0,30}页|加载更多|点击加载|显示更多|查看更多|没有更多|已经?到最后|"
    r"\bnext\b|load\s*more",
    re.IGNORECASE,
)
_COUNT_WORDS = re.compile(
    r"共(?:有|计)?\d{1,7}(?:页|条|个|篇|项|则|记录)|第\d{1,4}页|(?<![\d/.-])(?<!时间)(?<!日期)(?<![间期][:：])[1-9]\d{0,3}/[1-9]\d{0,3}(?![\d/.-])|"
    r"总(?:页数|数|记录数?|条数)[:：]?\d|记录总数[:：]?\d|^(?=\d[\d|·])\d{1,60}(?:[|·]\d{1,60}){0,20}$"
)
_ONLY_COUNTS = re.compile(
    r"(?:[,，、;；|。：:()（）]*(?:(?:共|总共|共有|共计)\d{1,7}(?:条|个|篇|项|则|页)(?:信息|记录|数据|内容|文章)?|第\d{1,4}(?:/\d{1,4})?页|"
    r"每页\d{1,3}条|(?:页次|当前页?|总页数|总数|总记录数?)[:：]?\d{1,7}(?:/\d{1,4})?|/共\d{1,4}页))+[。]?"
)
_NUMBER = re.compile(
    r"(?:第|页[面码]?|当前|跳?转到|到|page|current|go\s*to|[\s\[(（【:：])*+(\d{1,4})(?:\s|页|[\])）】]|当前|current)*+",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"[\[(（【<]?\s*(?:[尾末]\s*页|最[后末]一?\s*页|last(?:\s+page)?)\s*[>»›＞]*\s*[\])）】]?", re.IGNORECASE
)
_BEFORE = re.compile(
    r"[\[(（【<]?\s*[<«‹＜]*\s*(?:上\s*[一1]?\s*页|前\s*一?\s*页|首\s*页|第一页|prev(?:ious)?|first)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:点击|点此|上拉|向上滑动)?\s*(?:加载|载入|显示|展开|浏览)\s*(?:更多|下一?页|剩余).{0,6}|更多(?:新闻|信息|内容|资讯|文章)?加载|"
    r"点击(?:查看)?更多|load(?:ing)?\s*more|show\s*more|more\.\.\.",
    re.IGNORECASE,
)
_MORE_CLASS = re.compile(
    r"(?<![a-z])(?:load[-_]?more\w*|more[-_]?btn|btn[-_]?more|remorebtn|jzgd|pull[-_]?up|get[-_]?more|more[-_]?load)(?![a-z])",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"disabled|(?<![a-z])dis(?![a-z])|no-?drop|not-allowed|unclick|noclick|no-click|_fun_d\b|gray",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CURRENT = re.compile(
    r"(?<![a-z])(?:cur|current|active|on|now|thisclass|selected|hover|this|dq|sel)(?![a-z])|page-?now|page_?on",
    re.IGNORECASE,
)
_BUTTONS = frozenset({"button", "submit", "image"})
_ADDRESSES = ("data-href", "data-url", "data-link", "data-src", "data-next", "data-api")
_MAX_WITH_CLASS = 3_000
_WITH_CLASS = etree.XPath(
    ".//*[self::div or self::ul or self::nav or self::p or self::table or self::span or self::td][@class or @id]"
)
_TEXTS = etree.XPath(
    "descendant-or-self::text()[not(parent::script or parent::style or parent::option or parent::noscript)]"
)


class Control(NamedTuple):
    """What a person can click in a pager, or a label in its place."""

    element: _Element
    label: str
    number: int | None
    is_next: bool
    is_last: bool
    is_before: bool
    """Whether it leads to the first page or to the page before."""
    is_more: bool
    is_off: bool
    """Whether it is disabled, or nothing that can be clicked."""


@dataclass
class PagerBlock:
    """The blocks around the rows of a listing that make up its pager."""

    elements: list[_Element] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    text: str = ""
    """Their visible text, without blanks."""
    drop_down: tuple[int, int] | None = None
    """The selected page and the last page of a drop-down of page numbers."""

    def next_controls(self) -> Iterator[Control]:
        """Yield the controls for the next page that are not disabled."""
        return (one for one in self.controls if one.is_next and not one.is_off)

    def numbered(self, number: int) -> Iterator[Control]:
        """Yield the controls of the page with a number."""
        return (one for one in self.controls if one.number == number and not one.is_off)

    @property
    def highest_number(self) -> int:
        """The highest page number that the pager shows; 0 without numbers."""
        last = self.drop_down[1] if self.drop_down else 0
        return max((one.number for one in self.controls if one.number is not None), default=last)

    @property
    def current(self) -> int | None:
        """The page number that is marked as the current one, or that alone cannot be clicked."""
        numbers = [one for one in self.controls if one.number is not None]
        marked = {one.number for one in numbers if is_current(one.element)}
        if len(marked) == 1:
            return marked.pop()
        still = {one.number for one in numbers if one.is_off}
        if len(still) == 1 and len(numbers) > 1:
            return still.pop()
        return self.drop_down[0] if self.drop_down else None

    def leads_back(self, base: str, own: str) -> bool:
        """Tell whether a control leads to a page before this one, so that this is not the first page."""
        for one in self.controls:
            if one.is_before and not one.is_off:
                url = absolute_url(one.element.get("href") or "", base)
                runs = one.element.get("onclick") or (one.element.get("href") or "").lower().startswith(
                    "javascript:_"
                )
                if (url is not None and url.partition("#")[0] != own) or (runs and "首" not in one.label):
                    return True
        return False


def find_pager(tree: PageTree, rows: Sequence[_Element]) -> PagerBlock:
    """Return the pager beside ``rows``, which are elements in page order; without rows that of the whole page."""
    pager = PagerBlock()
    found = list(_beside(rows)) if rows else list(_by_class(tree.root))
    for element in found:
        if not any(
            one is element or element in one.iterancestors() or one in element.iterancestors()
            for one in pager.elements
        ):
            pager.elements.append(element)
    for element in pager.elements:
        pager.controls.extend(_controls(element))
    boxes = (box for element in pager.elements for box in element.iter("select"))
    pager.drop_down = next((pages for box in islice(boxes, 5) if (pages := _pages_of(box))), None)
    pager.text = "|".join("".join(visible_text(element).split()) for element in pager.elements)
    return pager


def _pages_of(box: _Element) -> tuple[int, int] | None:
    """Return the selected and the last page of a drop-down whose options are the page numbers from 1 on."""
    options = list(islice(box.iter("option"), 10_000))
    numbers = [_number(clean("".join(texts_of(option, 5)))[:20]) for option in options]
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        return None
    chosen = [at for at, option in enumerate(options) if option.get("selected") is not None]
    return (chosen[0] if chosen else 0) + 1, len(numbers)


def _beside(rows: Sequence[_Element]) -> Iterator[_Element]:
    """Yield pagers among the elements before the first row and behind the last one, the nearest level first."""
    children: dict[_Element, _Element] = {}
    child = rows[0]
    for above in islice(rows[0].iterancestors(), 2 * _MAX_LEVELS):
        children[above] = child
        child = above
    last = rows[-1]
    for level in range(_MAX_LEVELS):
        for sibling in islice(last.itersiblings(), _MAX_SIBLINGS):
            yield from _pagers_in(sibling, level)
        above_last = last.getparent()
        if above_last is None or above_last.tag in {"body", "html"}:
            return
        for sibling in islice(children.get(above_last, last).itersiblings(preceding=True), _MAX_SIBLINGS):
            if sibling not in rows:
                yield from _pagers_in(sibling, _COUNT_LEVELS)
        last = above_last


def _pagers_in(element: _Element, level: int) -> Iterator[_Element]:
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "link", "meta"}:
        return
    large = next(islice(element.iter(), _MAX_ELEMENTS, None), None) is not None
    text = "" if large else visible_text(element)
    if large or len(text) > _MAX_BLOCK_CHARS:
        yield from _by_class(element)
    elif _is_pager(element, text, level):
        yield element


def _is_pager(element: _Element, text: str, level: int) -> bool:
    marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.tag}"
    if _PAGER_CLASS.search(marks) or _MORE_CLASS.search(marks):
        return True
    joined = "".join(text.split())
    if _CONTROL_WORDS.search(joined) or next(_marked(element), None) is not None:
        return True
    return (level < _COUNT_LEVELS and _COUNT_WORDS.search(joined) is not None) or (
        _ONLY_COUNTS.fullmatch(joined) is not None
    )


def _marked(element: _Element) -> Iterator[_Element]:
    """Yield elements below that are a pager by class, or whose label is in an attribute."""
    for one in islice(element.iter(), 200):
        if not isinstance(one.tag, str):
            continue
        marks = f"{one.get('class') or ''} {one.get('id') or ''} {one.tag}"
        labels = (one.get("alt") or "", one.get("title") or "", one.get("value") or "")
        if _PAGER_CLASS.search(marks) or _MORE_CLASS.search(marks) or any(is_next(label) for label in labels):
            yield one


def _by_class(root: _Element) -> Iterator[_Element]:
    """Yield the pagers below ``root`` by their class or id; a block with much text is none."""
    for element in islice(_elements(_WITH_CLASS(root)), _MAX_WITH_CLASS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _PAGER_CLASS.search(marks) and len(visible_text(element)) <= _MAX_BLOCK_CHARS:
            yield element


def _elements(found: object) -> Iterator[_Element]:
    return (one for one in found if etree.iselement(one)) if isinstance(found, list) else iter(())


def visible_text(element: _Element) -> str:
    """Return the text of an element without scripts, and without parts that are hidden by their own style."""
    parts = []
    size = 0
    for text in cast("list[_ElementUnicodeResult]", _TEXTS(element)):
        parent = text.getparent()
        holder = parent.getparent() if text.is_tail and parent is not None else parent
        if holder is not None and not is_hidden(holder):
            parts.append(str(text))
            size += len(text)
            if size > 2 * _MAX_BLOCK_CHARS:
                break
    return " ".join(" ".join(parts).split())


def is_hidden(element: _Element) -> bool:
    """Tell whether an element, or one of the few around it, is hidden by its own style."""
    one: _Element | None = element
    for _ in range(4):
        if one is None:
            return False
        if one.get("hidden") is not None or _HIDDEN.search(one.get("style") or ""):
            return True
        one = one.getparent()
    return False


def is_current(element: _Element) -> bool:
    """Tell whether a page number is marked as the current page."""
    above = element.getparent()
    marks = [
        element.get("class") or "",
        (above.get("class") or "") if above is not None and above.tag in {"li", "span"} else "",
    ]
    return any(_CURRENT.search(mark) for mark in marks)


def _controls(block: _Element) -> Iterator[Control]:
    taken: set[_Element] = set()
    for element in islice(block.iter(), 600):
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "select", "option", "head"}:
            continue
        if any(above in taken for above in islice(element.iterancestors(), 4)):
            continue
        clickable = is_clickable(element)
        if not clickable and 0 < len(element) < 4 and clickable_more(element, _label(element)):
            clickable = not any(is_clickable(one) for one in element.iterdescendants())
        if not clickable and len(element) and element.tag != "a":
            number = (
                _number(_label(element))
                if len(element) <= 2 and element.tag in {"li", "span", "td"}
                else None
            )
            if number is None or any(is_clickable(one) for one in element.iterdescendants()):
                continue
        control = _control(element, clickable=clickable)
        if control is not None:
            taken.add(element)
            yield control
            if len(taken) >= _MAX_CONTROLS:
                return


def _control(element: _Element, *, clickable: bool) -> Control | None:
    label = _label(element)
    labels = [
        one.strip()
        for one in (label, element.get("title") or "", element.get("aria-label") or "")
        if len(one) <= _MAX_LABEL_CHARS
    ]
    number = _number(label)
    next_page = any(is_next(one) for one in labels) or (element.get("rel") or "").lower() == "next"
    last = any(_LAST.fullmatch(one) for one in labels)
    before = any(_BEFORE.match(one) for one in labels)
    more = clickable_more(element, label)
    if number is None and not (next_page or last or before or more):
        return None
    off = not (clickable or more) or _is_off(element) or is_hidden(element)
    return Control(element, label, number, next_page, last, before, more, off)


def clickable_more(element: _Element, label: str) -> bool:
    """Tell whether an element adds further rows below the list when it is clicked."""
    if is_hidden(element) or not (label or is_clickable(element)):
        return False
    return _MORE.fullmatch(label.strip()) is not None or (
        len(label) < 12
        and _MORE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
        and re.search(r"没有|全部|最后|到底|完毕|no more", label, re.IGNORECASE) is None
    )


def _label(element: _Element) -> str:
    if element.tag == "input":
        return clean(element.get("value") or element.get("alt") or "")[:60]
    text = visible_text(element)
    if not text:
        pictures = [element] if element.tag == "img" else list(element.iter("img"))
        text = next((one.get("alt") or one.get("title") or "" for one in pictures), "")
    return clean(text)[:60]


def _number(label: str) -> int | None:
    found = _NUMBER.fullmatch(label)
    return int(found[1]) if found else None


def is_clickable(element: _Element) -> bool:
    """Tell whether a click on an element leads somewhere, as far as the element itself shows."""
    if element.tag == "a":
        return element.get("href") is not None or element.get("onclick") is not None or _has_data(element)
    if element.tag == "button" or (
        element.tag == "input" and (element.get("type") or "").lower() in _BUTTONS
    ):
        return True
    return element.get("onclick") is not None or _has_data(element)


def _has_data(element: _Element) -> bool:
    return element.get("data-page") is not None or any(element.get(name) is not None for name in _ADDRESSES)


def _is_off(element: _Element) -> bool:
    if element.get("disabled") is not None or _OFF.search(element.get("class") or ""):
        return True
    above = element.getparent()
    return (
        above is not None
        and above.tag in {"li", "span", "td"}
        and _OFF.search(above.get("class") or "") is not None
    )


def data_address(element: _Element, base: str) -> str | None:
    """Return the address that a control keeps in ``data-href``, ``data-url`` and the like."""
    for name in _ADDRESSES:
        value = (element.get(name) or "").strip()
        if re.search(r"[/.?]", value) and not re.search(r"\{|\$", value):
            return absolute_url(value, base)
    return None
