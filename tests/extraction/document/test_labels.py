"""The lexicon: a label stands once, and the patterns of all modules are built from it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bulletin_spider.extraction.document import labels

FOLDER = Path(labels.__file__).parents[1]
MODULES = sorted(path for path in FOLDER.rglob("*.py") if path != Path(labels.__file__))
LABELS = {value: name for name, value in vars(labels).items() if name.isupper()}
OTHER_MEANING = {"refusals/error_pages.py": {labels.VISITED, labels.CLOSE, labels.BROWSED}}
"""Words of sentences to the reader of an error page: 无法访问 (cannot be visited), 网站已关闭 (the site is closed), 浏览器 (browser)."""
BLANKS = re.compile(r"\\s(?:\?|\{\d,\d\})?")


def literals(path: Path) -> str:
    """Return the strings of a module, one a line, without docstrings, parts of f-strings and blanks of patterns."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else " " for part in node.values)
            texts.append("".join(map(str, parts)).replace(" ", ""))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            texts.append(node.value)
    return BLANKS.sub("", "\n".join(texts))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_no_module_repeats_a_label(path: Path) -> None:
    words = literals(path)
    known = OTHER_MEANING.get(path.relative_to(FOLDER).as_posix(), set())
    assert {label for label in LABELS if label in words} - known == set()


def test_every_label_is_used_and_stands_once() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert [name for name in LABELS.values() if f"labels.{name}" not in code] == []
    assert len(LABELS) == sum(name.isupper() for name in vars(labels))


def test_every_label_has_its_meaning() -> None:
    body = ast.parse(Path(labels.__file__).read_text(encoding="utf-8")).body
    assigned = [i for i, node in enumerate(body) if isinstance(node, ast.Assign)]
    assert len(assigned) == len(LABELS)
    assert all(isinstance(body[i + 1], ast.Expr) for i in assigned)


def test_spaced_label_allows_blanks_between_characters() -> None:
    assert re.fullmatch(labels.spaced(labels.SOURCE), "来 源")
    assert re.fullmatch(labels.spaced(labels.SOURCE, "-"), "来-源")
