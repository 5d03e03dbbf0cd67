"""Ask a store for several things at the same time: each question takes as long as the way there and back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.archive.object_store.run_objects import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def ask_at_once(root: Path, question: Callable[[Asked], Answer], items: Iterable[Asked]) -> Iterator[Answer]:
    """Yield the answer for each item in their order; in threads if the archive with this root is in a store."""
    if not in_store(root):
        yield from map(question, items)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(question, items)
