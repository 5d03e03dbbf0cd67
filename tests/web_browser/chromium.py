"""Find Chromium, and open pages in it as a person does; whatever goes wrong in a page is noted."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
VARIABLE = "BULLETIN_TEST_CHROMIUM"
"""The file of the browser, if no such name is on the PATH."""
MISSING = (
    "no Chromium for the tests of the pages: 'sudo apt-get install chromium fonts-noto-cjk' installs it,"
    f" or {VARIABLE} names its file; -m 'not browser' leaves these tests out"
)
PATIENCE = 20_000
"""Milliseconds: longer than any page takes on a busy machine."""


def chromium() -> str:
    """Return the file of Chromium; fail with one line if there is none."""
    found = os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail(MISSING, pytrace=False)
    return found


@dataclass
class Reader:
    """A person with a browser of their own, before one server."""

    browser: Browser
    root: str
    """Address of the server, without a slash at its end."""
    faults: list[str] = field(default_factory=list)
    """What no page may do: a message of the console, a violation of the policy, a request to another host."""
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int = 1280, scheme: Any = "light", **options: Any) -> Page:
        """Return an empty page in a new profile."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=self.root, **options
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        return page

    def open(self, address: str, **options: Any) -> Page:
        """Return a page in a new profile, which shows an address of the server."""
        page = self.page(**options)
        page.goto(address)
        return page

    def close(self) -> None:
        """Close everything that was opened."""
        for context in self.contexts:
            context.close()

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.root}/"):
            self.faults.append(f"request: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"status {response.status}: {response.url}")
