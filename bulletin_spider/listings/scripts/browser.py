"""What functions of the browser and of jQuery do when a script of a pager calls them, as far as it leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from bulletin_spider.listings.scripts import members
from bulletin_spider.listings.scripts.definitions import Function
from bulletin_spider.listings.scripts.page_objects import (
    UNKNOWN,
    Library,
    Selection,
    Unknown,
    Values,
    by_id,
    form_named,
    selected,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

WINDOWS = frozenset({"window", "self", "top", "parent", "document"})
_QUERIES = frozenset({"getElementById", "querySelector", "getElementsByName", "querySelectorAll"})
_ASKING = frozenset({"ajax", "get", "post", "getJSON", "load"})
_is_element = etree.iselement


@dataclass
class Destination:
    """Where a click leads: to ``url``, to what ``form`` answers, or to ``data`` that a script asks for."""

    url: str | None = None
    form: _Element | None = None
    values: Values = field(default_factory=Values)
    more_fields: dict[str, str] = field(default_factory=dict)
    """Fields that the form does not hold, such as the button that sends it."""
    data: tuple[str, str, tuple[tuple[str, str], ...]] | None = None
    """Method, address and parameters of a request that a script makes to add rows."""
    asks: bool = False
    """Whether a script asks for data at an address that cannot be read."""
    postback: bool = False
    unsure: bool = False
    """Whether it depends on something unknown."""

    @property
    def is_known(self) -> bool:
        """Whether exactly one request is known."""
        return not self.unsure and (self.url is not None or self.form is not None)


@dataclass
class Browser:
    """A page in a browser, whose ``destination`` is where its scripts have led so far."""

    root: _Element
    destination: Destination = field(default_factory=Destination)

    def selected(self, what: object) -> object:
        """Return what ``$(what)`` selects."""
        if isinstance(what, Library | Selection):
            return what
        if isinstance(what, str):
            return selected(self.root, what)
        return Selection((what,)) if _is_element(what) else UNKNOWN

    def called(self, holder: str, name: str, values: list[object]) -> object:
        """Return the result of a method of ``document``, ``window``, ``$`` or another library."""
        if holder == "document" and name in _QUERIES and values and isinstance(values[0], str):
            return self._queried(name, values[0])
        if holder in WINDOWS and name == "open" and values:
            return self.go(values[0])
        if holder in {"$", "jQuery", "axios"} and name in _ASKING:
            return self._ajax(name, values)
        return members.result_of_function(f"{holder}.{name}", values)

    def _queried(self, name: str, text: str) -> object:
        if name == "getElementById":
            found = by_id(self.root, text)
            return found if found is not None else UNKNOWN
        matches = selected(self.root, f"[name='{text}']" if name == "getElementsByName" else text)
        if not isinstance(matches, Selection):
            return UNKNOWN
        if name == "querySelector":
            return matches.elements[0] if matches.elements else UNKNOWN
        return list(matches.elements)

    def _ajax(self, name: str, values: list[object]) -> object:
        first = values[0] if values else UNKNOWN
        if isinstance(first, dict):
            method = str(first.get("type", first.get("method", "GET"))).upper()
            return self.asked(method, first.get("url", UNKNOWN), first.get("data"))
        data = values[1] if len(values) > 1 and not isinstance(values[1], Function) else None
        return self.asked("POST" if name == "post" else "GET", first, data)

    def asked(self, method: str, url: object, data: object) -> object:
        """Note a request that a script makes to add rows."""
        self.destination.asks = True
        pairs = tuple(data.items()) if isinstance(data, dict) else ()
        known = all(isinstance(value, str | int) for _, value in pairs) and (
            data is None or isinstance(data, dict)
        )
        if isinstance(url, str) and known:
            sent = tuple((str(name), members.text(value)) for name, value in pairs)
            self.destination.data = (method, url, sent)
        return UNKNOWN

    def posted_back(self, values: list[object], this: object) -> object:
        """Note that an ASP.NET form is sent for a control; ``this`` is what was clicked."""
        if values and isinstance(values[0], list):
            values = values[0]
        form = next(this.iterancestors("form"), None) if _is_element(this) else None
        form = form if form is not None else form_named(self.root, 0)
        target, argument = (*values, "", "")[:2]
        if form is None or not isinstance(target, str) or isinstance(argument, Unknown):
            self.destination.unsure = True
            return UNKNOWN
        self.destination.form, self.destination.postback = form, True
        self.destination.more_fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": members.text(argument)}
        return UNKNOWN

    def submitted(self, holder: object) -> object:
        """Note that a form is sent."""
        element = holder.elements[0] if isinstance(holder, Selection) and holder.elements else holder
        if isinstance(element, etree._Element) and element.tag == "form":  # noqa: SLF001
            self.destination.form = element
        else:
            self.destination.unsure = True
        return UNKNOWN

    def go(self, address: object) -> object:
        """Note that the browser goes to an address."""
        if isinstance(address, str):
            self.destination.url = address
        else:
            self.destination.unsure = True
        return address


def escaped(url: str) -> str:
    """Return an address with other characters than ASCII escaped, as ``encodeURI`` does."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
