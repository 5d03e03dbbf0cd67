"""Read where a click leads: follow the statements of its handler, and of the page's own functions that it calls."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from bulletin_spider.listings.page.tree import script_text
from bulletin_spider.listings.scripts import members
from bulletin_spider.listings.scripts.browser import WINDOWS, Browser, Destination
from bulletin_spider.listings.scripts.definitions import Function, find_function, find_value
from bulletin_spider.listings.scripts.page_objects import (
    UNKNOWN,
    Library,
    Location,
    Unknown,
    Values,
    form_named,
)
from bulletin_spider.listings.scripts.syntax import (
    Node,
    SyntaxUnread,
    parse_expression,
    parse_statements,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

_MAX_STEPS = 3_000
"""Expressions that one click may take; the longest saved pager function takes 150."""
_MAX_CALLS = 6
"""Functions that call each other."""
_LIBRARIES = frozenset(
    {"window", "document", "self", "top", "parent", "$", "jQuery", "Math", "layui", "console"}
)
_POSTBACKS = frozenset({"__doPostBack", "WebForm_DoPostBackWithOptions"})


class _Return(Exception):
    def __init__(self, value: object) -> None:
        self.value = value


class _TooLong(Exception):
    pass


class Script:
    """The scripts of one page, as far as a click needs them."""

    def __init__(self, url: str, base: str, root: _Element) -> None:
        self.url, self.base, self.root = url, base, root
        self.text = script_text(root)
        self.browser = Browser(root)
        self._globals: dict[str, object] = {}
        self._steps = self._calls = 0

    def click(self, code: str, element: _Element, values: Values | None = None) -> Destination:
        """Return where a handler leads (``javascript:`` before it does not matter).

        ``element`` is clicked, and fields have ``values``.
        """
        code = re.sub(r"^\s*javascript\s*:", "", code, flags=re.IGNORECASE)
        try:
            statements = parse_statements(code)
        except SyntaxUnread:
            return Destination(unsure=True)
        return self._destination(Node("block", tuple(statements)), {"this": element}, values)

    def call(self, function: Function, arguments: Sequence[object], this: object = UNKNOWN) -> Destination:
        """Return where a function leads."""
        scope = {
            **dict.fromkeys(function.names, UNKNOWN),
            **dict(zip(function.names, arguments, strict=False)),
        }
        return self._destination(function.body, {**scope, "this": this})

    def _destination(
        self, block: Node, scope: dict[str, object], values: Values | None = None
    ) -> Destination:
        self.browser.destination, self._globals = Destination(values=values or Values()), {}
        self._steps = self._calls = 0
        try:
            self._run(block, scope)
        except _Return as returned:
            if isinstance(returned.value, str) and not (
                self.browser.destination.is_known or self.browser.destination.asks
            ):
                self.browser.destination.url = returned.value
        except (_TooLong, RecursionError):
            self.browser.destination.unsure = True
        return self.browser.destination

    def value(self, text: str, scope: dict[str, object] | None = None) -> object:
        """Return the value of the expression that ``text`` begins with; ``UNKNOWN`` if it cannot be read."""
        try:
            return self._value(parse_expression(text), scope or {})
        except (SyntaxUnread, _TooLong, _Return, RecursionError):
            return UNKNOWN

    def evaluated(self, node: Node) -> object:
        """Return the value of a node; ``UNKNOWN`` if it cannot be read."""
        self._steps = 0
        try:
            return self._value(node, {})
        except (_TooLong, _Return, RecursionError):
            return UNKNOWN

    def function(self, name: str) -> Function | None:
        """Return the function that the page's scripts call ``name``; None if none is defined or it is not read."""
        return find_function(self.text, name)

    def _run(self, node: Node, scope: dict[str, object]) -> None:
        self._step()
        match node.kind:
            case "block":
                for part in node.parts:
                    self._run(part, scope)
            case "expression":
                self._value(node.parts[0], scope)
            case "declare":
                name, value = node.parts
                scope[name] = self._value(value, scope)
            case "if":
                self._run_if(node, scope)
            case "return":
                raise _Return(self._value(node.parts[0], scope))
            case "loop":
                for name in _assigned_names(node.parts[0]):
                    scope[name] = UNKNOWN
            case _:
                self._value(node, scope)

    def _run_if(self, node: Node, scope: dict[str, object]) -> None:
        condition, then, otherwise = node.parts
        value = self._value(condition, scope)
        if not isinstance(value, Unknown):
            self._run(then if value else otherwise, scope)
            return
        before = self.browser.destination
        tried = [self._tried(branch, scope, before) for branch in (then, otherwise)]
        leading = [one for one in tried if one[0] != before]
        if not leading:
            for name in {*_assigned_names(then), *_assigned_names(otherwise)}:
                scope[name] = UNKNOWN
            return
        self.browser.destination, own = leading[0]
        scope.update(own)
        if len(leading) > 1 and leading[1][0] != leading[0][0]:
            self.browser.destination.unsure = True

    def _tried(
        self, branch: Node, scope: dict[str, object], before: Destination
    ) -> tuple[Destination, dict[str, object]]:
        """Run a branch whose condition is unknown, on copies; a guard that only returns or warns leads nowhere."""
        self.browser.destination = replace(
            before, values=before.values.copy(), more_fields=dict(before.more_fields)
        )
        own = dict(scope)
        with suppress(_Return):
            self._run(branch, own)
        tried, self.browser.destination = self.browser.destination, before
        return tried, own

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise _TooLong

    def _value(self, node: Node, scope: dict[str, object]) -> object:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of node
        self._step()
        parts = node.parts
        match node.kind:
            case "string" | "number":
                return cast("object", parts[0])
            case "name":
                return self._named(parts[0], scope)
            case "member":
                return self._member(self._value(parts[0], scope), self._value(parts[1], scope))
            case "call":
                return self._called(parts[0], parts[1], scope)
            case "assign":
                return self._assigned(parts, scope)
            case "binary":
                return self._binary(parts, scope)
            case "conditional":
                condition = self._value(parts[0], scope)
                if isinstance(condition, Unknown):
                    return UNKNOWN
                return self._value(parts[1] if condition else parts[2], scope)
            case "unary" | "after":
                return self._counted(node, scope)
            case "sequence":
                return [self._value(part, scope) for part in parts][-1] if parts else UNKNOWN
            case "list":
                return [self._value(part, scope) for part in parts]
            case "object":
                return {name: self._value(value, scope) for name, value in parts}
            case "function":
                return Function(*parts)
        return UNKNOWN

    def _named(self, name: str, scope: dict[str, object]) -> object:  # noqa: PLR0911 - one return for each kind of name
        if name in scope:
            return scope[name]
        if name in self._globals:
            return self._globals[name]
        if name == "location":
            return Location(self.url)
        if name in {"true", "false"}:
            return name == "true"
        if name in {"null", "undefined"}:
            return None
        if name in _LIBRARIES:
            return Library(name)
        if name == "theForm":
            return form_named(self.root, 0)
        self._globals[name] = UNKNOWN  # a name that is defined by itself ends here
        self._globals[name] = self._global(name)
        return self._globals[name]

    def _global(self, name: str) -> object:
        value = find_value(self.text, name)
        if value is not None:
            return self.value(value)
        form = form_named(self.root, name)
        return self.function(name) or (form if form is not None else UNKNOWN)

    def _member(self, holder: object, name: object) -> object:  # noqa: PLR0911 - one return for each kind of name
        if isinstance(holder, Library) and holder.name in WINDOWS:
            if name == "location":
                return Location(self.url)
            if name == "forms":
                return Library("forms")
            if holder.name == "document" and isinstance(name, str):
                form = form_named(self.root, name)
                return form if form is not None else Library(f"document.{name}")
            return self._named(name, {}) if isinstance(name, str) else UNKNOWN
        if isinstance(holder, Library):
            if holder.name == "forms":
                form = form_named(self.root, name)
                return form if form is not None else UNKNOWN
            return Library(f"{holder.name}.{name}")
        return members.value_of_member(holder, name, self.browser.destination.values)

    def _called(self, callee: Node, arguments: tuple[Node, ...], scope: dict[str, object]) -> object:  # noqa: PLR0911 - one return for each kind of name
        values = [self._value(argument, scope) for argument in arguments]
        if callee.kind == "name":
            return self._function_called(callee.parts[0], values, scope)
        if callee.kind != "member":
            function = self._value(callee, scope)
            return self._entered(function, values, UNKNOWN) if isinstance(function, Function) else UNKNOWN
        holder, name = self._value(callee.parts[0], scope), self._value(callee.parts[1], scope)
        if isinstance(holder, Location) and name in {"assign", "replace"} and values:
            return self.browser.go(values[0])
        if isinstance(holder, Library):
            return self._library_called(holder.name, str(name), values, scope)
        if name in {"submit", "requestSubmit"} or (name == "trigger" and values[:1] == ["submit"]):
            return self.browser.submitted(holder)
        if isinstance(holder, dict) and isinstance(holder.get(str(name)), Function):
            return self._entered(cast("Function", holder[str(name)]), values, holder)
        if isinstance(holder, Unknown) and isinstance(name, str) and name in {"post", "get", "ajax"}:
            self.browser.destination.asks = True
        return members.result_of_method(holder, name, values, self.browser.destination.values)

    def _function_called(self, name: str, values: list[object], scope: dict[str, object]) -> object:  # noqa: PLR0911 - one return for each kind of name
        own = scope.get(name)
        if isinstance(own, Function):
            return self._entered(own, values, UNKNOWN)
        if name in _POSTBACKS:
            return self.browser.posted_back(values, scope.get("this"))
        if name == "WebForm_PostBackOptions":
            return values
        if name in {"$", "jQuery"} and values:
            return self.browser.selected(values[0])
        if name in {"axios", "fetch"}:
            return self.browser.asked("GET", values[0] if values else UNKNOWN, None)
        known = members.result_of_function(name, values)
        if not isinstance(known, Unknown):
            return known
        function = self.function(name)
        return self._entered(function, values, UNKNOWN) if function is not None else UNKNOWN

    def _library_called(
        self, holder: str, name: str, values: list[object], scope: dict[str, object]
    ) -> object:
        own = self.function(name) if holder in WINDOWS and name != "open" else None
        if own is not None or (holder in WINDOWS and name in _POSTBACKS):
            return self._function_called(name, values, {"this": scope.get("this", UNKNOWN)})
        return self.browser.called(holder, name, values)

    def _entered(self, function: Function, values: list[object], this: object) -> object:
        self._calls += 1
        if self._calls > _MAX_CALLS:
            raise _TooLong
        scope = {**dict.fromkeys(function.names, UNKNOWN), **dict(zip(function.names, values, strict=False))}
        try:
            self._run(function.body, {**scope, "this": this})
        except _Return as returned:
            return returned.value
        finally:
            self._calls -= 1
        return UNKNOWN

    def _assigned(self, parts: tuple[Any, ...], scope: dict[str, object]) -> object:
        operator, target, source = parts
        value = self._value(source, scope)
        if operator != "=":
            value = members.calculated(operator[0], self._value(target, scope), value)
        if target.kind == "name":
            name = target.parts[0]
            if name == "location":
                return self.browser.go(value)
            (scope if name in scope else self._globals)[name] = value
            return value
        if target.kind != "member":
            return value
        holder, name = self._value(target.parts[0], scope), self._value(target.parts[1], scope)
        if (isinstance(holder, Library) and name == "location") or (
            isinstance(holder, Location) and name == "href"
        ):
            return self.browser.go(value)
        if isinstance(holder, Location) and name == "search" and isinstance(value, str):
            return self.browser.go(urljoin(self.url, f"?{value.removeprefix('?')}"))
        members.set_member(holder, name, value, self.browser.destination.values)
        return value

    def _binary(self, parts: tuple[Any, ...], scope: dict[str, object]) -> object:
        operator, first, second = parts
        left = self._value(first, scope)
        if operator in {"&&", "||"}:
            if not isinstance(left, Unknown) and bool(left) == (operator == "||"):
                return left
            right = self._value(second, scope)
            decided = not isinstance(right, Unknown) and bool(right) == (operator == "||")
            return UNKNOWN if isinstance(left, Unknown) and not decided else right
        return members.calculated(operator, left, self._value(second, scope))

    def _counted(self, node: Node, scope: dict[str, object]) -> object:
        operator, target = node.parts
        value = self._value(target, scope)
        if isinstance(value, Unknown):
            return UNKNOWN
        if operator == "!":
            return not value
        if operator not in {"++", "--"}:
            return members.calculated("-", 0, value) if operator == "-" else members.number(value)
        changed = members.calculated(operator[0], members.number(value), 1)
        if target.kind == "name":
            name = target.parts[0]
            (scope if name in scope else self._globals)[name] = changed
        return changed if node.kind == "unary" else value


def _assigned_names(node: Node) -> Iterable[str]:
    """Return the names of variables to which a statement may assign."""
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            if part.kind == "assign" and part.parts[1].kind == "name":
                yield part.parts[1].parts[0]
            elif part.kind == "declare":
                yield part.parts[0]
        if isinstance(part, tuple):
            waiting.extend(part.parts if isinstance(part, Node) else part)
