"""Make the application: a route for each page, language and ending, and everything that guards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bulletin_spider.web.answers import Answers
from bulletin_spider.web.pages import all_pages, plain_pages
from bulletin_spider.web.rendering import STATIC
from bulletin_spider.web.security.headers import SecurityHeaders
from bulletin_spider.web.security.hosts import KnownHosts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.routing import BaseRoute

    from bulletin_spider.web.page import Page
    from bulletin_spider.web.reading import Reading

_SMALLEST_PACKED = 1_000
"""Bytes below which an answer is not compressed: it fits into one packet anyway."""


def create_app(reading: Reading, names: Sequence[str] = ()) -> Starlette:
    """Return the application over an archive; ``names`` are the hosts, beside addresses, that it is reached by."""
    answers = Answers(reading)
    routes: list[BaseRoute] = [Mount("/static", StaticFiles(directory=STATIC), name="static")]
    routes += [Route(page.path, answers.plain_endpoint(page), methods=["GET"]) for page in plain_pages()]
    for prefix, language in (("/en", "en"), ("", "zh")):
        routes += _routes(prefix, language, answers)
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(KnownHosts, names=names),
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware, minimum_size=_SMALLEST_PACKED),
        ],
        exception_handlers=answers.handlers(),
    )


def _routes(prefix: str, language: str, answers: Answers) -> Iterator[Route]:
    """Yield the routes of a language; endings come first, because a part of a path may hold a full stop."""
    pages = all_pages()
    for page in pages:
        for ending in _endings(page):
            yield Route(
                prefix + page.stem + ending, answers.endpoint(page, language, ending), methods=["GET"]
            )
    for page in pages:
        path = prefix if prefix and page.path == "/" else prefix + page.path
        yield Route(path, answers.endpoint(page, language, ""), methods=["GET"])
        if path == prefix:
            yield Route(f"{prefix}/", answers.endpoint(page, language, ""), methods=["GET"])


def _endings(page: Page) -> Iterator[str]:
    yield ".json" if not page.feed else ".feed.json"
    if page.feed:
        yield ".json"
        yield ".atom"
    if page.rows:
        yield ".csv"
