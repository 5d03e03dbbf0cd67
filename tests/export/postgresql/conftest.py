"""An empty database of PostgreSQL for each test, an archive, and a way to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS
from tests.archive.wordings import put, wording
from tests.postgresql import database, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["archive", "ask", "database", "postgresql_server"]
DOCUMENT = dict.fromkeys((*DOCUMENT_TEXTS, *DOCUMENT_DAYS)) | {"issuer": "区府"}


@pytest.fixture
def ask(database: str) -> Callable[..., list[Any]]:
    """A function that returns the rows of a query; those of one column as plain values."""

    def rows(query: str, *values: object, address: str = database) -> list[Any]:
        with psycopg.connect(address) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            found = cursor.fetchall() if cursor.description else []
        return [row[0] if len(row) == 1 else row for row in found]

    return rows


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two sites; of the first, one bulletin was revised and one withdrawn."""
    root = tmp_path / "archive"
    image = [{"url": "http://x/1.png", "caption": None}]
    put(root, wording(1, "甲", reporters=["唐炜", "何川"], images=image), wording(2, "乙"), wording(3, "丙"))
    later = [wording(2, "乙改", revision=2, change="revised"), wording(3, revision=2, change="withdrawn")]
    put(root, *later, run="20260929T000000Z")
    put(root, wording(77, "别处", document=DOCUMENT), site="other")
    return root
