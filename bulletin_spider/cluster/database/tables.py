"""Define the tables of the cluster, beside those of the queue, and make them."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from procrastinate.schema import SchemaManager
from psycopg.sql import SQL, Identifier

from bulletin_spider.cluster.database.connection import SCHEMA, archive_of, check_archive

if TYPE_CHECKING:
    from psycopg import Connection

_LOCK = 0x62756C6C  # "bull"
"""The advisory lock of those who make the tables: two that do it at once would fail."""
_TABLES = """
CREATE OR REPLACE FUNCTION next_time(at interval) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (date_trunc('day', now() AT TIME ZONE 'UTC' - at) + interval '1 day' + at) AT TIME ZONE 'UTC'
$$;
COMMENT ON FUNCTION next_time IS 'The next moment with this time of day in UTC';
CREATE TABLE IF NOT EXISTS cluster (
    archive text PRIMARY KEY, queue_version text NOT NULL, made timestamptz NOT NULL DEFAULT now(),
    sites_read timestamptz, recorded timestamptz NOT NULL DEFAULT now(), notified timestamptz, delivered timestamptz,
    pinged timestamptz
);
COMMENT ON TABLE cluster IS
    'One row: the address of the archive, the version of the queue that has made its tables, and when the sites were
    read, a run left a record (to the minute), a person was notified, watches were evaluated and a monitor was pinged';
CREATE TABLE IF NOT EXISTS intervals (site text PRIMARY KEY, seconds integer CHECK (seconds > 0));
COMMENT ON TABLE intervals IS
    'The timetable: how often a site is visited, null: not at all. An empty site stands for all others';
CREATE TABLE IF NOT EXISTS visits (
    site text PRIMARY KEY, due timestamptz NOT NULL, visited boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE visits IS 'When each site is due, and whether a visit of it has left a record';
CREATE INDEX IF NOT EXISTS visits_by_due ON visits (due);
CREATE TABLE IF NOT EXISTS failures (
    site text PRIMARY KEY, count integer NOT NULL, reason text NOT NULL, host text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE failures IS
    'Sites whose last visits left no record: how many in a row, and why and where the last one';
CREATE TABLE IF NOT EXISTS problems (
    site text PRIMARY KEY, outcomes text[] NOT NULL, problem text, known text, about jsonb NOT NULL,
    changed timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE problems IS
    'Sites that are not well, or of which a person does not know yet that they are: the outcomes since the last good
    run, newest first; what a person is needed for, since when, and what he was notified of';
CREATE TABLE IF NOT EXISTS published (site text PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp());
COMMENT ON TABLE published IS 'Sites of which the watches have not been given yet what a run has published';
CREATE TABLE IF NOT EXISTS daily (
    task text PRIMARY KEY, at interval NOT NULL, due timestamptz NOT NULL, fault text NOT NULL DEFAULT ''
);
COMMENT ON TABLE daily IS
    'What is done once a day: the time of day in UTC, when it is due next, and why it failed the last time';
INSERT INTO daily (task, at, due) SELECT task, at, due FROM (VALUES
    ('anchor', interval '0:10'), ('pack', interval '19:30')
) AS known (task, at), LATERAL next_time(at) AS due ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS workers (
    worker_id bigint PRIMARY KEY REFERENCES procrastinate_workers (id) ON DELETE CASCADE,
    host text NOT NULL, pid integer NOT NULL, slots integer NOT NULL, version text NOT NULL,
    started timestamptz NOT NULL
);
COMMENT ON TABLE workers IS
    'The processes behind the rows of the queue; one that ends or is given up has none any more';
"""


def make_tables(connection: Connection, archive: str) -> bool:
    """Make the tables, or bring them up to date; return whether they were made.

    The database belongs to the archive at this address from then on: raises ``UsageFault`` if it belongs to another.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(SCHEMA)))
    is_new = connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() == (None,)
    if is_new:
        connection.execute(SchemaManager.get_schema())
    connection.execute(_TABLES.encode())
    connection.execute(
        "INSERT INTO cluster (archive, queue_version) SELECT %s, %s WHERE NOT EXISTS (SELECT FROM cluster)",
        (archive, version("procrastinate")),
    )
    check_archive(archive_of(connection), archive)
    if not is_new:
        _update_queue(connection)
    return is_new


def _update_queue(connection: Connection) -> None:
    """Apply the migrations of the queue's library that are newer than the version that made the tables."""
    made = connection.execute("SELECT queue_version FROM cluster").fetchone()
    assert made
    for file in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql")):
        if _numbers(file.name.partition("_")[0]) > _numbers(made[0]):
            connection.execute(file.read_bytes())
    connection.execute("UPDATE cluster SET queue_version = %s", (version("procrastinate"),))


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split(".") if part.isdigit())
