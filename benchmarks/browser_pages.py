"""Measure a page in Chromium: what axe-core finds, what goes over the wire, and whether it fits the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser, Page

_SETTINGS = [(width, scheme) for width in (1280, 360) for scheme in ("light", "dark")]
_SMALL = (320, 360)
"""Widths of small phones in pixels; 320 is also a page of 1280 at four times its size (WCAG 1.4.10)."""
_AFTER_LOAD = 1_500
"""Milliseconds that scripts get after the page was loaded: pywb draws its calendar in them."""
_SAME = 0.9
"""A page without script may lack a tenth of the characters: dates that a script adds, the names of its buttons."""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class PageMeasure(NamedTuple):
    """What was measured of a page."""

    faults: Mapping[str, int]
    """The most elements at which each rule was violated, in any of the four settings."""
    wire: int
    """Bytes of all answers, compressed, with their headers."""
    script: int
    requests: int
    foreign: int
    """Requests to another host."""
    plain: bool
    """The page says the same without script."""
    too_wide: tuple[int, ...]
    """Widths in pixels at which the page is wider than the screen."""

    def violations(self) -> str:
        """Return how many rules are violated, at how many elements."""
        return f"{len(self.faults)} ({sum(self.faults.values())})" if self.faults else "0"

    def wider(self) -> str:
        """Return the widths at which the page is too wide."""
        return ", ".join(map(str, self.too_wide)) or "none"


class Wire:
    """Count what a page asks for."""

    def __init__(self, page: Page, host: str) -> None:
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.requests = self.foreign = 0
        self._host = host
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)

    def _asked(self, event: dict[str, Any]) -> None:
        if not (address := urlsplit(event["request"]["url"])).scheme.startswith("http"):
            return
        self.requests += 1
        self.foreign += address.netloc != self._host
        self.kinds[event["requestId"]] = event.get("type", "")

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def of(self, kind: str) -> int:
        """Return the bytes of one kind of answer."""
        return sum(size for one, size in self.sizes.items() if self.kinds.get(one) == kind)


def measured(browser: Browser, address: str, axe: str) -> PageMeasure:
    """Load a page in each setting, each time in a browser that knows nothing."""
    faults: dict[str, int] = {}
    for width, scheme in _SETTINGS:
        for rule, count in _violations(browser, address, axe, width, scheme).items():
            faults[rule] = max(count, faults.get(rule, 0))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wire = Wire(page, urlsplit(address).netloc)
    _load(page, address)
    shown = _words(page)
    context.close()
    plain = _without_script(browser, address)
    return PageMeasure(
        faults,
        sum(wire.sizes.values()),
        wire.of("Script"),
        wire.requests,
        wire.foreign,
        plain=plain >= shown * _SAME,
        too_wide=tuple(width for width in _SMALL if _is_wider(browser, address, width)),
    )


def _violations(browser: Browser, address: str, axe: str, width: int, scheme: str) -> dict[str, int]:
    """Return how many elements violate each rule."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    _load(page, address)
    page.evaluate(axe)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", _RULES)
    context.close()
    return {one["id"]: len(one["nodes"]) for one in found["violations"]}


def _is_wider(browser: Browser, address: str, width: int) -> bool:
    """Return whether one has to scroll sideways."""
    context = browser.new_context(viewport={"width": width, "height": 640}, is_mobile=False)
    page = context.new_page()
    _load(page, address)
    wider: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    return wider


def _without_script(browser: Browser, address: str) -> int:
    """Return how many characters the page shows without script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _load(page, address)
    count = _words(page)
    context.close()
    return count


def _words(page: Page) -> int:
    """Return how many characters a person sees."""
    return len("".join(page.locator("body").inner_text().split()))


def _load(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")
    page.wait_for_timeout(_AFTER_LOAD)
