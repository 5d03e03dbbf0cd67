"""Open the pages of hostile bulletins in a browser, touch every element, and note whatever runs, asks or leads away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from playwright.sync_api import Error

from bulletin_spider.web.evidence.capture_address import capture_address
from tests.web.hostile_views import Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Dialog, Page

OTHER_HOSTS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""What the browser is started with, so that an attack that works reaches nobody."""
_PATIENCE = 60_000
"""Milliseconds: longer than any page takes on a busy machine."""
_NOTING = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.ran.push(name);
document.addEventListener("securitypolicyviolation", (event) =>
  window.ran.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
"""An attack calls ``alert``. The policy of the pages would stop it: then it is noted what was stopped."""
_TOUCHING = """
() => {
  const found = [];
  addEventListener("click", (event) => event.preventDefault(), true);
  addEventListener("submit", (event) => event.preventDefault(), true);
  for (const one of document.querySelectorAll("main, main *"))
    for (const kind of ["mouseover", "focus", "click", "toggle", "scroll", "animationstart", "load", "error"])
      one.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
  for (const one of document.querySelectorAll("[href]:not([rel=canonical]), [src], [action]")) {
    const written = one.getAttribute("href") ?? one.getAttribute("src") ?? one.getAttribute("action");
    const address = one.href ?? one.src ?? one.action;
    const protocol = /^[a-z+.-]+:/i.exec(String(address))?.[0];
    const isOurs = String(address).startsWith(`${location.origin}/`);
    if (!["http:", "https:", "mailto:"].includes(protocol) || isOurs !== /^[/#?]/.test(written))
      found.push(`${one.tagName} ${written}`);
  }
  return [...window.ran, ...found];
}
"""


class Watched:
    """A page of a browser; what happens in it is noted."""

    def __init__(self, browser: Browser, root: str) -> None:
        self.root, self.address, self.found = root, "", Judgement()
        context = browser.new_context(base_url=root)
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_NOTING)
        self.page: Page = context.new_page()
        context.on("page", lambda page: self.note(f"opened {page.url}"))
        self.page.on("dialog", self._dismiss)
        self.page.on("download", lambda download: self.note(f"downloads {download.url}"))
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("request", lambda request: self._look_at(request.url))

    def open(self, kind: str, address: str) -> None:
        """Open an address, and touch every element of its page."""
        self.address = address
        started = time.monotonic()
        try:
            answer = self.page.goto(address)
            if answer is None or answer.status != 200:
                self.note(f"status {answer.status if answer else None}")
            for one in self.page.evaluate(_TOUCHING):
                self.note(one)
            if self.page.url != self.page.evaluate(
                "address => new URL(address, location.origin).href", address
            ):
                self.note(f"leads to {self.page.url}")
        except Error as error:
            self.note(f"cannot be opened: {error.message}")
        self.found.answers[kind] += 1
        self.found.slowest = max(self.found.slowest, time.monotonic() - started)

    def note(self, finding: str) -> None:
        """Add a finding."""
        self.found.findings.append(f"{self.address} in the browser: {finding[:500]}")

    def _dismiss(self, dialog: Dialog) -> None:
        self.note(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _look_at(self, url: str) -> None:
        if not url.startswith(f"{self.root}/"):
            self.note(f"asks for {url}")


def judge_in_browser(browser: Browser, root: str, site: str, versions: Sequence[dict[str, Any]]) -> Judgement:
    """Open the pages of bulletins, of which these are the latest versions, and the lists."""
    watched = Watched(browser, root)
    for version in versions:
        for kind, address in _views(site, version):
            watched.open(f"{kind} in Chromium", address)
    for address in (
        "/",
        "/search?rows=200",
        "/changes?rows=200",
        "/withdrawn?rows=200",
        "/sites",
        f"/s/{quote(site, safe='')}",
    ):
        watched.open("lists in Chromium", address)
    watched.page.context.close()
    watched.found.bulletins += len(versions)
    return watched.found


def _views(site: str, version: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the page of a bulletin, and its page in one of five other forms."""
    number = int(version["id"], 16)
    path = f"/b/{quote(site, safe='')}/{version['id']}"
    capture = capture_address(version["capture"])
    assert capture
    words = quote(version["title"][:40].encode(errors="replace"), safe="").replace("%00", "")
    others = [
        ("bodies as on the page", f"/en{path}?body=page"),
        ("comparisons", f"{path}/1..2?links=1&context=all"),
        ("kept pages", f"{capture.path}?view=page"),
        ("sources", f"{capture.path}?view=source"),
        ("searches", f"/search?q={words}&rows=5"),
    ]
    yield "bulletins", path
    yield others[number % len(others)]
