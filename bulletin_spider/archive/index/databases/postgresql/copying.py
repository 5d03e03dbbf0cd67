"""Copy the rows of one site into a SQLite database, where they can be compared with those that are derived again."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from sqlalchemy import JSON

from bulletin_spider.archive.index.databases.sqlite_file import open_database
from bulletin_spider.archive.index.databases.statements import rows_writer
from bulletin_spider.archive.index.faults import FaultTranslator, index_fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Table

    from bulletin_spider.archive.index.databases.postgresql.connections import IndexServer

_ROWS = 5000
"""Rows that are read at once: a few megabytes."""


@contextmanager
def copied_rows(server: IndexServer, site: str, tables: Collection[Table]) -> Iterator[str]:
    """Yield the URI of a SQLite database with the site's rows of ``tables``, all as of one moment."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "archived.sqlite"
        engine = open_database(path, FaultTranslator(index_fault(path)))
        try:
            with server.connected() as source, engine.begin() as target:
                source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                for table in tables:
                    write = rows_writer(table, "sqlite", lambda statement: statement)
                    for rows in _read(source, table, site):
                        write(target, rows)
        finally:
            engine.dispose()
        yield path.as_uri()


def _read(source: psycopg.Connection[Any], table: Table, site: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table; JSON as the text that was written."""
    fields = [
        sql.SQL("{}::text" if isinstance(column.type, JSON) else "{}").format(sql.Identifier(column.name))
        for column in table.c
    ]
    query = sql.SQL("SELECT {} FROM {} WHERE site = %s").format(
        sql.SQL(", ").join(fields), sql.Identifier(table.name)
    )
    names = [column.name for column in table.c]
    with source.cursor(name="copied") as cursor:
        cursor.execute(query, [site])
        while rows := cursor.fetchmany(_ROWS):
            yield [dict(zip(names, row, strict=True)) for row in rows]
