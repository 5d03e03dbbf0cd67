"""Say how the runs of a site ended."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.file_names import is_run_name
from bulletin_spider.archive.idle_records import is_idle
from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.statuses import WELL
from bulletin_spider.web.faults import BadParameter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.archive.layout import Layout


class RunAccount(NamedTuple):
    """What a run did and how it ended."""

    run: str
    started: str | None
    ended: str
    seconds: float | None
    outcome: str
    is_well: bool
    reasons: list[str]
    published: int
    """Versions that it published."""
    changes: dict[str, int]
    """Kind of change → versions."""
    refused: dict[str, int]
    """Reason → pages."""
    owed: int
    """Articles that the next run asks for again."""
    open_channels: list[str]
    """Channels that it did not walk to a safe end."""
    requests: int | None
    is_idle: bool
    """Every answer confirmed what is kept."""
    is_narrowed: bool
    """It was asked for a part of the site only."""
    is_replay: bool
    """It read the kept pages again, and asked the site for nothing."""


class RunPage(NamedTuple):
    """A part of the list of runs, and the name of the run behind which it goes on; empty at the end."""

    runs: list[RunAccount]
    after: str


def runs_of(layout: Layout, site: str, after: str, count: int) -> RunPage:
    """Return up to ``count`` runs of a site, the newest first; with the name ``after`` only the earlier ones.

    Raises ``OSError``.
    """
    return run_page(last_run_records(layout, site, count + 1, after), count)


def run_page(records: Sequence[Mapping[str, Any]], count: int) -> RunPage:
    """Return the first ``count`` runs of ``records``, which are the newest first."""
    found = [run_account(record) for record in records[:count]]
    return RunPage(found, found[-1].run if len(records) > count else "")


def run_key(after: str) -> str:
    """Return the name of a run behind which a list goes on; raise ``BadParameter`` if it is none."""
    if after and not is_run_name(after):
        raise BadParameter(name="after", value=after)
    return after


def run_account(record: Mapping[str, Any]) -> RunAccount:
    """Return the account of a run record; a record of an earlier release lacks some keys."""
    return RunAccount(
        run=record["run"],
        started=str(started) if (started := record.get("started")) else None,
        ended=record["ended"],
        seconds=_number(record.get("seconds")),
        outcome=record["outcome"],
        is_well=record["outcome"] in WELL,
        reasons=list(record["reasons"]),
        published=sum(file["lines"] for file in record["files"]),
        changes=_counts(record.get("changes")),
        refused=_counts(record.get("refused")),
        owed=len(record.get("failed") or ()),
        open_channels=[] if record.get("replay") else _open_channels(record),
        requests=int(requests) if (requests := _number(record.get("requests"))) is not None else None,
        is_idle=is_idle(record),
        is_narrowed=bool(record.get("narrowed")),
        is_replay=bool(record.get("replay")),
    )


def _open_channels(record: Mapping[str, Any]) -> list[str]:
    return [name for name, walk in record["channels"].items() if not walk["closed"]]


def _number(found: Any) -> float | None:  # noqa: ANN401 - JSON: readers of records do not check every key
    return found if isinstance(found, (int, float)) and math.isfinite(found) else None


def _counts(found: Any) -> dict[str, int]:  # noqa: ANN401 - JSON of an earlier release, or damaged
    counts = found if isinstance(found, dict) else {}
    return {name: count for name, count in counts.items() if isinstance(count, int) and count}
