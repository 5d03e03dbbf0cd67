"""The tables in the database: the versions, the view of the latest ones, and how far each site was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.contract.tables import table_type
from bulletin_spider.export.columns import KEY, REGION, column_value, with_key
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from bulletin_spider.export.postgresql.address import Database
    from bulletin_spider.export.selection import Selection

_TYPES = {
    "string": "text",
    "integer": "integer",
    "date": "date",
    "datetime": "timestamptz",
    "object": "jsonb",
}
"""Type of a field in the contract → type of its column. An array is ``text[]``, or ``jsonb`` if it holds objects."""
_OBJECTS = {"images", "attachments", "tables"}
_NEEDED = ("change",)
"""The view of the latest versions leaves out withdrawn ones, so it needs this column."""
_CURSOR = "bulletin_export_cursor"
_LOCK = 0x42756C6C6574696E
"""Number of the lock under which tables are made; "Bulletin" in ASCII, so that no other program uses it by chance."""


class Tables:
    """The names and statements for one table of versions."""

    def __init__(self, database: Database, columns: Sequence[str]) -> None:
        self.name = ".".join(filter(None, (database.schema, database.table)))
        self._place = [database.schema] if database.schema else []
        self.versions = Identifier(*self._place, database.table)
        self.latest = Identifier(*self._place, f"{database.table}_latest")
        self.cursor = Identifier(*self._place, _CURSOR)
        self.columns = with_key(columns, _NEEDED) or tuple(_column_types())
        self.types = {name: _column_types()[name] for name in self.columns}

    def prepare(self, connection: Connection) -> None:
        """Make what is missing: tables, columns, the view. Nothing else is changed, and no right to do so is needed."""
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            present = self._present(connection, self.versions)
            if not present:
                connection.execute(self._create())
            elif missing := [name for name in self.columns if name not in present]:
                added = SQL(", ").join(SQL("ADD COLUMN {}").format(self._column(name)) for name in missing)
                connection.execute(SQL("ALTER TABLE {} {}").format(self.versions, added))
            if self._present(connection, self.latest) != self._present(connection, self.versions):
                connection.execute(self._view())
            if not self._present(connection, self.cursor):
                connection.execute(self._create_cursor())

    def upsert(self) -> Composed:
        """Return the statement that adds a version, or replaces what an earlier call has sent of it."""
        names = SQL(", ").join(map(Identifier, self.columns))
        changed = SQL(", ").join(
            SQL("{0} = EXCLUDED.{0}").format(Identifier(name)) for name in self.columns if name not in KEY
        )
        return SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
            self.versions, names, SQL(", ").join(SQL("%s") for _ in self.columns), _key(), changed
        )

    def row(self, version: dict[str, Any], selection: Selection | None) -> list[Any]:
        """Return the values of a version, one for each of ``columns``."""
        values = ((kind, column_value(version, name, selection)) for name, kind in self.types.items())
        return [Jsonb(value) if kind == "jsonb" and value is not None else value for kind, value in values]

    def read_cursors(self, connection: Connection, selection: str) -> dict[str, str]:
        """Return site → the last segment of which every selected version is in the table."""
        statement = SQL("SELECT site, segment FROM {} WHERE table_name = %s AND selection = %s").format(
            self.cursor
        )
        return dict(connection.execute(statement, (self.name, selection)).fetchall())

    def write_cursor(self, connection: Connection, selection: str, site: str, segment: str) -> None:
        """Note how far a site was sent. A slower call beside this one cannot set it back."""
        statement = SQL(
            "INSERT INTO {0} AS kept (table_name, selection, site, segment) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (table_name, selection, site) DO UPDATE SET sent_at = now(),"
            ' segment = GREATEST(kept.segment COLLATE "C", EXCLUDED.segment COLLATE "C")'
        ).format(self.cursor)
        connection.execute(statement, (self.name, selection, site, segment))

    def forget_cursors(self, connection: Connection, selection: str) -> None:
        """Forget how far the sites were sent, so that everything is sent once more."""
        statement = SQL("DELETE FROM {} WHERE table_name = %s AND selection = %s").format(self.cursor)
        connection.execute(statement, (self.name, selection))

    def _create(self) -> Composed:
        columns = SQL(", ").join(map(self._column, self.columns))
        return SQL("CREATE TABLE {} ({}, PRIMARY KEY ({}))").format(self.versions, columns, _key())

    def _create_cursor(self) -> Composed:
        return SQL(
            "CREATE TABLE {} (table_name text, selection text, site text, segment text NOT NULL,"
            " sent_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (table_name, selection, site))"
        ).format(self.cursor)

    def _view(self) -> Composed:
        return SQL(
            "CREATE OR REPLACE VIEW {} AS SELECT * FROM ("
            "SELECT DISTINCT ON (site, id) * FROM {} ORDER BY site, id, revision DESC"
            ") AS newest WHERE change <> {}"
        ).format(self.latest, self.versions, Change.WITHDRAWN.value)

    def _column(self, name: str) -> Composed:
        return SQL("{} {}").format(Identifier(name), SQL(self.types[name]))

    def _present(self, connection: Connection, name: Identifier) -> list[str]:
        """Return the columns of a table or view; none if it does not exist."""
        found = connection.execute(
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            (name.as_string(connection),),
        )
        return [column for (column,) in found]


def _key() -> Composed:
    return SQL(", ").join(map(Identifier, KEY))


def _column_types() -> dict[str, Any]:
    types = {}
    for field in bulletin_fields():
        kind = table_type(field)
        if kind == "array":
            types[field.name] = "jsonb" if field.name in _OBJECTS else "text[]"
        else:
            types[field.name] = _TYPES[kind]
    return types | {REGION: "text"}
