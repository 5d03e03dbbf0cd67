"""Deliver a hit or a digest to one target, or hits to the feed of a watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.exceptions import DeliveryFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.watches.definition import Watch
    from bulletin_spider.watches.hit import Digest, Hit


def deliver(target: str, message: Hit | Digest) -> None:
    """Deliver one message to one address of its watch; return once it was accepted.

    Raises ``DeliveryFault``.
    """
    raise DeliveryFault(f"messages are not sent yet: {message.id} to {target}")


def write_feed(watch: Watch, hits: Sequence[Hit]) -> None:
    """Add hits, the oldest first, to the feed of a watch that has one. A hit that it holds already is not added again.

    Raises ``DeliveryFault``.
    """
    raise DeliveryFault(f"feeds are not written yet: {watch.feed}, {len(hits)} entries")
