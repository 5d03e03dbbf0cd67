"""Keep the newest hits of a watch in a feed file, Atom or JSON Feed by its ending: each hit once, whatever happens."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from bulletin_spider.archive.atomic_files import open_part, replace
from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.watches.delivery import atom_feed, json_feed
from bulletin_spider.watches.delivery.feed_entry import NAMESPACE, entry_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bulletin_spider.watches.hit import Hit

ENTRIES = 200
"""Entries of a feed, the newest first. A watch with 200 hits a day loses no entry if its reader comes once a day."""
FORMS = {".atom": atom_feed, ".xml": atom_feed, ".json": json_feed}
"""Ending → the module that reads and writes such a feed."""


def add_to_feed(path: Path, watch: str, hits: Sequence[Hit]) -> None:
    """Add the hits of a watch, the oldest first, that its feed does not hold yet. Raises ``DeliveryFault``.

    A reader sees the file as it was before or as it is afterwards. What is no feed of this watch is not replaced.
    """
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise DeliveryFault(f"a feed ends with one of: {', '.join(FORMS)}")
    feed = uuid.uuid5(NAMESPACE, f"watch:{watch}").urn
    try:
        entries = form.read(path.read_bytes(), feed) if path.exists() else []
        known = {form.id_of(entry) for entry in entries}
        fresh = [form.entry(entry) for entry in map(entry_of, hits) if entry.id not in known]
        if path.exists() and not fresh:
            return
        content = form.write(feed, publishable(watch), [*reversed(fresh), *entries][:ENTRIES])
        with open_part(path) as part:
            part.write(content)
            replace(part, path)
    except OSError as error:
        raise DeliveryFault(error.strerror or type(error).__name__) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeliveryFault(
            "it is no feed of this watch: move the file away, or give the watch another one"
        ) from error
