"""Attack every regular expression of the project: may a text make one of them take more than linear time?

Usage: python benchmarks/patterns.py [--seed 1] [--tries 8] [--sizes 40,300] [--seconds 0.25]

The patterns are those that the modules hold as names, in tuples or in dictionaries. Each repeated part of a pattern is
repeated in a text that the pattern itself describes, and the text is spoilt at its end, so that the search has to go
back. A pattern that takes a quarter of a second for 300 characters takes exponential or cubic time. It prints these
patterns, the slowest first, and returns 1 if there are any. Times are CPU times.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import random
import re
import sys
import time
from contextlib import suppress
from re import _constants, _parser  # type: ignore[attr-defined] - Python has no public parser of patterns
from typing import TYPE_CHECKING, Any

import bulletin_spider
from bulletin_spider.exceptions import TooExpensive
from bulletin_spider.reading_time import read_in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = ("", "\0", "！x")
"""What spoils a text: no pattern ends with these characters, and the empty one lets it match."""
GIVEN_UP = 3.0
"""CPU seconds after which an attack is given up."""
MAX_CHARS = 20_000
_ANY = "页7x -/.>，|"
_CATEGORIES = {"DIGIT": "7", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "x", "NOT_SPACE": "x", "NOT_WORD": "-"}
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
_OF_EXTRAS = {"openpyxl", "pyarrow"}


def patterns() -> dict[re.Pattern[str], str]:
    """Return the patterns of all modules, each with the first name that holds it.

    A module that needs the library of an extra is left out where it is not installed.
    """
    found: dict[re.Pattern[str], str] = {}
    for module in pkgutil.walk_packages(bulletin_spider.__path__, "bulletin_spider."):
        if module.name.endswith("__main__"):
            continue
        try:
            names = vars(importlib.import_module(module.name))
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in _OF_EXTRAS:
                raise
            continue
        for name, value in names.items():
            for pattern in _inside(value):
                found.setdefault(pattern, f"{module.name}.{name}")
    return found


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _inside(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _inside(one)


class Texts:
    """Texts that a pattern describes, with one of its repeated parts pumped up."""

    def __init__(self, pattern: re.Pattern[str], chance: random.Random) -> None:
        self.tree = _parser.parse(pattern.pattern, pattern.flags)
        self.chance = chance

    def repeated(self) -> list[Any]:
        """Return the parts that the pattern repeats."""
        return [*_repeated(self.tree)]

    def text(self, part: Any, size: int) -> str:  # noqa: ANN401 - a node of the pattern's tree
        """Return a text in which ``part`` is repeated ``size`` times, as far as the pattern allows."""
        return self._text(self.tree, part, size)[:MAX_CHARS]

    def _text(self, tree: Any, part: Any, size: int) -> str:  # noqa: ANN401
        return "".join(self._node(kind, value, part, size) for kind, value in tree)

    def _node(self, kind: Any, value: Any, part: Any, size: int) -> str:  # noqa: ANN401
        if kind is _constants.LITERAL:
            return chr(value)
        if kind is _constants.IN:
            return self._member(value)
        if kind is _constants.BRANCH:
            return self._text(self.chance.choice(value[1]), part, size)
        if kind in {_constants.SUBPATTERN, _constants.ATOMIC_GROUP}:
            return self._text(value[3] if kind is _constants.SUBPATTERN else value, part, size)
        if kind in _REPEATS:
            return self._repeat(*value, part, size)
        return self.chance.choice(_ANY) if kind in {_constants.ANY, _constants.NOT_LITERAL} else ""

    def _repeat(self, least: int, most: int, inner: Any, part: Any, size: int) -> str:  # noqa: ANN401
        if inner is not part:
            return "".join(
                self._text(inner, part, size) for _ in range(self.chance.randint(least, min(least + 2, most)))
            )
        # Beyond its bound too: a bounded part inside a search meets a text that goes on.
        count = self.chance.choice((size, max(least, min(size, most))))
        if self.chance.random() < 0.5:
            return self._text(inner, None, size) * count
        return "".join(self._text(inner, None, size) for _ in range(count))

    def _member(self, items: list[Any]) -> str:
        if items[0][0] is _constants.NEGATE:
            outside = re.compile("[" + "".join(map(_spelt, items)) + "]")
            return next((char for char in self.chance.sample(_ANY, len(_ANY)) if outside.match(char)), "ж")
        kind, value = self.chance.choice(items)
        if kind is _constants.CATEGORY:
            return _CATEGORIES[str(value).removeprefix("CATEGORY_")]
        return chr(value) if kind is _constants.LITERAL else chr(self.chance.randint(*value))


def _spelt(item: Any) -> str:  # noqa: ANN401
    kind, value = item
    if kind is _constants.NEGATE:
        return "^"
    if kind is _constants.CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        return "\\" + (name[4:][0].upper() if name.startswith("NOT_") else name[0].lower())
    return (
        re.escape(chr(value))
        if kind is _constants.LITERAL
        else "-".join(re.escape(chr(one)) for one in value)
    )


def _repeated(tree: Any) -> Iterator[Any]:  # noqa: ANN401
    for kind, value in tree:
        if kind in _REPEATS:
            yield value[2]
            yield from _repeated(value[2])
        elif kind is _constants.BRANCH:
            for branch in value[1]:
                yield from _repeated(branch)
        elif kind is _constants.SUBPATTERN:
            yield from _repeated(value[3])
        elif kind in {_constants.ASSERT, _constants.ASSERT_NOT}:
            yield from _repeated(value[1])


def slowest(
    pattern: re.Pattern[str], chance: random.Random, sizes: tuple[int, ...], tries: int, seconds: float
) -> tuple[float, str]:
    """Return the CPU seconds of the slowest text, and the text; the first above ``seconds`` ends the search."""
    texts, worst = Texts(pattern, chance), (0.0, "")
    for part in texts.repeated():
        for size in sizes:
            for _ in range(tries):
                text = texts.text(part, size) + chance.choice(ENDINGS)
                for find in (pattern.search, pattern.fullmatch):
                    worst = max(worst, (_seconds(find, text), text))
                    if worst[0] > seconds:
                        return worst
    return worst


def _seconds(find: Any, text: str) -> float:  # noqa: ANN401 - a method of a pattern
    begun = time.process_time()
    with suppress(TooExpensive):
        read_in_time(GIVEN_UP, find, text)
    return time.process_time() - begun


def main() -> int:
    """Attack, print, and return 1 if a pattern is slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tries", type=int, default=8, help="texts for each repeated part and size")
    parser.add_argument("--sizes", default="40,300")
    parser.add_argument("--seconds", type=float, default=0.25)
    options = parser.parse_args()
    sizes = tuple(map(int, options.sizes.split(",")))
    chance = random.Random(options.seed)  # noqa: S311 - an attack is repeatable
    found = patterns()
    slow = []
    for pattern, name in found.items():
        seconds, text = slowest(pattern, chance, sizes, options.tries, options.seconds)
        if seconds > options.seconds:
            slow.append((seconds, name, text))
    for seconds, name, text in sorted(slow, reverse=True):
        print(f"{seconds:6.2f} s  {name}  {len(text)} characters: {text[:30]!r} … {text[-10:]!r}")
    print(f"{len(found)} patterns, seed {options.seed}: {len(slow)} slow")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
