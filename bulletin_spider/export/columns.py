"""The columns that an export can have: the fields of the record, and the region of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.export.selection import Selection

REGION = "region"
"""The column with the code of the site's district in GB/T 2260; empty if it is unknown."""
KEY = ("site", "id", "revision")
"""The columns that name a version; a database always has them."""
EVERY_COLUMN = (*(field.name for field in bulletin_fields()), REGION)


def parse_columns(text: str | None) -> tuple[str, ...]:
    """Return the columns of ``--columns title,date,url``, each once; empty if it is not given.

    Raise ``UsageFault`` if one is unknown, or the text names none.
    """
    if text is None:
        return ()
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in EVERY_COLUMN:
            near = suggestion(name, EVERY_COLUMN)
            raise UsageFault(f"--columns {name}: no such column{near}; known: {', '.join(EVERY_COLUMN)}")
    if not names:
        raise UsageFault("--columns: name at least one, like --columns title,date,url")
    return tuple(dict.fromkeys(names))


def with_key(columns: Iterable[str], also: Iterable[str] = ()) -> tuple[str, ...]:
    """Return columns of a database: those of the key that are missing come first; empty for empty ones."""
    columns = tuple(columns)
    lacking = (name for name in (*KEY, *also) if name not in columns)
    return (*lacking, *columns) if columns else ()


def region_of(version: dict[str, Any], selection: Selection | None) -> str | None:
    """Return the code of the district of a version's site; None if it is unknown."""
    return selection.regions.get(version["site"]) if selection else None


def column_value(version: dict[str, Any], name: str, selection: Selection | None) -> Any:  # noqa: ANN401 - JSON
    """Return what a version has in a column; None for a field that came later than its line."""
    return region_of(version, selection) if name == REGION else version.get(name)
