"""Leave out of a comparison what is too large to be compared while a reader waits, and say whether it is equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.statuses import ChangedPart
from bulletin_spider.web.bulletins.people import ROLES
from bulletin_spider.web.bulletins.shown import cells, characters, count_people, too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Version = Mapping[str, Any]

_FIELDS = {name: (name,) for name in ("paragraphs", "tables", "attachments", "images")} | {"people": ROLES}
"""Part of a comparison → fields of a version."""
_SIZES: dict[str, Callable[[Version], int]] = {
    "paragraphs": lambda version: characters([str(one) for one in version["paragraphs"]]),
    "tables": lambda version: cells(version.get("tables") or ()),
    "people": count_people,
    "attachments": lambda version: len(version["attachments"]),
    "images": lambda version: len(version["images"]),
}
_KINDS = {
    "tables": ChangedPart.TABLE,
    "people": ChangedPart.PEOPLE,
    "attachments": ChangedPart.ATTACHMENT,
    "images": ChangedPart.PICTURE,
}
"""What differs if such a part does; of a text only a comparison says in what way."""


class Comparable(NamedTuple):
    """Two versions without what is too large, and what that is."""

    old: dict[str, Any]
    new: dict[str, Any]
    left_out: dict[str, dict[str, Any]]
    """Part → the sizes of both sides (characters, cells, or entries), and whether they are equal."""

    @property
    def kinds(self) -> set[ChangedPart]:
        """The kinds of change that are known of what is left out."""
        return {_KINDS[name] for name, one in self.left_out.items() if name in _KINDS and not one["is_equal"]}

    @property
    def differs(self) -> bool:
        """Whether a part that is left out differs."""
        return not all(one["is_equal"] for one in self.left_out.values())


def comparable(old: Version, new: Version) -> Comparable:
    """Return two versions without the parts that are too large in one of them."""
    parts = sorted(too_large(old) | too_large(new))
    left_out = {
        part: {
            "old": _SIZES[part](old),
            "new": _SIZES[part](new),
            "is_equal": all(old.get(name) == new.get(name) for name in _FIELDS[part]),
        }
        for part in parts
    }
    emptied: dict[str, list[Any]] = {name: [] for part in parts for name in _FIELDS[part]}
    return Comparable(
        {name: emptied.get(name, value) for name, value in old.items()},
        {name: emptied.get(name, value) for name, value in new.items()},
        left_out,
    )
