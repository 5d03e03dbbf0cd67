"""The objects of a page that its scripts name: the location, elements, forms and their fields, jQuery's selections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from bulletin_spider.listings.page.tree import texts_of
from bulletin_spider.markup.selectors import select_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_FIELDS = frozenset({"input", "select", "textarea", "button"})
_MAX_TEXTS = 20


class Unknown:
    """A value that cannot be read from the page."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Location:
    """The address of the page."""

    url: str

    def member(self, name: str) -> object:
        """Return a part of the address, as the browser's ``location`` names it."""
        parts = urlsplit(self.url)
        return {
            "href": self.url,
            "pathname": parts.path,
            "search": f"?{parts.query}" if parts.query else "",
            "host": parts.netloc,
            "hostname": parts.hostname or "",
            "protocol": f"{parts.scheme}:",
            "origin": f"{parts.scheme}://{parts.netloc}",
            "hash": "",
        }.get(name, UNKNOWN)


@dataclass(frozen=True)
class Selection:
    """Elements that jQuery selects."""

    elements: tuple[_Element, ...]


@dataclass(frozen=True)
class Library:
    """An object of the browser or of a library, such as ``window`` or ``$``, by its name."""

    name: str


class PageNumber(int):
    """The page number that a library gives to a function: a number, or an object with it (``obj.curr``)."""


@dataclass
class Values:
    """What a script has set: values of fields and attributes of elements."""

    of_fields: dict[_Element, str] = field(default_factory=dict)
    of_attributes: dict[tuple[_Element, str], str] = field(default_factory=dict)

    def copy(self) -> Values:
        """Return a copy that can be changed on its own."""
        return Values(dict(self.of_fields), dict(self.of_attributes))


def by_id(root: _Element, name: str) -> _Element | None:
    """Return the first element with an id, else the first with that name."""
    found = root.xpath("(//*[@id=$name])[1] | (//*[@name=$name])[1]", name=name)
    elements = [one for one in found if etree.iselement(one)] if isinstance(found, list) else []
    return next((one for one in elements if one.get("id") == name), next(iter(elements), None))


def form_named(root: _Element, name: object) -> _Element | None:
    """Return the form with a name, an id or a position."""
    forms = list(root.iter("form"))
    if isinstance(name, int):
        return forms[name] if 0 <= name < len(forms) else None
    return next((form for form in forms if name in {form.get("name"), form.get("id")}), None)


def field_named(form: _Element, name: str) -> _Element | None:
    """Return a field of a form by its name or id."""
    return next(
        (one for one in form.iter(*_FIELDS) if name in {one.get("name"), one.get("id")}),
        None,
    )


def selected(root: _Element, css: str) -> Selection | Unknown:
    """Return the elements that a selector of jQuery selects; ``UNKNOWN`` if it is not plain CSS."""
    try:
        return Selection(tuple(select_all(root, css.replace(":input", "input"))))
    except ValueError:
        return UNKNOWN


def form_of(element: _Element) -> _Element | None:
    """Return the form around an element, or the element itself if it is one."""
    return element if element.tag == "form" else next(element.iterancestors("form"), None)


def value_of(element: _Element, values: Values) -> object:
    """Return the value of a field; of a drop-down that of its selected option, else of its first."""
    if element in values.of_fields:
        return values.of_fields[element]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options
        return chosen[0].get("value", "") if chosen else ""
    if element.tag == "textarea":
        return text_of(element)
    return element.get("value") or ("" if element.tag in _FIELDS else UNKNOWN)


def text_of(element: _Element) -> str:
    """Return the text in an element."""
    return "".join(texts_of(element, _MAX_TEXTS)).strip()


def form_fields(form: _Element, values: Mapping[_Element, str]) -> list[tuple[str, str]] | None:
    """Return names and values that a form sends, without those of its buttons; None for a form with a password."""
    sent = []
    for one in form.iter("input", "select", "textarea"):
        kind = (one.get("type") or "text").lower() if one.tag == "input" else str(one.tag)
        if kind in {"password", "file"}:
            return None
        name = one.get("name")
        if not name or one.get("disabled") is not None or kind in {"submit", "button", "image", "reset"}:
            continue
        if kind in {"checkbox", "radio"} and one.get("checked") is None:
            continue
        value = value_of(one, Values(dict(values)))
        sent.append((name, str(value) if not isinstance(value, Unknown) else ""))
    return sent
