"""Check addresses that requests are sent to, and show them without what may be a secret."""

from __future__ import annotations

from urllib.parse import urlsplit


def http_address_fault(address: str) -> str:
    """Return why no request can be sent to an address; empty if it is like ``https://host/path``."""
    try:
        parts = urlsplit(address)
        good = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        good = False
    visible = address.isascii() and address.isprintable() and " " not in address
    return "" if good and visible else "it is no address like https://host/path"


def shown_address(address: str) -> str:
    """Return an address for people: scheme and host. A path or query can be a secret."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "…"
    return f"{parts.scheme}://{parts.hostname}{port}/…" if parts.hostname else "…"
