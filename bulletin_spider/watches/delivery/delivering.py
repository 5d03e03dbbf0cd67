"""Deliver a hit or a digest to one target, or hits to the feed of a watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.messages.apprise_sending import send_message
from bulletin_spider.watches.definition import is_webhook
from bulletin_spider.watches.delivery.feed_file import add_to_feed
from bulletin_spider.watches.delivery.message_text import message_to_person
from bulletin_spider.watches.delivery.webhook import post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.watches.definition import Watch
    from bulletin_spider.watches.hit import Digest, Hit

_MAIL = ("mailto:", "mailtos:")
_OF_CHAT, _OF_MAIL = 3_500, 30_000
"""Characters of a message. The chat services take about 4,000; nobody reads a longer mail."""


def deliver(target: str, message: Hit | Digest) -> None:
    """Deliver one message to one address of its watch; return once it was accepted.

    Raises ``DeliveryFault``.
    """
    if is_webhook(target):
        post(target, message)
        return
    most = _OF_MAIL if target.lower().startswith(_MAIL) else _OF_CHAT
    holder = f"watch '{message.watch.name}'"
    if fault := send_message(target.replace(" ", "%20"), message_to_person(message, most), holder):
        raise DeliveryFault(fault)


def write_feed(watch: Watch, hits: Sequence[Hit]) -> None:
    """Add hits, the oldest first, to the feed of a watch that has one. A hit that it holds already is not added again.

    Raises ``DeliveryFault``.
    """
    if watch.feed:
        add_to_feed(watch.feed, watch.name, hits)
