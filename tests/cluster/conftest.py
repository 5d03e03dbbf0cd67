"""A PostgreSQL and an object store, which all tests of a run share."""

from __future__ import annotations

from tests.object_store.conftest import s3_endpoint, store, store_of_module
from tests.postgresql import database, postgresql_server

__all__ = ["database", "postgresql_server", "s3_endpoint", "store", "store_of_module"]
