"""Parse the part of JavaScript that pagers are written in: names, strings, numbers, calls, ``if``, functions.

A regular expression is a node of the kind ``unknown``. Of a loop only its body is kept.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

MAX_TOKENS = 2_500
"""Tokens of one function or handler that are read; the longest saved pager function has 400."""
_MAX_DEPTH = 40
"""Nested expressions and blocks, so that hostile text cannot exhaust the stack."""
_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|<!--[^\n]*)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<template>`(?:[^`\\]|\\.)*`)
    |(?P<number>\d{1,15}(?:\.\d{1,15})?(?![\d.]))
    |(?P<name>[A-Za-z_$\u4e00-\u9fff][\w$]*)
    |(?P<mark>===|!==|==|!=|<=|>=|&&|\|\||\+\+|--|\+=|-=|\*=|=>|\.\.\.|[-+*/%=<>!?:;,.(){}\[\]&|~^])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": ""}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_BINARY = (("||",), ("&&",), ("==", "!=", "===", "!=="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
"""Operators by precedence, the weakest first."""
_UNREAD_STATEMENTS = frozenset({"do", "switch", "throw", "class"})


class SyntaxUnread(ValueError):
    """The text is not in the part of JavaScript that is read."""


class Node(NamedTuple):
    """A part of a script: its ``kind`` and the parts that it consists of."""

    kind: str
    parts: tuple[Any, ...] = ()


class _Token(NamedTuple):
    kind: str
    text: str


UNREAD = Node("unknown")


def parse_statements(text: str) -> list[Node]:
    """Return the statements of a handler such as ``goPage(2);return false``. Raise ``SyntaxUnread``."""
    parser = _Parser(text)
    statements = []
    while not parser.at_end():
        statements.append(parser.statement())
    return statements


def parse_block(text: str) -> list[Node]:
    """Return the statements of the block that ``text`` begins with (``{…}``). Raise ``SyntaxUnread``."""
    parser = _Parser(text)
    return list(parser.block().parts)


def parse_expression(text: str) -> Node:
    """Return the expression that ``text`` begins with. Raise ``SyntaxUnread``."""
    return _Parser(text).expression()


def _string(literal: str) -> str:
    return _ESCAPE.sub(_unescaped, literal[1:-1])


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _ESCAPES.get(escape[3], escape[3])


class _Parser:
    """Reads tokens on demand, so that the text behind the wanted part does not matter."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._count, self._depth = text, 0, 0, 0
        self._last = _Token("mark", ";")
        self._next: _Token | None = None

    def _peek(self) -> _Token:
        if self._next is None:
            self._next = self._read()
        return self._next

    def _read(self) -> _Token:
        self._count += 1
        if self._count > MAX_TOKENS:
            raise SyntaxUnread
        while (found := _TOKEN.match(self._text, self._at)) and found.lastgroup == "blank":
            self._at = found.end()
        if found is None:
            return _Token("end", "")
        if found[0] == "/" and not self._follows_value():
            regex = _REGEX.match(self._text, self._at)
            if regex is None:
                raise SyntaxUnread
            self._at = regex.end()
            return _Token("regex", regex[0])
        self._at = found.end()
        return _Token(found.lastgroup or "other", found[0])

    def _follows_value(self) -> bool:
        return self._last.kind in {"name", "number", "string", "template"} or self._last.text in {")", "]"}

    def _take(self) -> _Token:
        token = self._peek()
        self._last, self._next = token, None
        return token

    def _accept(self, *texts: str) -> bool:
        token = self._peek()
        if token.kind in {"mark", "name"} and token.text in texts:
            self._take()
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise SyntaxUnread

    def at_end(self) -> bool:
        return self._peek().kind == "end"

    def statement(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise SyntaxUnread
        try:
            return self._statement()
        finally:
            self._depth -= 1

    def _statement(self) -> Node:
        token = self._peek()
        if token.text == "{" and token.kind == "mark":
            return self.block()
        if self._accept(";"):
            return Node("block")
        if token.kind == "name":
            read = getattr(self, f"_{token.text}_statement", None)
            if token.text in {"var", "let", "const"}:
                return self._declaration()
            if token.text in _UNREAD_STATEMENTS:
                raise SyntaxUnread
            if token.text in {"for", "while"}:
                return self._loop()
            if token.text in {"if", "return", "try", "function", "async"} and read is not None:
                self._take()
                return read()  # type: ignore[no-any-return]
        value = self._sequence()
        self._accept(";")
        return Node("expression", (value,))

    def _async_statement(self) -> Node:
        self._expect("function")
        return self._function_statement()

    def _function_statement(self) -> Node:
        name = self._take().text
        return Node("assign", ("=", Node("name", (name,)), self._function()))

    def block(self) -> Node:
        self._expect("{")
        statements = []
        while not self._accept("}"):
            if self.at_end():
                raise SyntaxUnread
            statements.append(self.statement())
        return Node("block", tuple(statements))

    def _declaration(self) -> Node:
        self._take()
        declared = []
        while True:
            name = self._take()
            if name.kind != "name":
                raise SyntaxUnread
            value = self.expression() if self._accept("=") else UNREAD
            declared.append(Node("declare", (name.text, value)))
            if not self._accept(","):
                break
        self._accept(";")
        return Node("block", tuple(declared))

    def _if_statement(self) -> Node:
        self._expect("(")
        condition = self._sequence()
        self._expect(")")
        then = self.statement()
        otherwise = self.statement() if self._accept("else") else Node("block")
        return Node("if", (condition, then, otherwise))

    def _loop(self) -> Node:
        self._take()
        self._expect("(")
        opened = 1
        while opened:
            token = self._take()
            if token.kind == "end":
                raise SyntaxUnread
            opened += (token.text == "(") - (token.text == ")") if token.kind == "mark" else 0
        return Node("loop", (self.statement(),))

    def _return_statement(self) -> Node:
        value = UNREAD if self._peek().text in {";", "}"} or self.at_end() else self._sequence()
        self._accept(";")
        return Node("return", (value,))

    def _try_statement(self) -> Node:
        tried = self.block()
        if self._accept("catch"):
            if self._accept("("):
                self._take()
                self._expect(")")
            self.block()
        if self._accept("finally"):
            return Node("block", (tried, self.block()))
        return tried

    def _sequence(self) -> Node:
        value = self.expression()
        if self._peek().text != "," or self._peek().kind != "mark":
            return value
        parts = [value]
        while self._accept(","):
            parts.append(self.expression())
        return Node("sequence", tuple(parts))

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise SyntaxUnread
        try:
            return self._assignment()
        finally:
            self._depth -= 1

    def _assignment(self) -> Node:
        target = self._conditional()
        token = self._peek()
        if token.kind == "mark" and token.text in {"=", "+=", "-=", "*="}:
            self._take()
            return Node("assign", (token.text, target, self.expression()))
        if self._accept("=>"):
            names = _arrow_names(target)
            body = self.block() if self._peek().text == "{" else Node("return", (self.expression(),))
            return Node("function", (names, body))
        return target

    def _conditional(self) -> Node:
        condition = self._binary(0)
        if not self._accept("?"):
            return condition
        then = self.expression()
        self._expect(":")
        return Node("conditional", (condition, then, self.expression()))

    def _binary(self, level: int) -> Node:
        if level == len(_BINARY):
            return self._unary()
        left = self._binary(level + 1)
        while self._peek().kind == "mark" and self._peek().text in _BINARY[level]:
            operator = self._take().text
            left = Node("binary", (operator, left, self._binary(level + 1)))
        return left

    def _unary(self) -> Node:
        token = self._peek()
        if token.kind == "mark" and token.text in {"!", "-", "+", "++", "--", "~"}:
            self._take()
            return Node("unary", (token.text, self._unary()))
        if token.kind == "name" and token.text in {"typeof", "void", "delete", "await"}:
            self._take()
            value = self._unary()
            return value if token.text == "await" else UNREAD
        value = self._postfix(self._primary())
        if self._peek().text in {"++", "--"} and self._peek().kind == "mark":
            return Node("after", (self._take().text, value))
        return value

    def _postfix(self, value: Node) -> Node:
        while True:
            if self._accept("."):
                value = Node("member", (value, Node("string", (self._take().text,))))
            elif self._accept("["):
                value = Node("member", (value, self._sequence()))
                self._expect("]")
            elif self._accept("("):
                value = Node("call", (value, self._arguments()))
            else:
                return value

    def _arguments(self) -> tuple[Node, ...]:
        return self._items(")")

    def _items(self, end: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._accept(end):
            if self.at_end():
                raise SyntaxUnread
            items.append(self.expression())
            if not self._accept(","):
                self._expect(end)
                break
        return tuple(items)

    def _primary(self) -> Node:  # noqa: C901, PLR0911 - one return for each kind of value
        token = self._take()
        match token.kind, token.text:
            case "string", text:
                return Node("string", (_string(text),))
            case "template", text:
                return _template(text)
            case "number", text:
                return Node("number", (int(float(text)),))
            case "regex", _:
                return UNREAD
            case "mark", "(":
                if self._accept(")"):
                    return Node("sequence")
                value = self._sequence()
                self._expect(")")
                return value
            case "mark", "[":
                return Node("list", self._items("]"))
            case "mark", "{":
                return self._object()
            case "name", "function":
                if self._peek().kind == "name":
                    self._take()
                return self._function()
            case "name", "new":
                return self._postfix(self._primary())
            case "name", text:
                return Node("name", (text,))
        raise SyntaxUnread

    def _function(self) -> Node:
        self._expect("(")
        names = []
        while not self._accept(")"):
            name = self._take()
            if name.kind != "name":
                raise SyntaxUnread
            names.append(name.text)
            self._accept(",")
        return Node("function", (tuple(names), self.block()))

    def _object(self) -> Node:
        items = []
        while not self._accept("}"):
            key = self._take()
            if key.kind not in {"name", "string", "number"}:
                raise SyntaxUnread
            name = _string(key.text) if key.kind == "string" else key.text
            if self._peek().text == "(":
                items.append((name, self._function()))
            elif self._accept(":"):
                items.append((name, self.expression()))
            else:
                items.append((name, Node("name", (name,))))
            if not self._accept(","):
                self._expect("}")
                break
        return Node("object", tuple(items))


def _arrow_names(target: Node) -> tuple[str, ...]:
    names = target.parts if target.kind == "sequence" else (target,)
    if any(name.kind != "name" for name in names):
        raise SyntaxUnread
    return tuple(name.parts[0] for name in names)


def _template(literal: str) -> Node:
    """Return a template string as the sum of its texts and values."""
    value = Node("string", ("",))
    for index, part in enumerate(re.split(r"\$\{([^{}]*)\}", literal[1:-1])):
        piece = parse_expression(part) if index % 2 else Node("string", (part,))
        value = Node("binary", ("+", value, piece))
    return value
