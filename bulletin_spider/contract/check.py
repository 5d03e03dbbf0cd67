"""Name the faults of a published version. It supports the part of JSON Schema that we use."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from bulletin_spider.contract.schema import bulletin_schema
from bulletin_spider.contract.soundness import compiled, is_clean, is_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ODD = "is not in Unicode's normal form NFC, or has a lone surrogate"
_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: not isinstance(value, bool) and (isinstance(value, int) or _is_whole(value)),
    "null": lambda value: value is None,
}


def faults(version: object) -> list[str]:
    """Return the faults of a published version, each with the path of its field; an empty list if there are none."""
    if is_sound(version):
        return []
    found = list(_against(version, bulletin_schema(), ""))
    return found or [*_in_disorder(version), *(f"{path}: {_ODD}" for path in _odd(version, ""))]


def is_capture(value: object) -> bool:
    """Return whether the value is valid for the field ``capture``."""
    return not any(_against(value, bulletin_schema()["properties"]["capture"], ""))


def _against(value: Any, rule: dict[str, Any], path: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    if "$ref" in rule:
        yield from _against(value, bulletin_schema()["$defs"][rule["$ref"].rpartition("/")[2]], path)
    if "anyOf" in rule and all(any(_against(value, one, path)) for one in rule["anyOf"]):
        yield f"{path}: {value!r:.80} has no allowed form"
    if not _is_one_of(value, rule):
        yield f"{path or 'the line'}: {value!r:.80} is not {rule.get('type') or rule.get('enum') or rule.get('const')}"
    elif isinstance(value, str):
        yield from _string(value, rule, path)
    elif isinstance(value, dict):
        yield from _object(value, rule, path)
    elif isinstance(value, list) and "items" in rule:
        for number, one in enumerate(value):
            yield from _against(one, rule["items"], f"{path}[{number}]")
    elif "minimum" in rule and value < rule["minimum"]:
        yield f"{path}: {value} is less than {rule['minimum']}"


def _is_one_of(value: Any, rule: dict[str, Any]) -> bool:  # noqa: ANN401 - JSON
    words = rule.get("type")
    if isinstance(words, str):
        if not _TYPES[words](value):
            return False
    elif words and not any(_TYPES[word](value) for word in words):
        return False
    if "const" not in rule and "enum" not in rule:
        return True
    return not isinstance(value, bool) and value in (rule.get("enum") or [rule["const"]])


def _is_whole(value: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(value, float) and value.is_integer()


def _string(value: str, rule: dict[str, Any], path: str) -> Iterator[str]:
    if len(value) < rule.get("minLength", 0):
        yield f"{path}: is empty"
    if "pattern" in rule and not compiled(rule["pattern"]).search(value):
        yield f"{path}: {value!r:.80} does not match {rule['pattern']}"
    if "not" in rule and compiled(rule["not"]["pattern"]).search(value):
        yield f"{path}: {value!r:.80} holds a control character or a line separator"


def _object(value: dict[str, Any], rule: dict[str, Any], path: str) -> Iterator[str]:
    for name in rule.get("required", ()):
        if name not in value:
            yield f"{path}.{name}: is missing".removeprefix(".")
    for name, one in value.items():
        inner = rule.get("properties", {}).get(name, rule.get("additionalProperties", {}))
        yield from _against(one, inner, f"{path}.{name}".removeprefix("."))


def _in_disorder(version: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield a fault for the first field that is not in its place; JSON Schema cannot check an order."""
    there = [name for name in version if name in bulletin_schema()["properties"]]
    order = [name for name in bulletin_schema()["properties"] if name in version]
    misplaced = (name for name, wanted in zip(there, order, strict=True) if name != wanted)
    yield from (f"{name}: is in the wrong order" for name in islice(misplaced, 1))


def _odd(value: object, path: str) -> Iterator[str]:
    """Yield the paths of texts with a fault that JSON Schema cannot express."""
    if isinstance(value, str) and not is_clean(value):
        yield path
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _odd(one, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _odd(one, f"{path}[{number}]")
