"""Decide when a missing bulletin counts as withdrawn, and make the version that says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.statuses import ARTICLE_SEEN, Change, RevisitResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.evidence_rules import EvidenceRule

_UNCLEAR = {RevisitResult.REFUSED, RevisitResult.BLOCKED, RevisitResult.UNREACHABLE, RevisitResult.FAILED}
"""Results that do not say whether the article is there."""
_FEW = 3
"""This many bulletins may be missing at once, whatever their share: a site may well remove three."""


class Absence(NamedTuple):
    """A revisit that did not find the article: how the site said so, and where its answer is kept."""

    why: EvidenceRule
    capture: dict[str, Any] | None


def found_count(results: Mapping[str, RevisitResult]) -> int:
    """Return how many of the revisited bulletins were there."""
    return sum(result in ARTICLE_SEEN for result in results.values())


def suspicion(missing: list[KnownBulletin], results: Mapping[str, RevisitResult]) -> str | None:
    """Return why the ``missing`` bulletins of a run prove nothing; None if they count.

    If more than half of the visited bulletins are missing or unclear, the site has moved, fails or keeps us out.
    Bulletins that are already withdrawn are expected to be missing.
    """
    newly_missing = sum(known.change != Change.WITHDRAWN for known in missing)
    unclear = sum(result in _UNCLEAR for result in results.values())
    bad, found = newly_missing + unclear, found_count(results)
    if bad <= _FEW or bad <= found:
        return None
    counts = {"missing": newly_missing, "not to be read": unclear}
    parts = " and ".join(
        f"{count} {'is' if count == 1 else 'are'} {what}" for what, count in counts.items() if count
    )
    return f"of {bad + found} pages visited again {parts}: none is called withdrawn"


def is_withdrawn(known: KnownBulletin, now: float, visits: int, days: float) -> bool:
    """Return whether a bulletin that this run misses was missing on ``visits`` visits in a row over ``days`` days.

    ``now`` is in seconds since 1970. A bulletin that is withdrawn already is not withdrawn again.
    """
    since = now if known.missing_since is None else known.missing_since
    return known.change != Change.WITHDRAWN and known.missing + 1 >= visits and now - since >= days * 86400


def withdrawn_version(
    version: dict[str, Any], known: KnownBulletin, absence: Absence, now: dt.datetime
) -> Bulletin:
    """Return the version that says that a bulletin is gone: its last wording, and the answer that shows it."""
    first = dt.datetime.fromtimestamp(known.missing_since or now.timestamp(), SHANGHAI)
    visits = known.missing + 1
    text = f"missing on {visits} visit{'s' * (visits > 1)} in a row since {first:%Y-%m-%d %H:%M}"
    withdrawal: dict[str, Any] = {
        "change": Change.WITHDRAWN,
        "fetched_at": now.isoformat(timespec="seconds"),
        "capture": absence.capture,
        "evidence": {"change": {"rule": str(absence.why), "text": text}},
        "warnings": [],
    }
    names = {field.name for field in fields(Bulletin)}
    return Bulletin(**{name: value for name, value in (version | withdrawal).items() if name in names})
