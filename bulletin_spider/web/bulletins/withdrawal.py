"""Say since when a bulletin is gone, what shows it, and which version has its last words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Change
from bulletin_spider.web.bulletins.fields import evidence_of
from bulletin_spider.web.evidence.capture_address import capture_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MISSING = re.compile(r"missing on (\d{1,6}) visits? in a row since (\d{4}-\d\d-\d\d \d\d:\d\d)")
"""The words of the evidence that a run writes (``crawl/revisiting/withdrawals.py``)."""


def withdrawal_of(versions: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return what is known of the withdrawal of a bulletin; None if it is there. The oldest version is first."""
    last = versions[-1]
    if last["change"] != Change.WITHDRAWN:
        return None
    return {
        "confirmed_at": last["fetched_at"],
        "rules": (evidence_of(last, "change") or {}).get("rules", []),
        "capture": _capture(last),
        "last_version": _last_version(versions[:-1]),
    } | missing_visits(last)


def missing_visits(version: Mapping[str, Any]) -> dict[str, Any]:
    """Return on how many ``visits`` in a row a bulletin was missing, and ``missing_since`` when; null if not noted."""
    noted = (version["evidence"].get("change") or {}).get("text") or ""
    found = _MISSING.fullmatch(noted)
    if not found:
        return {"visits": None, "missing_since": None}
    return {"visits": int(found[1]), "missing_since": found[2]}


def with_words(versions: Sequence[dict[str, Any]], version: dict[str, Any]) -> dict[str, Any]:
    """Return the version whose capture shows the words of a version: of a withdrawn one, the version before it."""
    earlier = [one for one in versions if one["revision"] < version["revision"]]
    return earlier[-1] if earlier and version["change"] == Change.WITHDRAWN else version


def _last_version(earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not earlier:
        return None
    version = earlier[-1]
    return {
        "revision": version["revision"],
        "fetched_at": version["fetched_at"],
        "capture": _capture(version),
    }


def _capture(version: Mapping[str, Any]) -> str | None:
    address = capture_address(version["capture"])
    return address.path if address else None
