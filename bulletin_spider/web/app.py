"""Make the application: a route for each page, language and ending, and everything that guards them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bulletin_spider.web.answers import Answers, schema_endpoint
from bulletin_spider.web.page_threads import PageThreads
from bulletin_spider.web.pages import all_pages, plain_pages
from bulletin_spider.web.rendering import STATIC
from bulletin_spider.web.schemas.registry import SCHEMAS
from bulletin_spider.web.security.headers import SecurityHeaders
from bulletin_spider.web.security.hosts import KnownHosts
from bulletin_spider.web.security.request_limits import RequestLimits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from bulletin_spider.web.page import Page
    from bulletin_spider.web.reading import Reading

_SMALLEST_PACKED = 1_000
"""Bytes below which an answer is not compressed: it fits into one packet anyway."""
_PACKING = 5
"""Level of zlib: the metrics of 3,000 sites take 22 ms, in which no other answer is sent; 9, Starlette's own, takes 117
ms, and an answer has 2% fewer bytes."""

_THREADS = 16
"""Pages that are made at once: eight slow ones, which are stopped after two seconds, leave room for others, and each
connection to the search database has 2 MB."""
_WAITING = 48
"""Requests that wait for one of these threads: those of eight more browsers, which open six connections each. At two
seconds each, the last one waits for six."""
_MONITORS = 2
"""Threads for programs, such as a monitor, which must learn that this server answers while it has much to do."""


def create_app(reading: Reading, names: Sequence[str] = (), prefix: str = "") -> Starlette:
    """Return the application over an archive.

    ``names`` are the hosts, beside addresses, that it is reached by, and ``prefix`` is what all its paths begin with.
    """
    pages, monitors = PageThreads(_THREADS, _WAITING), PageThreads(_MONITORS, _WAITING)
    answers = Answers(reading, pages, monitors, prefix)
    routes: list[BaseRoute] = [Mount("/static", _KeptFiles(directory=STATIC), name="static")]
    routes += [Route(page.path, answers.plain_endpoint(page), methods=["GET"]) for page in plain_pages()]
    routes += [Route(f"/schemas/{name}.json", schema_endpoint(name), methods=["GET"]) for name in SCHEMAS]
    for start, language in (("/en", "en"), ("", "zh")):
        routes += _routes(start, language, answers)

    @asynccontextmanager
    async def ending_threads(_app: Starlette) -> AsyncIterator[None]:
        yield
        pages.end()
        monitors.end()
        reading.search.close()

    return Starlette(
        routes=[Mount(prefix, routes=routes)] if prefix else routes,
        lifespan=ending_threads,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(RequestLimits),
            Middleware(KnownHosts, names=names),
            Middleware(GZipMiddleware, minimum_size=_SMALLEST_PACKED, compresslevel=_PACKING),
        ],
        exception_handlers=answers.handlers(),
    )


class _KeptFiles(StaticFiles):
    """Files that a browser may keep: their addresses change with them."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:  # noqa: ANN401 - Starlette's signature
        """Return the answer with a file."""
        response = super().file_response(*arguments, **named)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


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
    if page.payload:
        yield ".bin"
