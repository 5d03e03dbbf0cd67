"""Describe the record's fields as a Frictionless table schema, and as the table in ``docs/data_format.md``."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, get_args, get_origin

from bulletin_spider.contract.fields import Field, bulletin_fields

if TYPE_CHECKING:
    from bulletin_spider.statuses import Status

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_DAYS = {"date": "date", "published_at": "datetime", "fetched_at": "datetime"}
_WORDS = {str: "string", int: "integer", list: "array", dict: "object"}


def table_schema() -> dict[str, Any]:
    """Return the Frictionless table schema of a segment."""
    fields = []
    for field in bulletin_fields():
        described: dict[str, Any] = {
            "name": field.name,
            "type": table_type(field),
            "description": field.sentence,
        }
        if field.required and not _may_be_null(field):
            described["constraints"] = {"required": True}
        fields.append(described)
    # An empty text is a text, as in JSON. By default Frictionless reads it as a missing value.
    return {"$schema": PROFILE, "fields": fields, "missingValues": []}


def is_earlier_schema(schema: object) -> bool:
    """Return whether a table schema is that of an earlier release.

    It has the first of today's fields, of the same types, or all of them and no ``$schema``.
    """
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return False
    today = [(field["name"], field["type"]) for field in table_schema()["fields"]]
    kept = [
        (field.get("name"), field.get("type")) if isinstance(field, dict) else field
        for field in schema["fields"]
    ]
    required = sum(field.required for field in bulletin_fields())
    is_shorter = len(kept) < len(today) or (len(kept) == len(today) and "$schema" not in schema)
    return is_shorter and required <= len(kept) and kept == today[: len(kept)]


def table_type(field: Field) -> str:
    """Return the Frictionless type of a field: string, integer, date, datetime, array or object."""
    if field.name in _DAYS:
        return _DAYS[field.name]
    hint = next(one for one in _choices(field.hint) if one is not type(None))
    return _WORDS[get_origin(hint) or hint]


def markdown_table() -> str:
    """Return the fields as a Markdown table of name, type and sentence."""
    rows = ["| field | type | |", "|---|---|---|"]
    for field in bulletin_fields():
        kind = " or ".join(map(_word, _choices(field.hint)))
        rows.append(f"| `{field.name}` | {kind} | {field.sentence.replace('``', '`')} |")
    return "\n".join(rows)


def status_table(statuses: type[Status]) -> str:
    """Return the members of a status type as a Markdown table of value and sentence."""
    rows = ["| value | meaning |", "|---|---|"]
    return "\n".join([*rows, *(f"| `{status}` | {status.sentence} |" for status in statuses)])


def _word(hint: Any) -> str:  # noqa: ANN401 - an annotation is anything
    if hint is type(None):
        return "null"
    if get_origin(hint) is list:
        return f"list of {_word(get_args(hint)[0])}s"
    return _WORDS[get_origin(hint) or hint]


def _choices(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - an annotation is anything
    return get_args(hint) if get_origin(hint) is types.UnionType else (hint,)


def _may_be_null(field: Field) -> bool:
    return type(None) in _choices(field.hint)
