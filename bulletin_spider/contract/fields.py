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
