"""Say of each channel of a site how often it publishes, how much of it is archived, and since when without a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.health.rhythm import days_since_newest, publication_gaps, silent_channels

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from bulletin_spider.archive.search.catalogue.sites import ChannelRow
    from bulletin_spider.web.site_account.gaps import ChannelProof


def channel_accounts(
    rhythm: Mapping[str, Any],
    proofs: Sequence[ChannelProof],
    published: Iterable[ChannelRow],
    today: dt.date,
) -> list[dict[str, Any]]:
    """Return the account of each channel: those that the site file names, in its order, then those of the past.

    ``rhythm`` is that of the last run record, and ``published`` what the search database counts.
    """
    by_proof, by_row = {one.channel: one for one in proofs}, {one.channel: one for one in published}
    silent = silent_channels(rhythm, today)
    names = [*by_proof, *(name for name in by_row if name not in by_proof)]
    return [
        _rhythm(rhythm.get(name, {}).get("days", []), today)
        | {"channel": name, "silence": silent[name].text if name in silent else None}
        | _published(by_row.get(name))
        | _proof(by_proof.get(name))
        for name in names
    ]


def _rhythm(days: list[str], today: dt.date) -> dict[str, Any]:
    gaps = publication_gaps(days)
    return {
        "days": days,
        "quiet": days_since_newest(days, today) if days else None,
        "usual_gap": round(gaps.usual, 1) if gaps else None,
        "longest_gap": gaps.longest if gaps else None,
    }


def _published(row: ChannelRow | None) -> dict[str, Any]:
    return {
        "bulletins": row.bulletins if row else 0,
        "oldest": str(row.oldest) if row and row.oldest else None,
        "newest": str(row.newest) if row and row.newest else None,
    }


def _proof(proof: ChannelProof | None) -> dict[str, Any]:
    """Return the proof of a channel; one that is not listed any more has none."""
    return {
        "is_listed": proof is not None,
        "url": proof.url if proof else None,
        "proven_since": proof.since if proof else None,
        "is_proven_earlier": bool(proof and proof.is_since_earlier),
        "proven_until": proof.until if proof else None,
        "is_open": proof.is_open if proof else False,
        "gaps": [
            {
                "began": gap.began,
                "ended": gap.ended,
                "runs": gap.runs,
                "why": gap.why,
                "is_lasting": gap.is_lasting,
            }
            for gap in (proof.gaps if proof else ())
        ],
    }
