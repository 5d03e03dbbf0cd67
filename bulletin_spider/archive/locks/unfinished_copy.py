"""Mark a site whose copy is not finished: what is there may be read, but no run goes on with it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import open_part, remove_synced, replace
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
from bulletin_spider.archive.object_store.paths import StorePath
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout


def mark_copy(source: Layout, target: Layout, site: str) -> None:
    """Note that the copy of a site has begun. The caller has locked the site. Raises ``OSError``."""
    path = target.unfinished_copy(site)
    with open_part(path) as part:
        part.write(json.dumps({"from": str(source.root)}, ensure_ascii=False).encode() + b"\n")
        replace(part, path)


def unmark_copy(target: Layout, site: str) -> None:
    """Note that the copy of a site is finished. The caller has locked the site. Raises ``OSError``."""
    remove_synced([target.unfinished_copy(site)])


def unfinished_copy(layout: Layout, site: str) -> str:
    """Return in one line what to do about an unfinished copy of a site; empty if there is none. Raises ``OSError``."""
    runs, path = layout.runs(site), layout.unfinished_copy(site)
    # The list of the run records, which every reader asks for, has it: no request is made for it alone.
    is_there = (
        RunObjects.of(runs.store, runs.key).is_unfinished if isinstance(runs, StorePath) else path.exists()
    )
    if not is_there:
        return ""
    origin = ""
    with suppress(OSError, ValueError, KeyError, TypeError):
        origin = f"--from {json.loads(path.read_bytes())['from']} "
    return (
        f"'{PROGRAM} copy {origin}--to {layout.root} {site}' finishes it; to use what is there, remove {path}"
    )
