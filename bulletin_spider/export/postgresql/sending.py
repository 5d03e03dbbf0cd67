"""Send what is new to a database: rows and cursor are committed together, so a kill loses and doubles nothing."""

from __future__ import annotations

import json
from contextlib import contextmanager
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import psycopg

from bulletin_spider.archive.databases.postgresql import error_line
from bulletin_spider.exceptions import ExportFault
from bulletin_spider.export.postgresql.tables import Tables
from bulletin_spider.reader import read, segments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bulletin_spider.export.postgresql.address import Database
    from bulletin_spider.export.selection import Selection

BATCH_ROWS = 2_000
"""Rows of a transaction, and up to one segment more: what a killed call does again. Sending them takes a second."""
_LONGEST_KEY = 500
"""Characters of a selection that are kept readable; an index of PostgreSQL holds 2,700 bytes."""


def send_archive(
    archive: Path,
    database: Database,
    selection: Selection,
    *,
    again: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Send every selected version that no earlier call with this selection has sent, and return their number.

    With ``again``, send all of them once more. Raises ``ExportFault``.
    """
    tables, key, count = Tables(database, selection.columns), selection_key(selection), 0
    with _connected(database) as connection:
        tables.prepare(connection)
        if again:
            tables.forget_cursors(connection, key)
        cursors = tables.read_cursors(connection, key)
        unsent = 0
        for site, of_site in groupby(segments(archive, selection.site, cursors), attrgetter("site")):
            for segment in of_site:
                sent = _send(connection, tables, read(segment), selection)
                count, unsent = count + sent, unsent + sent
                tables.write_cursor(connection, key, site, segment.name)
                if unsent >= BATCH_ROWS:
                    connection.commit()
                    unsent = 0
                progress(count)
        connection.commit()
    return count


def send_versions(
    versions: Iterable[dict[str, Any]], database: Database, selection: Selection | None = None
) -> int:
    """Send versions that come from anywhere in one transaction, and return their number. Raises ``ExportFault``."""
    tables = Tables(database, selection.columns if selection else ())
    with _connected(database) as connection:
        tables.prepare(connection)
        count = _send(connection, tables, versions, selection)
        connection.commit()
    return count


def selection_key(selection: Selection) -> str:
    """Return the name of a selection: how far a site was sent is known of each selection alone."""
    parts = {
        "words": selection.words.strip(),
        "channel": selection.channel,
        "reporter": selection.reporter,
        "since": selection.since and selection.since.isoformat(),
        "until": selection.until and selection.until.isoformat(),
        "columns": list(selection.columns),
    }
    key = json.dumps({name: value for name, value in parts.items() if value}, ensure_ascii=False)
    return key if len(key) <= _LONGEST_KEY else sha256(key.encode()).hexdigest()


def _send(
    connection: psycopg.Connection,
    tables: Tables,
    versions: Iterable[dict[str, Any]],
    selection: Selection | None,
) -> int:
    """Send the selected ones of the versions within the open transaction, and return their number."""
    count, selected = 0, selection.test() if selection else None

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        for version in versions:
            if selected is None or selected(version):
                count += 1
                yield tables.row(version, selection)

    with connection.cursor() as cursor:
        cursor.executemany(tables.upsert(), rows())
    return count


@contextmanager
def _connected(database: Database) -> Iterator[psycopg.Connection]:
    """Open a connection; every error is an ``ExportFault`` of one line, without a password."""
    try:
        with psycopg.connect(database.address, application_name="bulletin export") as connection:
            yield connection
    except (psycopg.Error, UnicodeEncodeError) as error:
        raise ExportFault(f"{database.shown} cannot be written: {error_line(error)}") from error
