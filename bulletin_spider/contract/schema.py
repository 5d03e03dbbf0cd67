"""Build the record's JSON Schema (2020-12) from the types in ``items.py`` and from rules that a type cannot express."""

from __future__ import annotations

import re
import types
from functools import cache
from typing import Any, Union, get_args, get_origin

from itemadapter import ItemAdapter

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS, SCHEMA, Bulletin
from bulletin_spider.statuses import AttachmentState, Change, FileKind

CHANGES = tuple(change.value for change in Change)
SITE_NAME = re.compile(r"[^/\s.][^/\s]*")
"""The name of a site, which is also the name of its directories."""
_TEXT = {"$ref": "#/$defs/text"}
_TEXT_OR_NULL: dict[str, Any] = {"anyOf": [_TEXT, {"type": "null"}]}
_DAY_OR_NULL = {"type": ["string", "null"], "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+08:00$"
_SHA256 = "^[0-9a-f]{64}$"
_CAPTURE: dict[str, Any] = {
    "required": ["file", "offset", "record_id", "digest"],
    "properties": {
        "file": _TEXT,
        "offset": {"type": "integer", "minimum": 0},
        "record_id": _TEXT,
        "digest": _TEXT,
    },
}
_ADDRESS = {"$ref": "#/$defs/text", "pattern": r"^https?://\S+$"}
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: _TEXT,
    int: {"type": "integer"},
    type(None): {"type": "null"},
    Any: {},
}
_STRICTER: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "url": {"type": "string", "format": "uri", "pattern": r"^https?://\S+$"},
    "site": {"type": "string", "pattern": f"^{SITE_NAME.pattern}$"},
    "title": {"$ref": "#/$defs/text", "minLength": 1},
    "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "published_at": {"type": ["string", "null"], "format": "date-time", "pattern": _MOMENT},
    "images": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["url", "caption"],
            "properties": {"url": _ADDRESS, "caption": _TEXT_OR_NULL},
        },
    },
    "attachments": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["url", "name"],
            "properties": {
                "url": _ADDRESS,
                "name": _TEXT,
                "kind": {"enum": list(map(str, FileKind))},
                "state": {"enum": list(map(str, AttachmentState))},
                "digest": {"type": "string", "pattern": _SHA256},
                "size": {"type": "integer", "minimum": 1},
                "capture": {"type": "object"} | _CAPTURE,
            },
        },
    },
    "change": {"enum": list(CHANGES)},
    "revision": {"type": "integer", "minimum": 1},
    "fingerprint": {"type": "string", "pattern": _SHA256},
    "previous": {"type": ["string", "null"], "pattern": _SHA256},
    "fetched_at": {"type": "string", "format": "date-time", "pattern": _MOMENT},
    "capture": {"type": ["object", "null"]} | _CAPTURE,
    "evidence": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "rule": _TEXT
                | {
                    "description": "One or more slugs, separated by blanks; words in lines of release 0.1.0.",
                    "examples": [rule.value for rule in EvidenceRule],
                },
                "text": _TEXT
                | {"description": "The text that was read; empty if it is the value itself, or the byline."},
            },
            "additionalProperties": _TEXT,
        },
    },
    "schema": {"const": SCHEMA},
    "moved_to": {"type": ["string", "null"], "pattern": r"^https?://\S+$"},
    "tables": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["paragraph", "caption", "rows"],
            "properties": {
                "paragraph": {"type": "integer", "minimum": 0},
                "caption": _TEXT_OR_NULL,
                "rows": {"type": "array", "items": {"type": "array", "items": _TEXT}},
            },
        },
    },
    "document": {
        "type": ["object", "null"],
        "required": [*DOCUMENT_TEXTS, *DOCUMENT_DAYS],
        "properties": dict.fromkeys(DOCUMENT_TEXTS, _TEXT_OR_NULL)
        | dict.fromkeys(DOCUMENT_DAYS, _DAY_OR_NULL),
    },
    "site_id": {"type": ["string", "null"], "pattern": "^[0-9]{10}$"},
}
"""Schemas of fields for which the type alone is not strict enough."""


TEXT_RULE: dict[str, Any] = {
    "type": "string",
    # "No bad character" needs no ^ and $, which regular expression engines read differently.
    "not": {"pattern": r"[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]"},
}
"""The schema that ``#/$defs/text`` leads to."""


@cache
def field_rules() -> dict[str, dict[str, Any]]:
    """Return the schema of each field, without the sentence about it."""
    return {field.name: _STRICTER.get(field.name) or of_type(field.hint) for field in bulletin_fields()}


@cache
def bulletin_schema() -> dict[str, Any]:
    """Return the schema of one published line. It allows unknown fields, as schema 1 may get more."""
    text = "Clean text: NFC, without control characters, lone surrogates and line separators."
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:bulletin-spider:bulletin:{SCHEMA}",
        "title": "Bulletin",
        "description": "One version of a bulletin of a Chinese district government, one line of JSON.",
        "type": "object",
        "required": [field.name for field in bulletin_fields() if field.required],
        "properties": {
            field.name: field_rules()[field.name] | {"description": field.sentence}
            for field in bulletin_fields()
        },
        "$defs": {"text": {"description": text} | TEXT_RULE},
    }


def schema_of(item: type[Bulletin]) -> dict[str, Any]:
    """Return the schema of a subclass: its further fields come after ours and are optional."""
    base = bulletin_schema()
    own = ItemAdapter.get_json_schema(item)["properties"]
    more = {name: rule for name, rule in own.items() if name not in base["properties"]}
    return base | {"title": item.__name__, "properties": base["properties"] | more}


def of_type(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - an annotation is anything
    """Return the schema of an annotation made of str, int, None, Any, lists, dicts and unions."""
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    origin, inner = get_origin(hint), get_args(hint)
    if origin is list:
        return {"type": "array", "items": of_type(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": of_type(inner[1])}
    if origin in {Union, types.UnionType}:
        return {"anyOf": [of_type(one) for one in inner]}
    raise TypeError(f"items.py uses {hint}; contract/schema.py has no schema for it yet")
