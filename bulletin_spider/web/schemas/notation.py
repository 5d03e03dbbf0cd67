"""Write parts of a JSON Schema shortly."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
AMOUNT: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "description": "A day of Asia/Shanghai, YYYY-MM-DD."}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ANY: Schema = {}


def record(sentence: str, /, **fields: Schema) -> Schema:
    """Return an object that has all these keys; more may be added."""
    return {"type": "object", "description": sentence, "properties": fields, "required": [*fields]}


def with_some(whole: Schema, /, **fields: Schema) -> Schema:
    """Return a record that may also have other keys."""
    return whole | {"properties": whole["properties"] | fields}


def with_more(whole: Schema, /, **fields: Schema) -> Schema:
    """Return a record that has more keys."""
    return with_some(whole, **fields) | {"required": [*whole["required"], *fields]}


def maybe(schema: Schema) -> Schema:
    """Return a schema that allows null too."""
    return schema | {"type": [schema["type"], "null"]}


def many(schema: Schema) -> Schema:
    """Return a list."""
    return {"type": "array", "items": schema}


def mapping(schema: Schema) -> Schema:
    """Return an object with any keys."""
    return {"type": "object", "additionalProperties": schema}


def said(schema: Schema, sentence: str) -> Schema:
    """Return a schema with a description."""
    return schema | {"description": sentence}
