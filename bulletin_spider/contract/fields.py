"""Read the fields of a published bulletin from its item class: name, type, and the sentence below each."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from itemadapter import ItemAdapter

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
    hints, properties = get_type_hints(Bulletin), ItemAdapter.get_json_schema(Bulletin)["properties"]
    return tuple(
        Field(field.name, hints[field.name], " ".join(properties[field.name]["description"].split()))
        for field in fields(Bulletin)
    )
