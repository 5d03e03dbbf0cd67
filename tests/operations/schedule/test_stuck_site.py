from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from typing import TYPE_CHECKING

from bulletin_spider.operations.reporting.log_context import call_in, enter_site
from bulletin_spider.operations.schedule.stuck_site import site_at_work

if TYPE_CHECKING:
    from collections.abc import Callable


def context_of(site: str) -> contextvars.Context:
    context = contextvars.copy_context()
    context.run(enter_site, site)
    return context


def seen_during(work: Callable[[], None]) -> set[str]:
    """Return what a second thread sees at work while this one works."""
    seen, ended = set[str](), threading.Event()

    def look() -> None:
        while not ended.wait(0.001):
            seen.add(site_at_work())

    watch = threading.Thread(target=look)
    watch.start()
    work()
    ended.set()
    watch.join()
    return seen


def test_stuck_task_names_its_site() -> None:
    async def block() -> None:
        time.sleep(0.05)  # noqa: ASYNC251 - to block the loop is the subject

    async def crawl_two() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.create_task(block(), context=context_of(site)) for site in ("a", "b")))

    assert {"a", "b"} <= seen_during(lambda: asyncio.run(crawl_two())) <= {"", "a", "b"}


def test_timer_of_another_site_names_its_own() -> None:
    """Twisted runs a timer of one site inside a step of another."""
    outer, inner = context_of("outer"), context_of("inner")

    async def crawl() -> None:
        asyncio.get_running_loop().call_soon(call_in, inner, time.sleep, 0.05, context=outer)
        await asyncio.sleep(0.01)

    seen = seen_during(lambda: asyncio.run(crawl()))
    assert "inner" in seen
    assert "outer" not in seen
