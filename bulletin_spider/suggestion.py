"""Suggest a known word for one that was mistyped."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str], alike: float = 0.5) -> str:
    """Return `` (did you mean 'x'?)`` if a known word is similar, else an empty string."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=alike)
    return f" (did you mean '{near[0]}'?)" if near else ""
