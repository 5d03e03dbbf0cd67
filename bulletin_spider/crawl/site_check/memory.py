"""Remember which site files were good when they were checked last. Derived: it can be removed at any time."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bulletin_spider
from bulletin_spider.archive.atomic_files import replace_unsynced
from bulletin_spider.crawl.site_check.sources import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.crawl.site_check.sources import Source

_FORMAT = 1


class CheckedSources:
    """The names of the sites in each file that was good, with the stamp that it had, in the cache of the user.

    All is forgotten if a file changes that a site file imports: any of them may have a fault now.
    """

    def __init__(self, project: Path) -> None:
        # Another version of this package or of Python may find another fault in the same file.
        self._key = [_FORMAT, str(project), bulletin_spider.__version__, sys.executable, sys.version]
        digest = hashlib.sha256(json.dumps(self._key[:2]).encode()).hexdigest()
        self._path = cache_directory() / "bulletin-spider" / f"sites-{digest[:16]}.json"
        self._good: dict[str, dict[str, Any]] = {}
        self._imports: dict[str, list[int]] = {}
        with suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(self._path.read_bytes())
            if content["key"] == self._key and all(
                stamp(path) == old for path, old in content["imports"].items()
            ):
                self._good, self._imports = content["good"], content["imports"]

    def names(self, source: Source) -> list[str] | None:
        """Return the sites in a file that has not changed since it was good; else None."""
        known = self._good.get(source.name)
        return known["names"] if known and source.path and stamp(source.path) == known["stamp"] else None

    def keep(
        self, sources: Iterable[Source], good: dict[str, dict[str, Any]], imports: dict[str, list[int]]
    ) -> None:
        """Remember the files of ``sources`` that are good, and forget others, if the cache can be written."""
        self._good |= good
        names = {source.name for source in sources}
        content = {
            "key": self._key,
            "good": {name: known for name, known in self._good.items() if name in names},
            "imports": self._imports | imports,
        }
        with suppress(OSError):
            replace_unsynced(self._path, json.dumps(content).encode())  # in ASCII: no path need be UTF-8


def cache_directory() -> Path:
    """Return the user's directory for what can be derived again (XDG Base Directory Specification)."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():
        return given
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home
        return Path(os.devnull)
    own = home.is_absolute() and home != Path(
        home.anchor
    )  # HOME= makes it the root, HOME=x the working directory
    return home / ".cache" if own else Path(os.devnull)
