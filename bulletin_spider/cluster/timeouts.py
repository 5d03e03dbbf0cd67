"""Wait for what may not end, such as a question to a database whose connection stalls."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


async def in_time(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """Return what ``work`` returns. Raise ``TimeoutError`` after so many seconds, even if it does not end by then.

    It is cancelled, but not waited for: a connection that stalls takes long to give up a question.
    """
    task = asyncio.ensure_future(work)
    task.add_done_callback(_take_error)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
    if not done:
        raise TimeoutError
    return task.result()


def _take_error(task: asyncio.Future[Any]) -> None:
    """Take the error of a task that nobody waits for any more, which would be logged otherwise."""
    if not task.cancelled():
        task.exception()
