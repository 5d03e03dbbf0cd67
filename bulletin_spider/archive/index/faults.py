"""Turn the errors of SQLite and SQLAlchemy into the project's own exceptions, so that none leaves this package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.damage import SQLITE_ERRORS, is_damage, system_error
from bulletin_spider.exceptions import IndexFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import ExceptionContext

    from bulletin_spider.exceptions import RunFault

    MakeFault = Callable[[BaseException], RunFault]


def index_fault(path: Path) -> MakeFault:
    """Return the function that makes an ``IndexFault`` of an error of the database at ``path``."""

    def make_fault(error: BaseException) -> IndexFault:
        damaged = is_damage(error)
        return IndexFault(path, error, None if damaged else system_error(path.parent, error), damaged=damaged)

    return make_fault


class FaultTranslator:
    """Makes the exceptions that an engine raises: ``make_fault`` gets SQLite's own error."""

    def __init__(self, make_fault: MakeFault) -> None:
        self.make_fault = make_fault
        self.damaged = False
        """Whether an error has shown that the database is corrupt."""

    def handle_error(self, context: ExceptionContext) -> RunFault | None:
        """Return what SQLAlchemy raises; None for an error that is not of SQLite, such as Ctrl-C."""
        error = context.original_exception
        return self._translated(error) if isinstance(error, SQLITE_ERRORS) else None

    def load_json(self, text: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return the value of a JSON column; SQLAlchemy would raise ``ValueError`` for a damaged one."""
        try:
            return json.loads(text)
        except (TypeError, ValueError) as error:
            raise self._translated(ValueError(f"a column is not JSON: {error}")) from error

    def _translated(self, error: BaseException) -> RunFault:
        self.damaged = self.damaged or is_damage(error)
        return self.make_fault(error)
