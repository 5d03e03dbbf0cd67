"""The numbers that weigh stand in tables, each with its meaning."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest

from bulletin_spider.extraction.body import weights
from bulletin_spider.extraction.document import prose
from bulletin_spider.extraction.headline import points

FOLDER = Path(points.__file__).parents[1]
TABLES = [Path(str(table.__file__)) for table in (points, weights, prose)]
NEUTRAL = {0.0, 1.0}
WEIGHING = sorted({*FOLDER.glob("headline/*.py"), *FOLDER.glob("body/*.py")} - {*TABLES})


@pytest.mark.parametrize("path", WEIGHING, ids=lambda path: path.name)
def test_modules_take_weights_from_the_tables(path: Path) -> None:
    numbers = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    assert numbers <= NEUTRAL


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_number_of_a_table_has_its_meaning(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    meanings = [
        isinstance(after, ast.Expr)
        for node, after in itertools.pairwise(body)
        if isinstance(node, ast.Assign)
    ]
    assert meanings
    assert all(meanings)
