"""Print for each number that weighs in extraction the range in which all pages are read as they are now.

    uv run python benchmarks/weights.py FOLDER...

The HTML files below each FOLDER and those of the tests are read. One number is changed at a time, in steps from zero to
five times its value. A range that ends with ``…`` goes on beyond the last step: no page depends on the number there.
Titles are compared for ``headline/points.py``, paragraphs for ``body/weights.py`` and ``document/prose.py``. A narrow
range says that pages depend on the number, not that the number is right.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import extract
from bulletin_spider.extraction.body import weights
from bulletin_spider.extraction.document import prose
from bulletin_spider.extraction.headline import points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

TABLES: tuple[tuple[ModuleType, str], ...] = (
    (points, "title"),
    (weights, "paragraphs"),
    (prose, "paragraphs"),
)
FACTORS = ((0.9, 0.8, 0.65, 0.5, 0.25, 0.0), (1.1, 1.25, 1.5, 2.0, 3.0, 5.0))
"""Smaller and larger values that are tried in turn, as multiples of the number."""
TESTS = Path(__file__).parents[1] / "tests" / "extraction"
URL = "https://www.example.cn/xw/1.html"


class Answers(NamedTuple):
    """The answers that must stay: for each page the value of one field."""

    field: str
    pages: list[bytes]
    values: list[Any]

    def are_equal(self) -> bool:
        """Return whether each page is read as before."""
        return all(
            read(page, self.field) == value for page, value in zip(self.pages, self.values, strict=True)
        )


def main() -> None:
    """Print a table for each module."""
    folders = [*map(Path, sys.argv[1:]), TESTS]
    pages = [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.html"))]
    print(f"{len(pages)} pages")
    for module, field in TABLES:
        answers = Answers(field, pages, [read(page, field) for page in pages])
        print(f"\n{module.__name__}")
        for name, value, change in numbers(module):
            low, high = (last_equal(value, factors, change, answers) for factors in FACTORS)
            print(f"{name:32} {value:6g}   {low} to {high}", flush=True)


def read(page: bytes, field: str) -> Any:  # noqa: ANN401 - a title, paragraphs, or the reason of a refusal
    """Return a field of a page, or why the page is refused."""
    try:
        return getattr(extract(page, URL), field)
    except NotABulletin as refusal:
        return refusal.reason


def numbers(module: ModuleType) -> Iterator[tuple[str, float, Callable[[float], None]]]:
    """Yield each number of a table with its name, its value and a function that changes it."""
    for name, value in [*vars(module).items()]:
        if name.isupper() and isinstance(value, (int, float)):
            yield name, value, lambda new, name=name: setattr(module, name, new)
        elif name.isupper():
            for i, part in enumerate(value):
                if part:
                    yield f"{name}[{i}]", part, lambda new, name=name, i=i: replace(module, name, i, new)


def replace(module: ModuleType, name: str, i: int, new: float) -> None:
    """Change one number of a tuple."""
    old = getattr(module, name)
    setattr(module, name, (*old[:i], new, *old[i + 1 :]))


def last_equal(
    value: float, factors: tuple[float, ...], change: Callable[[float], None], answers: Answers
) -> str:
    """Return the last value, in the order of ``factors``, with which each page is read as before."""
    last, mark = value, "…"
    for factor in factors:
        tried = value * factor if isinstance(value, float) else round(value * factor)
        change(tried)
        if not answers.are_equal():
            mark = ""
            break
        last = tried
    change(value)
    return f"{last:g}{mark}"


if __name__ == "__main__":
    main()
