"""Keep the totals of a site: counts, and of its past what ``bulletin status`` shows without reading old records.

They are read without SQLAlchemy: the state of many sites is asked for at once, and it costs more than that.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.index.databases.site_indexes import site_indexes
from bulletin_spider.archive.object_store.paths import in_store, listed_together
from bulletin_spider.archive.run_records import last_run_name, last_run_records
from bulletin_spider.statuses import WELL, RowStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout

_RUNS = 100
"""Records to read of a site whose index does not know its last record."""
_ENDS = 20
"""Ends of runs that are kept: enough for the usual interval between two of them."""
_SPAN = dt.timedelta(days=30)
"""The growth of a month is the forecast; older runs may have had other sites, or another pace."""
_LEAST_SPAN = 1.0
"""Days; a shorter time says nothing about a day."""
STORED = ("files", "captures", "rejected")
"""The keys of a record that list what its run stored."""
_DAY = dt.timedelta(days=1)


class SiteTotals(NamedTuple):
    """The totals of a site as of the last segment and record that its index has read."""

    bulletins: int = 0
    versions: int = 0
    withdrawn: int = 0
    given_up: Mapping[str, int] = {}
    """Status → articles that no run asks for again."""
    past: Mapping[str, Any] = {}
    """What :func:`past_after` returns of the last record; empty before the first one."""

    def published(self, bulletins: int, versions: int, withdrawn: int) -> SiteTotals:
        """Return the totals after so many more were published; fewer are withdrawn if some were restored."""
        return self._replace(
            bulletins=self.bulletins + bulletins,
            versions=self.versions + versions,
            withdrawn=self.withdrawn + withdrawn,
        )

    def settled(self, word: str, count: int = 1) -> SiteTotals:
        """Return the totals after ``count`` more articles were given up with the status ``word``."""
        if word == RowStatus.ELSEWHERE:
            return self
        number = self.given_up.get(word, 0) + count
        others = {name: self.given_up[name] for name in self.given_up if name != word}
        return self._replace(given_up=others | ({word: number} if number else {}))


@contextmanager
def read_together(layout: Layout) -> Iterator[None]:
    """Ask once, and not for each site, what the state of many sites is read from: records in a store, and totals."""
    with listed_together(layout.root / "runs"), site_indexes(layout).reading_many():
        yield


def read_totals(layout: Layout, site: str) -> SiteTotals | None:
    """Return the totals of a site; None if they are not known: see :func:`read_totals_and_record`."""
    found = read_totals_and_record(layout, site)
    return found[0] if found else None


def read_totals_and_record(layout: Layout, site: str) -> tuple[SiteTotals, dict[str, Any]] | None:
    """Return the totals of a site and the last run record that its index has read; None if it cannot be read.

    The record is empty before the first one. Of an archive in an object store it counts only if the index has read the
    last run: another machine may have recorded one since, of which an index in a file knows nothing.
    """
    row = site_indexes(layout).totals(site)
    if row is None:
        return None
    found = (SiteTotals(*row[:-1]), row[-1]) if row else (SiteTotals(), {})
    if in_store(layout.root) and found[1].get("run", "") != last_run_name(layout, site):
        return None
    return found


def present_and_past(
    layout: Layout, site: str
) -> tuple[dict[str, Any], Mapping[str, Any], SiteTotals | None]:
    """Return the last record of a run that was no replay, the past up to it, and the totals of the site.

    The index knows all three. If it does not know the last record, more records are read. All is empty without any.
    """
    totals, last = read_totals_and_record(layout, site) or (None, {})
    is_last = last and not last.get("replay") and last["run"] == last_run_name(layout, site)
    if not is_last:
        records = _crawl_records(layout, site, 1) or _crawl_records(layout, site, _RUNS)
        last = records[0] if records else {}
    if not last or (totals and totals.past.get("run") == last["run"]):
        return last, totals.past if totals else {}, totals
    records = _crawl_records(layout, site, _RUNS)
    # Of older runs nothing is known, only that one of them was well.
    past: Mapping[str, Any] = {"was_well": True} if len(records) == _RUNS else {}
    for record in reversed(records):
        past = past_after(past, record)
    return last, past, totals


def _crawl_records(layout: Layout, site: str, count: int) -> list[dict[str, Any]]:
    return [record for record in last_run_records(layout, site, count) if not record.get("replay")]


def past_after(past: Mapping[str, Any], record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the past of a site after one more run record.

    It holds the last ``run``, whether it was ``well``, how many runs ``in_a_row`` were so and ``since`` when, the last
    ``ends`` of runs, and the bytes ``stored`` on each day since ``began``. The first walk goes back for years: what it
    stored, up to the first run that is well, does not count. A replay asks the site for nothing, and changes nothing.
    """
    if record.get("replay"):
        return past
    well, ended = record["outcome"] in WELL, record["ended"]
    same = past.get("well") == well
    is_first_well = well and not past.get("was_well")
    return {
        "run": record["run"],
        "well": well,
        "was_well": well or past.get("was_well", False),
        "in_a_row": past["in_a_row"] + 1 if same else 1,
        "since": past["since"] if same else ended,
        "ends": [ended, *past.get("ends", ())][:_ENDS],
        "began": ended if is_first_well or "began" not in past else past["began"],
        "stored": {} if is_first_well else _stored_after(past.get("stored", {}), record),
    }


def _stored_after(stored: Mapping[str, int], record: Mapping[str, Any]) -> Mapping[str, int]:
    size = sum(file["bytes"] for name in STORED for file in record.get(name, ()))
    if not size:
        return stored
    today = _moment(record["ended"]).date()
    oldest = (today - _SPAN - _DAY).isoformat()
    kept = {day: stored[day] for day in stored if day >= oldest}
    return kept | {today.isoformat(): stored.get(today.isoformat(), 0) + size}


def bytes_a_day(past: Mapping[str, Any], now: dt.datetime) -> float | None:
    """Return how many bytes the runs of the last 30 days stored in a day; None if that is not known."""
    if not past:
        return None
    begin, earliest = _moment(past["began"]), now.astimezone(dt.UTC) - _SPAN
    days: float = (now - max(begin, earliest)) / _DAY
    if days < _LEAST_SPAN:
        return None
    # Of the first day, only the part counts that lies in the span.
    parts = (
        count * min(1.0, max(0.0, (_midnight_after(day) - earliest) / _DAY))
        for day, count in past["stored"].items()
    )
    size: float = sum(parts)
    return size / days


def _midnight_after(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) + _DAY


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
