"""Read the fields of a published bulletin from its item class: name, type, and the sentence below each."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, get_type_hints

from itemadapter import ItemAdapter

from bulletin_spider.items import Bulletin, Page

_NEEDED = ("url", "title")
"""An item with these fields is a bulletin; any other item passes through unchanged."""


def is_bulletin(item: object) -> bool:
    """Return whether an item of any class is a page, or has the fields of a bulletin."""
    if isinstance(item, Page):
        return True
    return ItemAdapter.is_item(item) and all(name in ItemAdapter(item) for name in _NEEDED)


class Field(NamedTuple):
    """One field of the record."""

    name: str
    hint: Any
    """Its annotation."""
    required: bool
    """Whether each line has it. Fields behind ``schema`` came later: lines of earlier releases are without them."""

    @property
    def sentence(self) -> str:
        """Its format, unit and meaning, for the schema and the docs."""
        return _sentences()[self.name]


@cache
def bulletin_fields() -> tuple[Field, ...]:
    """Return the fields in the order in which they are published."""
    hints, names = get_type_hints(Bulletin), [field.name for field in fields(Bulletin)]
    return tuple(
        Field(name, hints[name], required=place <= names.index("schema")) for place, name in enumerate(names)
    )


@cache
def _sentences() -> dict[str, str]:
    """Return name → the text below the field in the source code, which Python does not keep."""
    body = ast.parse(inspect.getsource(Bulletin)).body[0].body  # type: ignore[attr-defined] # it is a class
    return {
        ast.unparse(field.target): " ".join(ast.literal_eval(text.value).split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
    }
