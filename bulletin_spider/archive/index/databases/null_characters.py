"""Replace null characters, which PostgreSQL keeps in no text; only a line that was made to do harm has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bulletin_spider.archive.segments.line_fields import LineFields

_NULL, _REPLACEMENT = "\0", "\ufffd"
_TEXTS = ("id", "url", "channel", "date", "change", "fingerprint", "moved_to")


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value with U+FFFD in the place of each null character."""
    if isinstance(value, str):
        return value.replace(_NULL, _REPLACEMENT)
    if isinstance(value, dict):
        return {without_nulls(key): without_nulls(one) for key, one in value.items()}
    return [*map(without_nulls, value)] if isinstance(value, list | tuple) else value


def clear_nulls(line: LineFields) -> None:
    """Replace the null characters in the fields of a line that the index keeps."""
    if _NULL in "".join(str(getattr(line, name)) for name in _TEXTS):
        for name in _TEXTS:
            setattr(line, name, without_nulls(getattr(line, name)))
    if line.attachments:
        line.attachments = without_nulls(line.attachments)
