"""Read where a click leads: follow the statements of its handler, and of the page's own functions that it calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urljoin

from lxml import etree

from bulletin_spider.listings.scripts import members
from bulletin_spider.listings.scripts.page_objects import (
    UNKNOWN,
    Library,
    Location,
    Selection,
    Unknown,
    Values,
    by_id,
    form_named,
    selected,
)
from bulletin_spider.listings.scripts.syntax import (
    Node,
    SyntaxUnread,
    parse_block,
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
_MAX_FUNCTION_CHARS = 6_000
_LIBRARIES = frozenset({"window", "document", "self", "top", "parent", "$", "jQuery", "Math", "layui", "console"})
_WINDOWS = frozenset({"window", "self", "top", "parent", "document"})
_POSTBACKS = frozenset({"__doPostBack", "WebForm_DoPostBackWithOptions"})


@dataclass
class Destination:
    """Where a click leads: to ``url``, to what ``form`` answers, or to ``data`` that a script asks for."""

    url: str | None = None
    form: _Element | None = None
    values: Values = field(default_factory=Values)
    more_fields: dict[str, str] = field(default_factory=dict)
    """Fields that the form does not hold, such as the button that sends it."""
    data: tuple[str, str, tuple[tuple[str, str], ...]] | None = None
    """Method, address and parameters of a request that a script makes to add rows."""
    asks: bool = False
    """Whether a script asks for data at an address that cannot be read."""
    postback: bool = False
    unsure: bool = False
    """Whether it depends on something unknown."""

    @property
    def is_known(self) -> bool:
        """Whether exactly one request is known."""
        return not self.unsure and (self.url is not None or self.form is not None)


class _Return(Exception):  # noqa: N818 - no error: it ends a function
    def __init__(self, value: object) -> None:
        self.value = value


class _TooLong(Exception):  # noqa: N818 - no error: reading stops
    pass


@dataclass(frozen=True)
class Function:
    """A function of the page."""

    names: tuple[str, ...]
    body: Node


class Script:
    """The scripts of one page, as far as a click needs them."""

    def __init__(self, url: str, base: str, text: str, root: _Element) -> None:
        self.url, self.base, self.text, self.root = url, base, text, root
        self.destination = Destination()
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
        scope = {**dict.fromkeys(function.names, UNKNOWN), **dict(zip(function.names, arguments, strict=False))}
        return self._destination(function.body, {**scope, "this": this})

    def _destination(
        self, block: Node, scope: dict[str, object], values: Values | None = None
    ) -> Destination:
        self.destination, self._globals = Destination(values=values or Values()), {}
        self._steps = self._calls = 0
        try:
            self._run(block, scope)
        except _Return as returned:
            if isinstance(returned.value, str) and not (self.destination.is_known or self.destination.asks):
                self.destination.url = returned.value
        except (_TooLong, RecursionError):
            self.destination.unsure = True
        return self.destination

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
        if not re.fullmatch(r"[\w$]{1,80}", name) or name not in self.text:
            return None
        named = re.escape(name)
        pattern = (
            rf"(?:function\s+{named}\s*|(?<![\w$]){named}\s*[:=]\s*(?:async\s+)?function\b\s*[\w$]*\s*)"
            rf"\(([^()]{{0,200}})\)\s*(?=\{{)|(?<![\w$]){named}\s*=\s*(?=\(?[\w$,\s]{{0,100}}\)?\s*=>)"
        )
        for found in islice(re.finditer(pattern, self.text), 3):
            rest = self.text[found.end() : found.end() + _MAX_FUNCTION_CHARS]
            try:
                if found[1] is None:
                    arrow = parse_expression(rest)
                    return Function(*arrow.parts) if arrow.kind == "function" else None
                names = tuple(part.strip().partition("=")[0].strip() for part in found[1].split(",") if part.strip())
                return Function(names, Node("block", tuple(parse_block(rest))))
            except SyntaxUnread:
                continue
        return None

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
        before = self.destination
        tried = [self._tried(branch, scope, before) for branch in (then, otherwise)]
        leading = [one for one in tried if one[0] != before]
        if not leading:
            for name in {*_assigned_names(then), *_assigned_names(otherwise)}:
                scope[name] = UNKNOWN
            return
        self.destination, own = leading[0]
        scope.update(own)
        if len(leading) > 1 and leading[1][0] != leading[0][0]:
            self.destination.unsure = True

    def _tried(
        self, branch: Node, scope: dict[str, object], before: Destination
    ) -> tuple[Destination, dict[str, object]]:
        """Run a branch whose condition is unknown, on copies; a guard that only returns or warns leads nowhere."""
        self.destination = replace(before, values=before.values.copy(), more_fields=dict(before.more_fields))
        own = dict(scope)
        try:
            self._run(branch, own)
        except _Return:
            pass
        tried, self.destination = self.destination, before
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

    def _named(self, name: str, scope: dict[str, object]) -> object:
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
        if name not in self.text:
            return UNKNOWN
        pattern = rf"(?:(?<![\w$])(?:var|let|const)\s+|,\s*|;\s*|\{{\s*|^\s*|window\.){re.escape(name)}\s*=(?!=)\s*"
        found = re.search(pattern, self.text, re.MULTILINE)
        if found is None:
            function = self.function(name)
            form = form_named(self.root, name)
            return function or (form if form is not None else UNKNOWN)
        return self.value(self.text[found.end() : found.end() + 600])

    def _member(self, holder: object, name: object) -> object:
        if isinstance(holder, Library) and holder.name in _WINDOWS:
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
        return members.value_of_member(holder, name, self.destination.values)

    def _called(self, callee: Node, arguments: tuple[Node, ...], scope: dict[str, object]) -> object:
        values = [self._value(argument, scope) for argument in arguments]
        if callee.kind == "name":
            return self._function_called(callee.parts[0], values, scope)
        if callee.kind != "member":
            function = self._value(callee, scope)
            return self._entered(function, values, UNKNOWN) if isinstance(function, Function) else UNKNOWN
        holder, name = self._value(callee.parts[0], scope), self._value(callee.parts[1], scope)
        if isinstance(holder, Location) and name in {"assign", "replace"} and values:
            return self._go(values[0])
        if isinstance(holder, Library):
            return self._library_called(holder.name, str(name), values)
        if name in {"submit", "requestSubmit"} or (name == "trigger" and values[:1] == ["submit"]):
            return self._submitted(holder)
        if isinstance(holder, dict) and isinstance(holder.get(str(name)), Function):
            return self._entered(cast("Function", holder[str(name)]), values, holder)
        if isinstance(holder, Unknown) and isinstance(name, str) and name in {"post", "get", "ajax"}:
            self.destination.asks = True
        return members.result_of_method(holder, name, values, self.destination.values)

    def _function_called(self, name: str, values: list[object], scope: dict[str, object]) -> object:
        own = scope.get(name)
        if isinstance(own, Function):
            return self._entered(own, values, UNKNOWN)
        if name in _POSTBACKS:
            return self._posted_back(values, scope)
        if name == "WebForm_PostBackOptions":
            return values
        if name in {"$", "jQuery"} and values:
            return self._selected(values[0])
        if name in {"axios", "fetch"}:
            return self._asked("GET", values[0] if values else UNKNOWN, None)
        known = members.result_of_function(name, values)
        if not isinstance(known, Unknown):
            return known
        function = self.function(name)
        return self._entered(function, values, UNKNOWN) if function is not None else UNKNOWN

    def _selected(self, what: object) -> object:
        if isinstance(what, Library | Selection):
            return what
        if isinstance(what, str):
            return selected(self.root, what)
        return Selection((what,)) if isinstance(what, etree._Element) else UNKNOWN  # noqa: SLF001 - lxml's only type

    def _library_called(self, holder: str, name: str, values: list[object]) -> object:
        if holder == "document" and name in {"getElementById", "querySelector"} and isinstance(values[0], str):
            found = by_id(self.root, values[0]) if name == "getElementById" else None
            if name == "querySelector":
                matches = selected(self.root, values[0])
                found = matches.elements[0] if isinstance(matches, Selection) and matches.elements else None
            return found if found is not None else UNKNOWN
        if holder == "document" and name in {"getElementsByName", "querySelectorAll"} and isinstance(values[0], str):
            css = f"[name='{values[0]}']" if name == "getElementsByName" else values[0]
            matches = selected(self.root, css)
            return list(matches.elements) if isinstance(matches, Selection) else UNKNOWN
        if holder in _WINDOWS and name == "open" and values:
            return self._go(values[0])
        if holder in {"$", "jQuery", "axios"} and name in {"ajax", "get", "post", "getJSON", "load"}:
            return self._ajax(name, values)
        if holder in _WINDOWS:
            return self._function_called(name, values, {})
        return members.result_of_function(f"{holder}.{name}", values)

    def _ajax(self, name: str, values: list[object]) -> object:
        first = values[0] if values else UNKNOWN
        if isinstance(first, dict):
            method = str(first.get("type", first.get("method", "GET"))).upper()
            return self._asked(method, first.get("url", UNKNOWN), first.get("data"))
        data = values[1] if len(values) > 1 and isinstance(values[1], dict) else None
        return self._asked("POST" if name == "post" else "GET", first, data)

    def _asked(self, method: str, url: object, data: object) -> object:
        self.destination.asks = True
        pairs = tuple(data.items()) if isinstance(data, dict) else ()
        known = all(isinstance(value, str | int) for _, value in pairs) and (data is None or isinstance(data, dict))
        if isinstance(url, str) and known:
            sent = tuple((str(name), members.text(value)) for name, value in pairs)
            self.destination.data = (method, url, sent)
        return UNKNOWN

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

    def _posted_back(self, values: list[object], scope: dict[str, object]) -> object:
        if values and isinstance(values[0], list):
            values = values[0]
        element = scope.get("this")
        form = next(element.iterancestors("form"), None) if isinstance(element, etree._Element) else None  # noqa: SLF001
        form = form if form is not None else form_named(self.root, 0)
        target, argument = (*values, "", "")[:2]
        if form is None or not isinstance(target, str) or isinstance(argument, Unknown):
            self.destination.unsure = True
            return UNKNOWN
        self.destination.form, self.destination.postback = form, True
        self.destination.more_fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": members.text(argument)}
        return UNKNOWN

    def _submitted(self, holder: object) -> object:
        element = holder.elements[0] if isinstance(holder, Selection) and holder.elements else holder
        if isinstance(element, etree._Element) and element.tag == "form":  # noqa: SLF001
            self.destination.form = element
        else:
            self.destination.unsure = True
        return UNKNOWN

    def _go(self, address: object) -> object:
        if isinstance(address, str):
            self.destination.url = address
        else:
            self.destination.unsure = True
        return address

    def _assigned(self, parts: tuple[Any, ...], scope: dict[str, object]) -> object:
        operator, target, source = parts
        value = self._value(source, scope)
        if operator != "=":
            value = members.calculated(operator[0], self._value(target, scope), value)
        if target.kind == "name":
            name = target.parts[0]
            if name == "location":
                return self._go(value)
            (scope if name in scope else self._globals)[name] = value
            return value
        if target.kind != "member":
            return value
        holder, name = self._value(target.parts[0], scope), self._value(target.parts[1], scope)
        if (isinstance(holder, Library) and name == "location") or (isinstance(holder, Location) and name == "href"):
            return self._go(value)
        if isinstance(holder, Location) and name == "search" and isinstance(value, str):
            return self._go(urljoin(self.url, f"?{value.removeprefix('?')}"))
        members.set_member(holder, name, value, self.destination.values)
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


def escaped(url: str) -> str:
    """Return an address with other characters than ASCII escaped, as ``encodeURI`` does."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
