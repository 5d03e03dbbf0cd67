"""Hostile pages take linear time. ``benchmarks/linear_shapes.py`` measures all shapes, at larger sizes."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from linear_shapes import READERS, measured
from shapes import SHAPES

ONCE_QUADRATIC = (
    "marks", "marks in a link", "marks in a title", "marks in a host", "marks in a picture", "marks of two parts",
    "open scripts", "open scripts with code", "doubled strings", "written doubles", "growing string",
)  # fmt: skip
OTHERS = (
    "nested boxes with links", "attributes", "tags with attributes", "one click script of a word", "one address of openings", "open comments", "digits", "open brackets", "lines of labels", "rows",
    "title of one row", "rows of data", "spans of data", "one click script of words", "Kaipu calls", "counts of pages", "concatenations in both quotes",
    "labels of a card in one row", "cards", "trails", "shown files", "scripts with files", "files in one script",
    "conditions", "JSON: objects", "JSON: arrays in scripts", "portal",
)  # fmt: skip
BASE = 24_000
"""Bytes of the smallest page; the largest has eight times as many. Quadratic growth takes seconds there."""
MOST_SECONDS = 5.0
"""CPU seconds for the largest page: ten times what the slowest takes on an idle core (0.5 s), as tests share cores."""


def test_there_are_many_shapes() -> None:
    assert len(SHAPES) >= 120


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("shape", [*ONCE_QUADRATIC, *OTHERS])
def test_time_grows_no_more_than_linear(shape: str, reader: str) -> None:
    growth = measured(shape, reader, BASE)
    assert not growth.is_steep, str(growth)
    assert growth.seconds[-1] < MOST_SECONDS, str(growth)
