"""Read the fields of a published bulletin from ``items.py``: name, type, and the sentence below each."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, get_type_hints

from bulletin_spider.items import Bulletin


class Field(NamedTuple):
    """One field of the record."""

    name: str
    hint: Any
    """Its annotation."""
    sentence: str
    """Its format, unit and meaning, for the schema and the docs."""


@cache
def bulletin_fields() -> tuple[Field, ...]:
    """Return the fields in the order in which they are published."""
    sentences, hints = _sentences(Bulletin), get_type_hints(Bulletin)
    return tuple(Field(field.name, hints[field.name], sentences[field.name]) for field in fields(Bulletin))


def _sentences(item: type) -> dict[str, str]:
    """Return the string that follows each annotated name in the source of a class."""
    body = ast.parse(inspect.getsource(item)).body[0].body  # type: ignore[attr-defined]
    return {
        one.target.id: " ".join(str(after.value.value).split())
        for one, after in pairwise(body)
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
