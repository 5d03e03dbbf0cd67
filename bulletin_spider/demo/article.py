"""An article of the demo district: what it says, how its page shows it, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

CHANNELS = {"要闻": "xw/yw", "通知公告": "zwgk/tzgg", "部门动态": "xw/bmdt"}
"""Channel name → folder on the site."""
NOBODY: dict[str, Any] = {
    "byline": "none", "reporters": (), "correspondents": (), "photographers": (), "editors": (),
}  # fmt: skip
"""The fields of an article that names no person."""


@dataclass(frozen=True)
class Article:
    """An article: its content, which extraction must find again, and how its page shows it."""

    number: int
    channel: str
    title: str
    date: dt.date
    time: str | None
    paragraphs: tuple[str, ...]
    form: str
    """The markup of paragraphs: p, span or br."""
    dated: str
    """Where the publication day is shown: meta, line, row or dateline."""
    byline: str = "none"
    """Key of :data:`BYLINES`."""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str | None = None
    images: tuple[tuple[str, str | None], ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    """The rows of a table of figures; the first is the head."""
    folder: str = ""
    """The folder of the page, if it is another than that of the channel."""
    also_in: str | None = None
    """A second channel that lists it."""
    first_day: int = 1
    gone_day: int | None = None
    """The day on which the site removes the page."""
    back_day: int | None = None
    """The day on which the site shows it again."""
    gone_softly: bool = False
    """Whether the site answers with status 200 and the text that the page does not exist."""
    edits: dict[int, dict[str, Any]] = field(default_factory=dict, hash=False)
    """Day → the fields that are others from that day on."""

    @property
    def path(self) -> str:
        """The page's path. It holds the day only if the page shows one itself."""
        folder, month = self.folder or CHANNELS[self.channel], f"{self.date:%Y%m}"
        if self.dated in {"row", "dateline"}:
            return f"/{folder}/{month}/content_{self.number}.html"
        return f"/{folder}/{month}/t{self.date:%Y%m%d}_{self.number}.html"

    def there(self, day: int) -> bool:
        """Return whether the site shows the article on ``day``."""
        back = self.back_day is not None and day >= self.back_day
        return self.gone_day is None or day < self.gone_day or back

    def on(self, day: int) -> Article:
        """Return the article as the site shows it on ``day``."""
        changed = {
            name: value
            for at, edit in sorted(self.edits.items())
            if at <= day
            for name, value in edit.items()
        }
        return replace(self, **changed) if changed else self
