"""Make pages in threads, a few at once; refuse what would wait for long."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response


class PageThreads:
    """So many ``threads`` that make answers, and so many requests that may wait for one."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, "pages")
        self._most = threads + waiting
        self._asked = 0

    def is_full(self) -> bool:
        """Return whether one more request would wait behind too many others."""
        return self._asked >= self._most

    async def run(self, respond: Callable[[Request], Response], request: Request) -> Response:
        """Return what ``respond`` returns for the request, called in a thread."""
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, respond, request)
        finally:
            self._asked -= 1

    def end(self) -> None:
        """Begin no more answers; those that are being made end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)
