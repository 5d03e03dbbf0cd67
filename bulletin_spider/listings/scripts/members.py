"""Members, methods and functions of values in the scripts of pagers; what is not listed here is ``UNKNOWN``."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from lxml import etree

from bulletin_spider.listings.scripts.page_objects import (
    UNKNOWN,
    Location,
    PageNumber,
    Selection,
    Unknown,
    Values,
    field_named,
    form_of,
    text_of,
    value_of,
)
from bulletin_spider.markup.selectors import select_all

if TYPE_CHECKING:
    from collections.abc import Callable

_Element = etree._Element  # noqa: SLF001 - the only name that lxml gives its elements
_INTEGER = re.compile(r"\s*([+-]?\d{1,12})")
_KEPT_BY_ENCODE_URI = "%/:=&?~#+!$,;'@()*[]"
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}


def text(value: object) -> str:
    """Return a value as a script joins it to a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def number(value: object) -> object:
    """Return a value as a number; ``UNKNOWN`` if it is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        stripped = value.strip()
        return int(stripped) if re.fullmatch(r"[+-]?\d{1,12}", stripped) else 0 if not stripped else UNKNOWN
    return UNKNOWN


def calculated(operator: str, left: object, right: object) -> object:  # noqa: C901, PLR0911 - one return for each operator
    """Return the value of an arithmetic or comparing expression."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    if operator in {"==", "===", "!=", "!=="}:
        return (text(left) == text(right)) == operator.startswith("=")
    if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
        return text(left) + text(right)
    one, other = number(left), number(right)
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return UNKNOWN
    if operator in _COMPARED:
        return _COMPARED[operator](one, other)
    match operator:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
        case "/" if other:
            return one / other if one % other else one // other
        case "%" if other:
            return one % other
    return UNKNOWN


def result_of_function(name: str, values: list[object]) -> object:  # noqa: PLR0911 - one return for each function
    """Return the result of a function of the browser."""
    first = values[0] if values else UNKNOWN
    if isinstance(first, Unknown):
        return UNKNOWN
    match name:
        case "parseInt" | "parseFloat" | "Number":
            found = _INTEGER.match(text(first))
            return int(found[1]) if found else UNKNOWN
        case "String":
            return text(first)
        case "isNaN":
            return isinstance(number(first), Unknown)
        case "encodeURI":
            return quote(text(first), safe=_KEPT_BY_ENCODE_URI)
        case "encodeURIComponent" | "escape":
            return quote(text(first), safe="~!*()'")
        case "Math.ceil" if isinstance(first, int | float):
            return math.ceil(first)
        case "Math.floor" | "Math.round" if isinstance(first, int | float):
            return math.floor(first)
        case "$.trim":
            return text(first).strip()
    return UNKNOWN


def value_of_member(holder: object, name: object, values: Values) -> object:  # noqa: PLR0911 - one return for each type
    """Return a member of a value, such as ``value`` of a field or ``length`` of a text."""
    if isinstance(holder, Location):
        return holder.member(str(name))
    if isinstance(holder, Selection):
        return _item(list(holder.elements), name)
    if isinstance(holder, list):
        return _item(holder, name)
    if isinstance(holder, dict):
        return holder.get(str(name), UNKNOWN)
    if isinstance(holder, str):
        return len(holder) if name == "length" else _item(list(holder), name)
    if isinstance(holder, _Element):
        return _member_of_element(holder, str(name), values)
    if isinstance(holder, PageNumber):
        return int(holder)
    return UNKNOWN


def _item(items: list[object], name: object) -> object:
    if name == "length":
        return len(items)
    at = number(name)
    return items[at] if isinstance(at, int) and 0 <= at < len(items) else UNKNOWN


def _member_of_element(element: _Element, name: str, values: Values) -> object:  # noqa: PLR0911 - one return for each member
    match name:
        case "value":
            return value_of(element, values)
        case "elements":
            return element
        case "form":
            form = form_of(element)
            return form if form is not None else UNKNOWN
        case "options":
            return list(element.iter("option"))
        case "selectedIndex":
            options = list(element.iter("option"))
            value = value_of(element, values)
            return next((at for at, one in enumerate(options) if one.get("value") == value), UNKNOWN)
        case "innerHTML" | "innerText" | "textContent" | "text":
            return text_of(element)
        case "dataset":
            return {
                _camel(str(key)[5:]): value for key, value in element.items() if str(key).startswith("data-")
            }
        case "href" | "action" | "title" | "id" | "name" | "rel" | "className":
            return values.of_attributes.get((element, name)) or element.get(name) or UNKNOWN
    if element.tag == "form":
        found = field_named(element, name)
        return found if found is not None else UNKNOWN
    return UNKNOWN


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(part.capitalize() for part in others)


def set_member(holder: object, name: object, value: object, values: Values) -> None:
    """Keep what a script sets: the value of a field, or an attribute such as ``action``."""
    if isinstance(holder, dict):
        holder[str(name)] = value
    if not isinstance(holder, _Element) or isinstance(value, Unknown):
        return
    if name == "value":
        values.of_fields[holder] = text(value)
    elif isinstance(name, str):
        values.of_attributes[holder, name] = text(value)


def result_of_method(holder: object, name: object, arguments: list[object], values: Values) -> object:
    """Return the result of a method of a text, an element or a selection of jQuery."""
    if isinstance(holder, Selection):
        return _method_of_selection(holder, str(name), arguments, values)
    if isinstance(holder, _Element):
        return _method_of_element(holder, str(name), arguments, values)
    if isinstance(holder, PageNumber) and name not in {"toString", "valueOf"}:
        return int(holder)
    if isinstance(holder, str | int | float):
        return _method_of_text(text(holder), str(name), arguments)
    return UNKNOWN


def _method_of_selection(holder: Selection, name: str, arguments: list[object], values: Values) -> object:  # noqa: C901, PLR0911
    first = holder.elements[0] if holder.elements else None
    if name in {"find", "children"} and arguments and isinstance(arguments[0], str):
        try:
            return Selection(tuple(one for top in holder.elements for one in select_all(top, arguments[0])))
        except ValueError:
            return UNKNOWN
    if name in {"eq", "first", "last", "get"} and holder.elements:
        at = arguments[0] if name in {"eq", "get"} and arguments else {"last": -1}.get(name, 0)
        if not isinstance(at, int) or not -len(holder.elements) <= at < len(holder.elements):
            return UNKNOWN
        one = holder.elements[at]
        return one if name == "get" else Selection((one,))
    if first is None:
        return UNKNOWN
    if name == "parent":
        above = first.getparent()
        return Selection((above,)) if above is not None else UNKNOWN
    if name == "val" and arguments:
        for element in holder.elements:
            set_member(element, "value", arguments[0], values)
        return holder
    if name in {"attr", "prop"} and len(arguments) > 1:
        for element in holder.elements:
            set_member(element, arguments[0], arguments[1], values)
        return holder
    return _method_of_element(first, name, arguments, values)


def _method_of_element(element: _Element, name: str, arguments: list[object], values: Values) -> object:
    match name, arguments:
        case "val", []:
            return value_of(element, values)
        case "attr" | "getAttribute" | "prop", [str(key)]:
            found = values.of_attributes.get((element, key)) or element.get(key)
            return value_of(element, values) if key == "value" else found if found is not None else UNKNOWN
        case "setAttribute", [str(key), value]:
            set_member(element, key, value, values)
        case "data", [str(key)]:
            found = element.get(f"data-{key}")
            return found if found is not None else UNKNOWN
        case "text" | "html", []:
            return text_of(element)
    return UNKNOWN


def _method_of_text(holder: str, name: str, arguments: list[object]) -> object:  # noqa: C901, PLR0911 - one return for each method
    match name, arguments:
        case (("toString" | "valueOf"), _):
            return holder
        case "trim", _:
            return holder.strip()
        case "toLowerCase", _:
            return holder.lower()
        case "concat", _ if not any(isinstance(one, Unknown) for one in arguments):
            return holder + "".join(map(text, arguments))
        case "replace", [str(old), str(new)]:
            return holder.replace(old, new, 1)
        case "split", [str(mark)] if mark:
            return cast("object", holder.split(mark))
        case "indexOf", [str(mark)]:
            return holder.find(mark)
        case "lastIndexOf", [str(mark)]:
            return holder.rfind(mark)
        case (("substring" | "slice"), [int(start)]):
            return holder[start:] if name == "slice" or start >= 0 else holder
        case (("substring" | "slice"), [int(start), int(end)]) if end >= start >= 0:
            return holder[start:end]
        case "substr", [int(start), int(length)] if start >= 0 and length >= 0:
            return holder[start : start + length]
    return UNKNOWN
