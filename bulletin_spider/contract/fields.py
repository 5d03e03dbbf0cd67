"""Read the fields of a published bulletin from its item class: name, type, and the sentence below each."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
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
    sentence: str
    """Its format, unit and meaning, for the schema and the docs."""

    required: bool
    """Whether each line has it. Fields behind ``schema`` came later: lines of earlier releases are without them."""


@cache
def bulletin_fields() -> tuple[Field, ...]:
    """Return the fields in the order in which they are published."""
    hints, properties = get_type_hints(Bulletin), ItemAdapter.get_json_schema(Bulletin)["properties"]
    names = [field.name for field in fields(Bulletin)]
    return tuple(
        Field(
            name,
            hints[name],
            " ".join(properties[name]["description"].split()),
            required=place <= names.index("schema"),
        )
        for place, name in enumerate(names)
    )
