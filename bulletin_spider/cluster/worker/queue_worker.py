"""A worker of the queue's library that says when it begins to end, and why."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from procrastinate.worker import Worker


class QueueWorker(Worker):
    """Takes no job any more from the moment at which ``ending`` is set; its ``run`` returns when its jobs have ended.

    An error of the database ends a worker of the library, and nobody would know before its jobs have ended.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - those of the library
        super().__init__(*arguments, **named)
        self.ending = asyncio.Event()
        self.error: BaseException | None = None
        """What has ended it."""

    async def _shutdown(self, side_tasks: list[asyncio.Task[Any]]) -> None:
        errors = [task.exception() for task in side_tasks if task.done() and not task.cancelled()]
        self.error = sys.exception() or next(filter(None, errors), None)
        self.ending.set()
        await super()._shutdown(side_tasks)
