"""The body of a version in parts that a page shows: paragraphs with their numbers, and data tables in place of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.web.bulletins.people import NamedPeople

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Paragraph(NamedTuple):
    """A paragraph and its number, from 1."""

    number: int
    text: str


class Table(NamedTuple):
    """A data table and its number, from 1."""

    number: int
    caption: str
    rows: list[list[str]]


def body_parts(version: Mapping[str, Any]) -> Iterator[Paragraph | Table]:
    """Yield the paragraphs and tables in order.

    A table that is not at its place is left out: the paragraphs say the same.
    """
    paragraphs = [str(one) for one in version["paragraphs"]]
    done = 0
    for number, table in enumerate(version.get("tables") or (), 1):
        start, rows = table["paragraph"], table["rows"]
        if rows and done <= start <= len(paragraphs) - len(rows):
            yield from (Paragraph(index + 1, paragraphs[index]) for index in range(done, start))
            yield Table(number, str(table.get("caption") or ""), rows)
            done = start + len(rows)
    yield from (Paragraph(index + 1, paragraphs[index]) for index in range(done, len(paragraphs)))


def marked_body(version: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the parts of the body for a page: each paragraph in parts, with the names that are marked in it."""
    people = NamedPeople(version)
    for part in body_parts(version):
        if isinstance(part, Table):
            yield {"kind": "table"} | part._asdict()
        else:
            parts = [one._asdict() for one in people.parts(part.text)]
            yield {"kind": "paragraph", "number": part.number, "parts": parts}
