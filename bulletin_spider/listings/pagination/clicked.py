"""Follow what a click on the next page does: the address in an attribute, or what a script of the page says.

ASP.NET postbacks, forms that a function sends, functions that name the address pattern, handlers that jQuery binds,
buttons, and drop-downs of page numbers. A function that is not in the page is not followed.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.listings.page.tree import link_text
from bulletin_spider.listings.pagination.counts import counts_of
from bulletin_spider.listings.pagination.following import next_address
from bulletin_spider.listings.pagination.found import Found, elsewhere, is_followed
from bulletin_spider.listings.pagination.numbering import query_number, static_number
from bulletin_spider.listings.pagination.pager_block import data_address
from bulletin_spider.listings.scripts.browser import Destination, escaped
from bulletin_spider.listings.scripts.definitions import Function
from bulletin_spider.listings.scripts.page_objects import Selection, Values, form_fields, form_of, selected
from bulletin_spider.listings.scripts.syntax import Node, SyntaxUnread, parse_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree
    from bulletin_spider.listings.pagination.pager_block import Control, PagerBlock
    from bulletin_spider.listings.scripts.evaluation import Script

HERE = Found("clicked", None)
"""The answer for a click that leads to the page itself."""
_MAX_BODY = 2_000_000
"""Bytes of a request body; the view state of an ASP.NET page can have some hundred thousand."""
_MAX_TRIES = 6
_HANDLER = re.compile(
    r"""(?:(?:\$|jQuery)\(\s*(['"])(?P<css>[^'"]{1,120})\1\s*\)\s*\.\s*(?:click|on|bind|delegate|live)\s*\(\s*"""
    r"""(?:['"]click['"]\s*,\s*)?(?:(['"])(?P<inner>[^'"]{1,120})\3\s*,\s*)?|"""
    r"""getElementById\(\s*['"](?P<id>[\w-]{1,80})['"]\s*\)\s*\.\s*"""
    r"""(?:onclick\s*+=\s*+|addEventListener\(\s*['"]click['"]\s*,\s*+))"""
    r"""(?:function\s*+\w*+\s*+\([^()]{0,80}\)\s*+|\(?[\w$,\s]{0,40}+\)?\s*+=>\s*+)(?=\{)"""
)
_CLICK = re.compile("click")
_HANDLER_START = re.compile(r"\$\(|jQuery\(|getElementById\(")
_LOOK_BACK = 260
"""Characters before the word click in which its statement begins."""
_MAX_HANDLERS = 60
_CHARSET = re.compile(r"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(gb\w{1,6})", re.IGNORECASE)
_OPTION = re.compile(r"第?\s*(\d{1,4})\s*页?(?:\s*/\s*\d{1,4}\s*页?)?")


def find(tree: PageTree, pager: PagerBlock, script: Script) -> Found | None:
    """Return the page to which the next-page control leads; None if no control of the pager leads anywhere known."""
    controls = [*pager.next_controls(), *(one for one in pager.controls if one.is_more and not one.is_off)]
    told = None
    for control in islice(controls, _MAX_TRIES):
        found = _follow(control, tree, script)
        if found is not None and found.page is not None:
            return found
        told = told or found
    found = _numbered(tree, pager, script) or _drop_down(tree, pager, script)
    return found or (told if told is not HERE else None)


def _numbered(tree: PageTree, pager: PagerBlock, script: Script) -> Found | None:
    """Return the page of the number after the current one; addresses may count from zero, so that it leads here."""
    known = counts_of(pager).current or pager.current or query_number(tree.url) or static_number(tree.url)
    for number in ((known or 1) + 1, (known or 1) + 2):
        found = None
        for control in islice(pager.numbered(number), 2):
            found = _follow(control, tree, script)
            if found is not None and found is not HERE:
                return found
        if found is not HERE:
            return None
    return None


def _follow(control: Control, tree: PageTree, script: Script) -> Found | None:
    element = control.element
    url = data_address(element, tree.base)
    if url is not None:
        return _page("attribute", url, tree, adds_rows=control.is_more)
    plain = element.tag == "a" and absolute_url(element.get("href") or "", tree.base) is not None
    url = next_address(element, tree.base) if control.is_more or not plain else None
    if url is not None and not same_page(url, tree.url):
        return _page("load more" if control.is_more else "clicked", url, tree)
    if _is_submit(element):
        return _sent_by_button(element, tree)
    for destination in _destinations(element, script):
        found = reached(destination, tree)
        if found is not None:
            return found
    return None


def _is_submit(element: _Element) -> bool:
    kind = (element.get("type") or ("submit" if element.tag == "button" else "")).lower()
    return element.tag in {"input", "button"} and kind in {"submit", "image"} and not element.get("onclick")


def _sent_by_button(element: _Element, tree: PageTree) -> Found | None:
    form = form_of(element)
    name = element.get("name")
    if form is None or not name:
        return None
    fields = {name: element.get("value") or link_text(element)}
    if element.get("type") == "image":
        fields = {f"{name}.x": "1", f"{name}.y": "1"}
    return _sent("form", Destination(form=form, more_fields=fields), tree)


def _destinations(element: _Element, script: Script) -> Iterator[Destination]:
    code = element.get("onclick") or ""
    href = element.get("href") or ""
    if code:
        yield script.click(code, element)
    if re.match(r"\s*javascript\s*:\s*\S", href, re.IGNORECASE):
        yield script.click(href, element)
    if code and not re.search(r"return\s+false|\(", code):
        return
    for function in _handlers(element, script):
        yield script.call(function, (), element)


def _handlers(element: _Element, script: Script) -> Iterator[Function]:
    """Yield the functions that the page binds to a click on ``element``."""
    for click in islice(_CLICK.finditer(script.text), _MAX_HANDLERS):
        start = max(0, click.start() - _LOOK_BACK)
        places = [one.start() for one in _HANDLER_START.finditer(script.text, start, click.end())]
        found = _HANDLER.match(script.text, places[-1]) if places else None
        if found is None or not _binds(found, element, script.root):
            continue
        try:
            body = parse_block(script.text[found.end() : found.end() + 4_000])
        except SyntaxUnread:
            continue
        yield Function((), Node("block", tuple(body)))


def _binds(found: re.Match[str], element: _Element, root: _Element) -> bool:
    if found["id"]:
        return element.get("id") == found["id"]
    chosen = selected(root, f"{found['css']} {found['inner']}" if found["inner"] else found["css"])
    return isinstance(chosen, Selection) and element in chosen.elements


def reached(destination: Destination, tree: PageTree) -> Found | None:
    """Return the page to which a click leads, or ``HERE``; None if it is not known."""
    if destination.is_known:
        if destination.form is not None:
            return _sent("postback" if destination.postback else "form", destination, tree)
        url = absolute_url(escaped(destination.url or ""), tree.base)
        if url is None:
            return None
        return HERE if same_page(url, tree.url) else _page("script", url, tree)
    if destination.data is not None and not destination.unsure:
        return _asked_by_script(destination.data, tree)
    return None


def _asked_by_script(data: tuple[str, str, tuple[tuple[str, str], ...]], tree: PageTree) -> Found | None:
    method, address, pairs = data
    url = absolute_url(escaped(address), tree.base)
    if url is None:
        return None
    if method == "GET":
        if pairs:
            url += ("&" if "?" in url else "?") + urlencode(pairs)
        return _page("load more", url, tree, adds_rows=True)
    if not is_followed(url, tree.url, tree.domains):
        return elsewhere("load more", url)
    page = NextPage(url, "POST", urlencode(pairs).encode(), _FORM_HEADERS, adds_rows=True)
    return Found("load more", page)


_FORM_HEADERS = (("Content-Type", "application/x-www-form-urlencoded"),)


def _page(family: str, url: str, tree: PageTree, *, adds_rows: bool = False) -> Found:
    if not is_followed(url, tree.url, tree.domains):
        return elsewhere(family, url)
    return Found(family, NextPage(url, adds_rows=adds_rows))


def _sent(family: str, destination: Destination, tree: PageTree) -> Found | None:
    form = destination.form
    assert form is not None
    fields = form_fields(form, destination.values.of_fields)
    if fields is None:
        return Found(family, None, more="the pager sends a form with a password or a file")
    own = destination.more_fields
    fields = [(name, value) for name, value in fields if name not in own] + list(own.items())
    action = destination.values.of_attributes.get((form, "action")) or form.get("action") or ""
    url = absolute_url(action, tree.base) or tree.url
    if not is_followed(url, tree.url, tree.domains):
        return elsewhere(family, url)
    charset = _CHARSET.search(tree.text[:4_000])
    encoded = urlencode(fields, encoding="gb18030" if charset else "utf-8", errors="replace")
    if (
        destination.values.of_attributes.get((form, "method")) or form.get("method") or "get"
    ).lower() != "post":
        return Found(family, NextPage(f"{url.partition('?')[0]}?{encoded}"))
    if len(encoded) > _MAX_BODY:
        return Found(family, None, more="the form of the pager is too large to be sent")
    headers = (*_FORM_HEADERS, ("Referer", tree.url))
    return Found(family, NextPage(url, "POST", encoded.encode(), headers))


def _drop_down(tree: PageTree, pager: PagerBlock, script: Script) -> Found | None:
    """Return the page to which the option behind the selected one leads, by the script of the drop-down."""
    boxes = [box for block in pager.elements for box in block.iter("select")]
    for box in boxes[:3]:
        code = box.get("onchange") or ""
        options = list(box.iter("option"))
        if not code or len(options) < 2 or not all(_OPTION.fullmatch(link_text(one)) for one in options):
            continue
        chosen = [at for at, option in enumerate(options) if option.get("selected") is not None]
        at = chosen[0] if chosen else 0
        if at + 1 >= len(options):
            return Found("select", None, last="the last page of the drop-down is selected")
        values = Values({box: options[at + 1].get("value") or link_text(options[at + 1])})
        found = reached(script.click(code, box, values), tree)
        return None if found is HERE else found
    return None
