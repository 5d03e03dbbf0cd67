"""Make the ids of feeds and of their entries."""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.UUID("5a3c7d0e-3f0b-5d0e-9c64-7f6d0b8f2a11")
"""Used for the feeds of the web interface only (RFC 9562, version 5). Feeds of watches have another one."""


def stable_id(*names: object) -> str:
    """Return the URI of what ``names`` identify, such as ``"version", site, id, revision``.

    It does not depend on the host or port by which the archive is browsed.
    """
    return uuid.uuid5(_NAMESPACE, "\n".join(map(str, names))).urn
