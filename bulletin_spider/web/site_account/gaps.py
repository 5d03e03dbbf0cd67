"""Say since when each channel of a site is proven to be archived without a gap, and where the proof has holes.

A walk of a channel is *closed* if it went from the newest row to rows that closed walks have shown before. So a closed
walk repairs what the walks before it left open: it goes on past what is not proven. It cannot repair one case: the
listing ended before a row that was known, so rows may have scrolled off it between two runs. Such a gap lasts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.totals import present_and_past

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bulletin_spider.archive.layout import Layout

RUNS = 100
"""Records that are read: eight days of runs every two hours, 13 ms at 17 KB each. The page names no older gap, and says
so."""
SCROLLED_OFF = "shows no row that an earlier run has published"
"""How the record of a walk says that rows may have scrolled off its listing (``crawl/listing_walk.py``)."""


@dataclass(slots=True)
class Gap:
    """Runs in a row whose walks of a channel were not closed."""

    began: str
    """When the first of these runs ended."""
    ended: str | None
    """When the run ended that closed the channel again; null if none did."""
    runs: int
    why: str
    """What the newest of these runs says."""
    is_lasting: bool
    """Rows may have scrolled off the listing: no later walk can prove that they were archived."""


@dataclass(slots=True)
class ChannelProof:
    """What the runs prove of a channel."""

    channel: str
    url: str
    since: str | None = None
    """When the first closed walk after the last lasting gap ended; null if no walk was closed."""
    is_since_earlier: bool = False
    """The records that were read do not reach back to the first closed walk: it is at least as old as ``since``."""
    until: str | None = None
    """When the last closed walk ended: all that the listing showed until then is archived."""
    gaps: list[Gap] = field(default_factory=list)
    """The newest first."""

    @property
    def is_open(self) -> bool:
        """Whether the last walk left a gap that no later one has closed."""
        return bool(self.gaps) and self.gaps[0].ended is None


@dataclass(slots=True)
class SiteProof:
    """What the runs prove of a site."""

    channels: list[ChannelProof]
    runs: int
    """Records that were read."""
    read_since: str | None
    """When the oldest run ended whose record was read."""
    began: str | None
    """When the first run ended that was well, from the index; null if that is not known."""

    @property
    def since(self) -> str | None:
        """Return since when every channel is proven; None if one of them is not."""
        return _latest([one.since for one in self.channels])

    @property
    def until(self) -> str | None:
        """Return until when every channel is proven; None if one of them is not."""
        moments = [one.until for one in self.channels]
        return None if not moments or None in moments else min(filter(None, moments))


def site_proof(layout: Layout, site: str, lines: Sequence[Mapping[str, Any]]) -> SiteProof:
    """Return what the last runs of a site prove; ``lines`` are its last :data:`RUNS` records, the newest first."""
    records = [record for record in lines if not record.get("replay")]
    _, past, _ = present_and_past(layout, site)
    return SiteProof(
        channels=channel_proofs(records, is_whole=len(lines) < RUNS),
        runs=len(records),
        read_since=records[-1]["ended"] if records else None,
        began=past.get("began"),
    )


def channel_proofs(records: Sequence[Mapping[str, Any]], *, is_whole: bool) -> list[ChannelProof]:
    """Return the proofs of the channels of the newest record; ``records`` are without replays, newest first.

    ``is_whole`` says that there are no older records.
    """
    newest: Mapping[str, Any] = next((one["channels"] for one in records if one["channels"]), {})
    proofs = [ChannelProof(name, walk["url"]) for name, walk in newest.items()]
    for proof in proofs:
        _read_walks(proof, reversed(records), is_whole=is_whole)
    return proofs


def _read_walks(proof: ChannelProof, records: Iterable[Mapping[str, Any]], *, is_whole: bool) -> None:
    """Follow a channel through the records, the oldest first."""
    gaps: list[Gap] = []
    for record in records:
        closed = _was_closed(record, proof.channel)
        if closed is None:
            continue
        if closed:
            _end_gap(gaps, record["ended"])
            if proof.since is None:
                proof.since = record["ended"]
                proof.is_since_earlier = not (is_whole or any(gap.is_lasting for gap in gaps))
            proof.until = record["ended"]
            continue
        gap = _continued(gaps, record, proof.channel)
        if gap.is_lasting:
            proof.since, proof.is_since_earlier = None, False
    if proof.since is None:
        proof.until = None
    proof.gaps = gaps[::-1]


def _was_closed(record: Mapping[str, Any], channel: str) -> bool | None:
    """Return whether a run closed a channel; None if it says nothing: it was asked for a part, or lacks the channel.

    A run that reached no channel at all left every one open.
    """
    if record.get("narrowed"):
        return None
    if not record["channels"]:
        return False
    walk = record["channels"].get(channel)
    return None if walk is None else bool(walk["closed"])


def _end_gap(gaps: list[Gap], moment: str) -> None:
    if gaps and gaps[-1].ended is None:
        gaps[-1].ended = moment


def _continued(gaps: list[Gap], record: Mapping[str, Any], channel: str) -> Gap:
    """Return the open gap with one more run, or a new one."""
    why = _why(record, channel)
    if not gaps or gaps[-1].ended is not None:
        gaps.append(Gap(record["ended"], None, 0, "", is_lasting=False))
    gap = gaps[-1]
    gap.runs, gap.why = gap.runs + 1, why
    gap.is_lasting = gap.is_lasting or SCROLLED_OFF in why
    return gap


def _why(record: Mapping[str, Any], channel: str) -> str:
    walk = record["channels"].get(channel, {})
    said = str(walk.get("overlap", "")).removeprefix("not reached: ")
    if said and not said.startswith("reached: "):
        return said
    return str(record["reasons"][0]) if record["reasons"] else str(record["outcome"])


def _latest(moments: Sequence[str | None]) -> str | None:
    if not moments or None in moments:
        return None
    return max(filter(None, moments))
