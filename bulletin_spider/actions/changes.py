"""``bulletin changes``: show what was added, edited and taken down, at every site."""

from __future__ import annotations

import datetime as dt
import heapq
import json
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._change_cursor import moved_on, read_cursor, write_cursor
from bulletin_spider.actions._change_text import change_lines
from bulletin_spider.actions._options import existing_archive, leave_out_retired, parse_count, typed_words
from bulletin_spider.actions._output import run_command
from bulletin_spider.actions._screen import shown_marks
from bulletin_spider.archive.file_names import RUN_FORMAT, run_of
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import for_each, read_ahead
from bulletin_spider.archive.object_store.requests.addresses import refuse_address
from bulletin_spider.archive.segments.reader import read_versions
from bulletin_spider.comparison import difference, kinds_of_change
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.reporting.moments import moment_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.reader import Segment
from bulletin_spider.statuses import Change, ChangedPart
from bulletin_spider.suggestion import suggestion
from bulletin_spider.watches.coverage import coverage
from bulletin_spider.watches.definition import Watch
from bulletin_spider.watches.matching import Matcher

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from bulletin_spider.watches.hit import Hit

_DEFAULT_DAYS = 7
"""Days whose changes are shown by default: whoever looks once a week misses nothing."""
_DEFAULT_LIMIT = 50
"""Changes that a person reads at once; the summary says how many there are."""
_COVERED_SITES = 100
"""Sites of which the coverage is shown: a person reads no more, and each takes a millisecond."""
_SPAN = re.compile(r"(\d{1,6})([hdw])")
_YEARS = (1900, 9998)
"""The years of a time; one at the limits of the calendar has no time in another zone."""
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_KINDS = (*Change, *ChangedPart)
_NONE_FOUND = 1
"""The exit code of ``--exit-code`` if nothing was found, as that of grep."""


class _Request(NamedTuple):
    """What is asked for."""

    layout: Layout
    matcher: Matcher
    site: str | None
    since: dt.datetime | None
    """Versions that were fetched then or later; None with a cursor that was there."""
    cursor: Path | None
    limit: int
    json: bool


class ChangesAction(Action):
    """Show the versions that were published since a time, or since the last call with the same cursor."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options that select the changes and say how they are shown."""
        parser.add_argument(
            "--since",
            metavar="TIME",
            help="a day, a time like 2026-11-01T08:00 (+08:00 without a zone), or a span like 24h, 7d, 2w (default 7d)",
        )
        parser.add_argument(
            "--cursor",
            metavar="FILE",
            help="what the last call with this FILE did not show; the first call notes where it begins, now or --since",
        )
        parser.add_argument(
            "--kind",
            action="append",
            metavar="KIND",
            help=f"only these kinds, in commas: {', '.join(_KINDS)}; by default all but {Change.REREAD}",
        )
        parser.add_argument("--site", help="only this site")
        parser.add_argument("--channel", help="only this channel, like 通知公告")
        parser.add_argument(
            "--limit",
            metavar="N",
            help=f"show at most N, the newest (default {_DEFAULT_LIMIT}; 0, and with --json or --cursor: all)",
        )
        parser.add_argument(
            "--json", action="store_true", help="a line of JSON each, with the whole difference"
        )
        parser.add_argument("--exit-code", action="store_true", help="exit with 1 if there is no change")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the changes."""
        words, unexpected = typed_words(args)
        shown = 0

        def work() -> None:
            nonlocal shown
            shown = _show(_request(existing_archive(self.settings, opts.site), words, opts))

        self.exitcode = run_command("changes", unexpected, work)
        if opts.exit_code and not self.exitcode and not shown:
            self.exitcode = _NONE_FOUND


def _request(archive: Path, words: str, opts: argparse.Namespace) -> _Request:
    layout = Layout(archive)
    refuse_address("--cursor", opts.cursor or "")
    cursor = Path(opts.cursor) if opts.cursor else None
    limit = 0 if opts.json or cursor else _DEFAULT_LIMIT
    if opts.limit is not None:
        limit = parse_count("--limit", opts.limit)
    if limit and cursor:
        raise UsageFault("--limit would leave out changes that --cursor passes for good: give one of them")
    watch = Watch(
        "",
        words,
        sites=(opts.site,) if opts.site else (),
        channels=(opts.channel,) if opts.channel else (),
        kinds=tuple(_kinds(opts.kind or ())) or tuple(change for change in Change if change != Change.REREAD),
    )
    since = _moment(opts.since)
    return _Request(layout, Matcher(layout, watch), opts.site, since, cursor, limit, opts.json)


def _kinds(named: Iterable[str]) -> Iterator[str]:
    for kind in (part.strip() for one in named for part in one.split(",")):
        if kind not in _KINDS:
            raise UsageFault(
                f"--kind {kind}: no such kind{suggestion(kind, _KINDS)}; known: {', '.join(_KINDS)}"
            )
        yield kind


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    with suppress(ValueError, OverflowError):
        if span := _SPAN.fullmatch(text):
            moment = dt.datetime.now(SHANGHAI) - dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
        else:
            moment = dt.datetime.fromisoformat(text)
        if _YEARS[0] <= moment.year <= _YEARS[1]:
            return _with_zone(moment)
    raise UsageFault(f"--since {text}: not a time, write it like 2026-11-01, 2026-11-01T08:00 or 24h, 7d, 2w")


def _with_zone(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _show(request: _Request) -> int:
    """Print the changes, then move the cursor; return how many were printed."""
    cursor = read_cursor(request.cursor) if request.cursor else None
    now = dt.datetime.now(SHANGHAI)
    if request.cursor and cursor is None and request.since is None:
        write_cursor(request.cursor, moved_on({}, _published(request, None, now)))
        sys.stderr.write(
            f"{request.cursor} begins now: the next call shows what is published after this one\n"
        )
        return 0
    since = request.since or now - dt.timedelta(days=_DEFAULT_DAYS) if cursor is None else None
    published = _published(request, cursor, since or now)
    sys.stderr.write(_heading(request, since))
    shown, found = _print_hits(request, _hits(request, published, since))
    sys.stdout.flush()
    if request.cursor:
        write_cursor(request.cursor, moved_on(cursor or {}, published))
    sys.stderr.write(_summary(shown, found, published))
    if since and not request.json:
        sys.stderr.writelines(f"{line}\n" for line in _coverage(request, since))
    return shown


def _coverage(request: _Request, since: dt.datetime) -> Iterator[str]:
    """Yield lines that say of which sites changes may be missing."""
    layout = request.layout
    sites = leave_out_retired(
        layout, [request.site] if request.site else layout.sites()[: _COVERED_SITES + 1]
    )
    if len(sites) > _COVERED_SITES:
        yield f"whether changes of some sites are missing: '{PROGRAM} status' says which sites are not well"
    elif lines := list(coverage(layout, sites, since, dt.datetime.now(dt.UTC))):
        yield "coverage of that time:"
        yield from (f"  {line}" for line in lines)


def _published(request: _Request, cursor: dict[str, str] | None, since: dt.datetime) -> list[Segment]:
    """Return the segments after the cursor, or of the runs that had not ended at a time, site by site."""
    layout, run = request.layout, since.astimezone(dt.UTC).strftime(RUN_FORMAT)

    def of_site(site: str) -> list[Segment]:
        if cursor is None:
            paths = layout.segments_since(site, run)
        else:
            paths = layout.segments_after(site, cursor.get(site, ""))
        return [Segment(site, path.name, path) for path in paths]

    sites = [request.site] if request.site else layout.sites()
    return [segment for found in for_each(layout.root, of_site, sites) for segment in found]


def _hits(request: _Request, published: list[Segment], since: dt.datetime | None) -> Iterator[Hit]:
    """Yield what is asked for, site by site, in the order of publication."""
    for path in read_ahead(segment.path for segment in published):
        for _, version in read_versions(path, "site", "title"):
            hit = None if since and _fetched(version) < since else request.matcher.hit(version)
            if hit:
                yield hit


def _fetched(version: dict[str, Any]) -> dt.datetime:
    return _with_zone(dt.datetime.fromisoformat(version["fetched_at"]))


def _print_hits(request: _Request, hits: Iterator[Hit]) -> tuple[int, int]:
    """Print the newest hits, or without a limit all; return how many were printed, and how many there are."""
    found = 0

    def counted() -> Iterator[Hit]:
        nonlocal found
        for hit in hits:
            found += 1
            yield hit

    chosen: Iterable[Hit] = counted()
    if request.limit:
        chosen = heapq.nlargest(request.limit, chosen, key=_age)
    shown, marks = 0, shown_marks()
    for hit in chosen:
        if request.json:
            print(_json_line(hit))
        else:
            print("\n".join(change_lines(hit, marks)))
        shown += 1
    return shown, found


def _age(hit: Hit) -> dt.datetime:
    return _fetched(hit.version)


def _json_line(hit: Hit) -> str:
    """Return the version as it was published, with the steps and kinds of its difference from the one before."""
    version, before = hit.version, hit.previous
    steps = difference(before, version) if before else {}
    changes = {name: [step._asdict() for step in steps[name]] for name in steps}
    kinds = sorted(kinds_of_change(before, version)) if before else []
    return json.dumps({"version": version, "changes": changes, "kinds": kinds}, ensure_ascii=False)


def _heading(request: _Request, since: dt.datetime | None) -> str:
    order = "the newest first" if request.limit else "in the order of publication"
    if since is None:
        return f"changes since the last call with {request.cursor}, {order}; times are +08:00\n"
    default = "" if request.since else f", the last {_DEFAULT_DAYS} days (--since is another time)"
    return f"changes since {moment_text(since)}{default}, {order}\n"


def _summary(shown: int, found: int, published: list[Segment]) -> str:
    if shown < found:
        return f"{shown:,} of {found:,} changes; --limit 0 shows all\n"
    if shown or not published:
        return f"{shown:,} change{'' if shown == 1 else 's'}\n" if shown else "no changes\n"
    last = max(run_of(segment.path) for segment in published)
    moment = dt.datetime.strptime(last, RUN_FORMAT).replace(tzinfo=dt.UTC)
    return f"no changes; the last run that published began on {moment_text(moment)}\n"
