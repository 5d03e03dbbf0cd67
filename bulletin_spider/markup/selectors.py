"""Select elements with the CSS selectors that a site file may hold."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cssselect import ExpressionError, HTMLTranslator, Selector, SelectorError
from cssselect import parse as parse_css
from cssselect.parser import CombinedSelector
from lxml import etree

from bulletin_spider.markup.parsing import MAX_DEPTH

if TYPE_CHECKING:
    from cssselect.parser import Tree

_MAX_ELEMENTS = 20_000
"""Elements of a page on which selectors are tried; the saved pages have up to 8,000.

``:nth-child`` takes a second for as many siblings, and ``:has`` for as many elements on ``MAX_DEPTH`` levels.
"""
_IS_TOO_LARGE = etree.XPath(
    f"count(descendant-or-self::*) > {_MAX_ELEMENTS} or descendant-or-self::*[count(ancestor::*) > {MAX_DEPTH}]"
)
_MAX_COMPILED = 256
"""Selectors that are kept compiled; 16 sites with 10 selectors each have 160."""


class _Step(NamedTuple):
    """The last part of a selector (``a`` of ``div > a``), its combinator (``>``) and the part before (``div``)."""

    path: etree.XPath
    combinator: str = ""
    before: _Step | None = None


def select_all(root: etree._Element, css: str) -> list[etree._Element]:
    """Return ``root`` and the elements below it that ``css`` selects, in page order.

    Raise ``ValueError`` if ``css`` is not valid. Nothing is selected from a page that is too large or too deep.
    """
    steps = _compiled(css)
    if _IS_TOO_LARGE(root):
        return []
    if len(steps) == 1:
        return _elements(root, steps[0])
    selected = {element for step in steps for element in _elements(root, step)}
    return [element for element in root.iter() if element in selected]


def check_selector(css: str) -> None:
    """Raise ``ValueError`` if ``css`` is not a valid CSS selector, or one whose time is not bounded.

    ``:not()`` and ``:has()`` take a simple argument, as in ``li:not(.ad)``: ``a:not(div div b)`` takes
    16 s on a page that ``select_all`` accepts, and ``div:has(div a)`` takes minutes.
    """
    _compiled(css)


@lru_cache(_MAX_COMPILED)
def _compiled(css: str) -> list[_Step]:
    try:
        # An unknown namespace shows only when a path is evaluated.
        etree.Element("html").xpath(HTMLTranslator().css_to_xpath(css))
        return [_step(selector.parsed_tree) for selector in parse_css(css)]
    except (SelectorError, etree.XPathError, TypeError) as error:
        raise ValueError(f"{css!r} is not a valid CSS selector: {error}") from None


def _step(tree: Tree) -> _Step:
    if isinstance(tree, CombinedSelector):
        return _Step(_path(tree.subselector), tree.combinator, _step(tree.selector))
    return _Step(_path(tree))


def _path(tree: Tree) -> etree.XPath:
    if _has_combinator(tree):
        raise ExpressionError("the argument of :not() or :has() must be a simple selector")
    return etree.XPath(HTMLTranslator().selector_to_xpath(Selector(tree)))


def _has_combinator(part: object) -> bool:
    """Tell whether a part of a parsed selector, or an argument in it, has a combinator."""
    if isinstance(part, CombinedSelector):
        return True
    below = part if isinstance(part, list | tuple) else getattr(part, "__dict__", {}).values()
    return any(_has_combinator(value) for value in below)


def _elements(root: etree._Element, step: _Step) -> list[etree._Element]:
    """Return the elements that match ``step``, in page order.

    Combinators are not left to XPath: libxml2 takes 7 s for ``div div div a`` on 18,000 elements at 60 levels, because
    it merges the elements below each ``div``.
    """
    found: Any = step.path(root)
    if step.before is None:
        return [element for element in found if etree.iselement(element)]
    before = _elements(root, step.before)
    if step.combinator == "~":
        return _later_siblings(root, found, before)
    parts = set(before)
    if step.combinator == "+":
        return [element for element in found if element.getprevious() in parts]
    if step.combinator == ">":
        return [element for element in found if element.getparent() in parts]
    return [element for element in found if not parts.isdisjoint(element.iterancestors())]


def _later_siblings(
    root: etree._Element, found: list[etree._Element], before: list[etree._Element]
) -> list[etree._Element]:
    place = {element: at for at, element in enumerate(root.iter())}
    first: dict[etree._Element | None, int] = {}
    for element in before:
        first.setdefault(element.getparent(), place[element])
    return [element for element in found if first.get(element.getparent(), len(place)) < place[element]]
