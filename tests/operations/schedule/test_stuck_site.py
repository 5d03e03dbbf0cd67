from __future__ import annotations

import asyncio
import contextvars
import threading

from bulletin_spider.operations.reporting.log_context import call_in, enter_site
from bulletin_spider.operations.schedule.stuck_site import site_at_work


def context_of(site: str) -> contextvars.Context:
    context = contextvars.copy_context()
    context.run(enter_site, site)
    return context


def look(seen: list[str]) -> None:
    """Let a second thread see what is at work, while this one is blocked."""
    other = threading.Thread(target=lambda: seen.append(site_at_work()))
    other.start()
    other.join()


def test_stuck_task_names_its_site() -> None:
    seen: list[str] = []

    async def block() -> None:
        look(seen)

    async def crawl_two() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.create_task(block(), context=context_of(site)) for site in ("a", "b")))

    asyncio.run(crawl_two())
    assert seen == ["a", "b"]


def test_timer_of_another_site_names_its_own() -> None:
    """Twisted runs a timer of one site inside a step of another."""
    outer, inner = context_of("outer"), context_of("inner")
    seen: list[str] = []

    async def crawl() -> None:
        asyncio.get_running_loop().call_soon(call_in, inner, look, seen, context=outer)
        await asyncio.sleep(0.01)

    asyncio.run(crawl())
    assert seen == ["inner"]
