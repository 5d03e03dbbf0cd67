"""Tell quickly that a published line keeps the contract: the rules of the schema as functions, made once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.contract.schema import TEXT_RULE, field_rules
from bulletin_spider.normal_form import is_nfc

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Test = Callable[[Any], bool]

_SURROGATE = re.compile("[\ud800-\udfff]")


def is_sound(version: object) -> bool:
    """Return whether a published version has no fault. False says only that ``check.faults`` must look closer."""
    return isinstance(version, dict) and _line_test()(version) and _is_in_order(version)


def is_clean(text: str) -> bool:
    """Return whether a text is in Unicode's normal form NFC, without lone surrogates."""
    return text.isascii() or not (_SURROGATE.search(text) or not is_nfc(text))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the schema; its ``$`` matches only at the end, Python's also before a last line feed."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


@cache
def _line_test() -> Test:
    required = [field.name for field in bulletin_fields() if field.required]
    return _object_test({"required": required, "properties": field_rules()})


@cache
def _places() -> dict[str, int]:
    return {field.name: place for place, field in enumerate(bulletin_fields())}


def _is_in_order(version: dict[str, Any]) -> bool:
    there = [place for name in version if (place := _places().get(name)) is not None]
    return there == sorted(there)


def _test(rule: dict[str, Any]) -> Test:
    """Return the test of a rule: one for each type that it allows, and one for its list of values."""
    if "$ref" in rule:
        rule = TEXT_RULE | rule
    if "anyOf" in rule:
        return _any_of([_test(one) for one in rule["anyOf"]])
    words = rule.get("type", ["string", "object", "array", "integer", "null"])
    makers: dict[str, tuple[type, Callable[[dict[str, Any]], Test]]] = {
        "string": (str, _text_test),
        "object": (dict, _object_test),
        "array": (list, _list_test),
        "integer": (int, _number_test),
        "null": (type(None), lambda _: lambda _: True),
    }
    tests = {
        makers[word][0]: makers[word][1](rule) for word in ([words] if isinstance(words, str) else words)
    }
    values = rule.get("enum") or ([rule["const"]] if "const" in rule else None)
    return _of_type(tests, values)


def _of_type(tests: dict[type, Test], values: Collection[object] | None) -> Test:
    text_test = tests.get(str)

    def test(value: Any) -> bool:  # noqa: ANN401 - JSON
        # Statuses are texts of their own types; other types that JSON can write are left to the slow check.
        found = tests.get(value.__class__) or (text_test if isinstance(value, str) else None)
        return found is not None and found(value) and (values is None or value in values)

    return test


def _any_of(tests: list[Test]) -> Test:
    def test(value: Any) -> bool:  # noqa: ANN401 - JSON
        return any(one(value) for one in tests)

    return test


def _text_test(rule: dict[str, Any]) -> Test:
    least = rule.get("minLength", 0)
    wanted = compiled(rule["pattern"]).search if "pattern" in rule else None
    unwanted = compiled(rule["not"]["pattern"]).search if "not" in rule else None

    def test(value: str) -> bool:
        if len(value) < least or (wanted and not wanted(value)) or (unwanted and unwanted(value)):
            return False
        return is_clean(value)

    return test


def _object_test(rule: dict[str, Any]) -> Test:
    required = rule.get("required", ())
    tests = {name: _test(one) for name, one in rule.get("properties", {}).items()}
    further = _test(rule["additionalProperties"]) if "additionalProperties" in rule else _is_clean_value

    def test(value: dict[str, Any]) -> bool:
        for name in required:
            if name not in value:
                return False
        return all(tests.get(name, further)(one) for name, one in value.items())

    return test


def _list_test(rule: dict[str, Any]) -> Test:
    test_of_one = _test(rule["items"]) if "items" in rule else _is_clean_value

    def test(value: list[Any]) -> bool:
        return all(map(test_of_one, value))

    return test


def _number_test(rule: dict[str, Any]) -> Test:
    least = rule.get("minimum")
    return (lambda _: True) if least is None else (lambda value: value >= least)


def _is_clean_value(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Return whether every text in a value of any form is clean."""
    if isinstance(value, str):
        return is_clean(value)
    if isinstance(value, dict):
        return all(map(_is_clean_value, value.values()))
    return all(map(_is_clean_value, value)) if isinstance(value, list) else True
