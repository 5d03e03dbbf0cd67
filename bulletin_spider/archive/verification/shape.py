"""Whether a line is a version: all fields of ``Bulletin``, in order, each of its type."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from bulletin_spider.items import SCHEMA, Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = get_type_hints(Bulletin)
_CAPTURE = {"file": str, "offset": int, "record_id": str, "digest": str}
_CHANGES = ("new", "revised", "reread", "withdrawn", "restored")


def misshapen(version: object) -> str:
    """Return what keeps a line from being a version of schema 1; empty if nothing does."""
    if not isinstance(version, dict):
        return "is no whole JSON object"
    if list(version) != list(_FIELDS):
        missing = ", ".join(name for name in _FIELDS if name not in version)
        return f"lacks {missing}" if missing else "has other fields, or in another order"
    wrong = [name for name, hint in _FIELDS.items() if not _fits(version[name], hint)]
    if wrong:
        return f"{', '.join(wrong)}: not of the right type"
    if not is_capture(version["capture"]):
        return "capture: not file, offset, record_id and digest"
    if version["schema"] != SCHEMA or version["change"] not in _CHANGES:
        return f"schema {version['schema']}, change '{version['change']}': unknown"
    return ""


def contradiction(version: Mapping[str, Any], site: str) -> str:
    """Return where a version's own fields contradict each other; empty if nowhere."""
    if version["site"] != site:
        return f"is of the site {version['site']}"
    if version["id"] != bulletin_id(version["url"]):
        return f"id {version['id']} is not that of {version['url']}"
    if version["fingerprint"] != fingerprint(Bulletin(**version)):
        return f"the words are not those of its fingerprint: {version['url']}"
    return ""


def is_capture(value: object) -> bool:
    """Whether this is where a capture lies, or null."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and value.keys() == _CAPTURE.keys()
        and all(_fits(value[name], hint) for name, hint in _CAPTURE.items())
    )


def _fits(value: object, hint: Any) -> bool:  # noqa: ANN401 - a type as it is annotated
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin is UnionType:
        return any(_fits(value, one) for one in arguments)
    if origin is list:
        return isinstance(value, list) and all(_fits(one, arguments[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(one, arguments[1]) for one in value.values())
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, NoneType if hint is None else hint)
