"""No text makes a regular expression take exponential time. ``benchmarks/patterns.py`` tries more texts."""

from __future__ import annotations

import random
import re
import sys

import pytest

from tests.conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from patterns import patterns, slowest

SIZES = (40, 300)
MOST_SECONDS = 1.0
"""CPU seconds. The slowest linear or quadratic pattern takes some milliseconds for these texts."""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_patterns_take_no_exponential_time() -> None:
    """The warnings are those of packages that are imported here for the first time."""
    chance = random.Random(14)
    slow = {
        name: text
        for pattern, name in patterns().items()
        for seconds, text in [slowest(pattern, chance, SIZES, 2, MOST_SECONDS)]
        if seconds > MOST_SECONDS
    }
    assert slow == {}


@pytest.mark.slow
def test_exponential_pattern_is_found() -> None:
    """A word that may be read in two ways: labels of a page number were once read so."""
    pattern = re.compile(r"(?:当前页?|页)*\d")
    assert slowest(pattern, random.Random(14), SIZES, 8, MOST_SECONDS)[0] > MOST_SECONDS
