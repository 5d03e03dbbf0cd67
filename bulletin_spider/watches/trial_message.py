"""Send a message that is marked as a test, to see whether a target accepts it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.watches.delivery.delivering import deliver
from bulletin_spider.watches.hit import Hit

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.watches.definition import Watch


def send_test(watch: Watch, target: str, now: dt.datetime) -> None:
    """Deliver one test message to a target; raise ``DeliveryFault`` if it is not accepted."""
    deliver(target, Hit(watch, _version(watch, now), test=True))


def _version(watch: Watch, now: dt.datetime) -> dict[str, Any]:
    """Return a version of a bulletin that does not exist, with every field of a published line."""
    moment = now.astimezone(SHANGHAI)
    return asdict(
        Bulletin(
            id="0" * 16,
            url="https://example.invalid/test.html",
            site=watch.sites[0] if watch.sites else "demo",
            channel=watch.channels[0] if watch.channels else "要闻",
            title=f"测试: {watch.name}",
            date=f"{moment:%Y-%m-%d}",
            paragraphs=["这是一条测试消息。"],
            fingerprint="0" * 64,
            fetched_at=moment.isoformat(timespec="seconds"),
        )
    )
