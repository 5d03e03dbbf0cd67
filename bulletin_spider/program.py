"""Name the program that a person types: ``bulletin``, or ``scrapy`` in a project."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE = "BULLETIN_PROGRAM"


def _typed(called: str) -> str:
    path = PurePath(called)
    name = path.parent.name if path.stem == "__main__" else path.stem
    return "scrapy" if name == "scrapy" else "bulletin"


PROGRAM = os.environ.get(_VARIABLE) or _typed(sys.argv[0] if sys.argv else "")
"""How a message begins, and what it tells a person to type. In a process of another program it is ``bulletin``, which
is there wherever this package is installed."""


def environment_for_child() -> dict[str, str]:
    """Return the environment of a process that this one starts: its messages name the program that was typed."""
    return os.environ | {_VARIABLE: PROGRAM}


@contextmanager
def passed_on() -> Iterator[None]:
    """Let processes that ``multiprocessing`` starts meanwhile name the program that was typed."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = PROGRAM
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
