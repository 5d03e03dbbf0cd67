"""Serve the application with uvicorn on a socket that listens already."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING, NamedTuple

import uvicorn

from bulletin_spider.web.app import create_app
from bulletin_spider.web.connections import LONGEST_HEAD, WatchedConnection

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from starlette.applications import Starlette

    from bulletin_spider.web.reading import Reading

_IDLE_SECONDS = 15
"""Seconds after which a connection without a request is closed: longer than a person reads a list, and short enough
that idle browsers hold no more than a few connections each."""
_MOST_CONNECTIONS = 500
"""Connections and requests at once; more get 503. Each holds about 20 KB, and a person's browser opens up to six."""
_ENDING_SECONDS = 1
"""Seconds that Ctrl-C waits for answers that are on their way: most take a tenth of it."""


class Reached(NamedTuple):
    """How readers reach the pages."""

    names: Sequence[str] = ()
    """The hosts that are answered for, beside addresses and ``localhost``."""
    proxy: str | None = None
    """The address of the one proxy whose ``X-Forwarded-*`` headers are trusted."""
    prefix: str = ""
    """What the paths of all pages begin with."""


def serve(reading: Reading, listening: socket.socket, reached: Reached) -> None:
    """Serve the pages of an archive until SIGINT or SIGTERM comes.

    Requests are not logged: they say what somebody reads, and a proxy has a log of its own.
    """
    logging.basicConfig(format="bulletin browse: %(message)s", level=logging.WARNING)
    server = uvicorn.Server(configuration(create_app_over(reading, reached), reached.proxy))
    # What has been imported stays: without it, the collector looks at less, and no page waits 20 ms for it.
    gc.freeze()
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:  # uvicorn raises the signal once more when it has ended everything
        return


def create_app_over(reading: Reading, reached: Reached) -> Starlette:
    """Return the application over an archive, whose search database is being brought up to date."""
    reading.search.follow_soon()
    return create_app(reading, reached.names, reached.prefix)


def configuration(app: Starlette, proxy: str | None = None) -> uvicorn.Config:
    """Return how uvicorn serves the application."""
    return uvicorn.Config(
        app,
        log_level="error",  # a warning comes with each request that is no HTTP, and anybody can send thousands
        http=WatchedConnection,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        access_log=False,
        server_header=False,
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_ENDING_SECONDS,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy or "",
    )
