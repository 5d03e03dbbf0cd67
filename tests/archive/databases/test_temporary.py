from __future__ import annotations

from contextlib import closing

import pytest

from bulletin_spider.archive.databases.temporary import TemporaryDatabase
from bulletin_spider.exceptions import TemporaryDatabaseFault


def test_rows_are_kept_and_found() -> None:
    with closing(TemporaryDatabase("CREATE TABLE t (a INTEGER)")) as database:
        for number in (1, 2):
            database.write("INSERT INTO t VALUES (?)", (number,))
        assert list(database.rows("SELECT a FROM t")) == [(1,), (2,)]
        assert database.first("SELECT a FROM t WHERE a = ?", (2,)) == (2,)
        assert database.first("SELECT a FROM t WHERE a = ?", (3,)) is None


@pytest.mark.parametrize("value", [1, 2**64])
def test_errors_of_sqlite_are_translated(value: int) -> None:
    """The table has a row of this value already, or the value is too large."""
    with closing(TemporaryDatabase("CREATE TABLE t (a INTEGER PRIMARY KEY)")) as database:
        database.write("INSERT INTO t VALUES (?)", (1,))
        with pytest.raises(TemporaryDatabaseFault, match="make room for temporary files"):
            database.write("INSERT INTO t VALUES (?)", (value,))
        with pytest.raises(TemporaryDatabaseFault, match="no such table"):
            database.first("SELECT * FROM missing")
