"""Post a message to a webhook as JSON, signed so that its receiver knows who sent it, and when."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.messages.http_request import request_fault
from bulletin_spider.watches.delivery.fields import message_fields

if TYPE_CHECKING:
    from bulletin_spider.watches.hit import Digest, Hit

_SECRET = "BULLETIN_WATCH_SECRET"  # noqa: S105 - the name of the variable


def post(address: str, message: Hit | Digest) -> None:
    """Post a message; return once the receiver has answered 2xx. Raises ``DeliveryFault``, without the address."""
    body = json.dumps(message_fields(message), ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "Bulletin-Id": message.id}
    if secret := message.watch.secret or os.environ.get(_SECRET, ""):
        headers |= signature(secret, int(time.time()), body)
    if fault := request_fault(address, body, headers):
        raise DeliveryFault(fault)


def signature(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that sign a body: an old message cannot be sent again as a new one."""
    signed = hmac.new(secret.encode(), b"%d.%b" % (timestamp, body), hashlib.sha256)
    return {"Bulletin-Timestamp": str(timestamp), "Bulletin-Signature": f"sha256={signed.hexdigest()}"}
