"""Write many rows with one statement: one for each row takes PostgreSQL five times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import JSON, BigInteger, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from bulletin_spider.archive.index.databases.statements import OnConflict, WriteRows

    Rows = Sequence[Mapping[str, Any]]


def writer(table: Table, on_conflict: OnConflict) -> WriteRows:
    """Return the function that writes rows of a table in their order; a value of a column of JSON is given as text."""
    sql, key = _statement(table, on_conflict), [one.name for one in table.primary_key]

    def write(connection: Connection, rows: Rows) -> None:
        for part in _without_doubles(rows, key):
            connection.exec_driver_sql(sql, {"rows": msgspec.json.encode(part).decode()})

    return write


def _without_doubles(rows: Rows, key: Sequence[str]) -> Iterator[Rows]:
    """Yield the rows in parts without two rows of the same key: a statement changes no row twice."""
    part, seen = list[Any](), set[tuple[Any, ...]]()
    for row in rows:
        own = tuple(row[name] for name in key)
        if own in seen:
            yield part
            part, seen = [], set()
        seen.add(own)
        part.append(row)
    if part:
        yield part


def _statement(table: Table, on_conflict: OnConflict) -> str:
    """Return the statement; its parameter ``rows`` is a JSON array of objects."""
    fields = [column(one.name, BigInteger if _is_number(one.type) else Text) for one in table.c]
    given = func.json_to_recordset(cast(bindparam("rows"), JSON)).table_valued(*fields, name="given")
    given = given.render_derived(with_types=True)
    values = [
        cast(given.c[one.name], JSON) if isinstance(one.type, JSON) else given.c[one.name] for one in table.c
    ]
    statement = insert(table).from_select([one.name for one in table.c], select(*values))
    return str(on_conflict(statement).compile(dialect=PGDialect_psycopg()))  # type: ignore[no-untyped-call]


def _is_number(kind: Any) -> bool:  # noqa: ANN401 - a type of SQLAlchemy
    return kind.python_type is int
