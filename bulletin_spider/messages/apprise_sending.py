"""Send a message through Apprise. Addresses can hold passwords, so that no text names one whole."""

from __future__ import annotations

import logging
import re
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bulletin_spider.messages.message import Message

_SCHEME = re.compile("[A-Za-z0-9]+://")
"""The part of an address that names the service, and is no secret."""
OF_RUNS = "NOTIFY"
"""The setting that holds the addresses for messages about runs."""


def send_message(addresses: str, message: Message, holder: str = OF_RUNS) -> str | None:
    """Send a message to Apprise's addresses, which spaces separate. Return why that failed, or None.

    ``holder`` is what holds the addresses, and is named in that text.
    """
    target, fault = _target(addresses, holder)
    if target:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Apprise's own, a person here can do nothing about them
                sent = target.notify(
                    title=f"Bulletin Spider: {message.title}",
                    body=message.body,
                    notify_type=message.kind.value,
                    body_format="text",  # otherwise a mail would join the lines
                )
        except Exception as error:  # noqa: BLE001 - a failed message must not change the outcome
            return f"the notification failed: {type(error).__name__}"
        if not sent:
            return "a notification could not be delivered"
    return fault


def address_fault(addresses: str, holder: str = OF_RUNS) -> str | None:
    """Return why no message can be sent to one of the addresses; None if all are of services that Apprise knows."""
    return _target(addresses, holder)[1] if addresses.strip() else None


def _target(addresses: str, holder: str) -> tuple[Any, str | None]:
    """Return Apprise's object for the addresses that it can read, and what is wrong with the others."""
    try:
        import apprise  # noqa: PLC0415 - an extra, and its import takes a second of CPU time
    except ImportError:
        todo = "install this program with its extra [notify] (docs/install.md); in a clone: uv sync --extra notify"
        return None, f"{holder} needs Apprise: {todo}"
    # Apprise would log addresses, which can hold passwords.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    target, unread = apprise.Apprise(), list[str]()
    for number, address in enumerate(addresses.split(), 1):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                known = target.add(address)
        except Exception:  # noqa: BLE001 - a wrong address must not change the outcome
            known = False
        if not known:
            scheme = _SCHEME.match(address)
            unread.append(f"number {number}{f', {scheme[0]}…' if scheme else ''}")
    if unread:
        text = f"{holder} holds an address that Apprise cannot read, see its list of services"
        return target, f"{text}: {'; '.join(unread)}"
    return target, None
