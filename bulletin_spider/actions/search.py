"""``bulletin search 老旧小区``: find bulletins by their text."""

from __future__ import annotations

import errno
import json
import sys
from contextlib import ExitStack, closing
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._channels import channel_hint
from bulletin_spider.actions._options import date_range, existing_archive, parse_count, typed_words
from bulletin_spider.actions._output import run_command
from bulletin_spider.actions._selection import add_selection_options
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.search.documents import searchable_text
from bulletin_spider.archive.search.query import included_phrases, parse_query
from bulletin_spider.archive.search.search import SearchRequest, count_hits, find_versions
from bulletin_spider.archive.search.segment_search import find_places
from bulletin_spider.archive.search.snippets import highlight, snippet
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.exceptions import NO_ROOM, ArchiveFault, UsageFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator
    from pathlib import Path

_MOST_COUNTED = 10_000
"""Hits that are counted at most. If there are as many, the summary says "more than"."""
_SAID = NO_ROOM | {errno.ETIMEDOUT}
"""Errors whose text is shown: what to do is not plain from the fact that nothing can be written."""
_PLAIN, _BOLD = ("【", "】"), ("\x1b[1;31m", "\x1b[0m")


class SearchAction(Action):
    """Search the latest version of every bulletin."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options that select, sort and format the hits."""
        add_selection_options(parser)
        parser.add_argument("--reporter", metavar="NAME", help="only bulletins of this reporter")
        parser.add_argument(
            "--changed", action="store_true", help="only those that have more than one version"
        )
        parser.add_argument(
            "--sort", choices=("rank", "date"), default="rank", help="best (default) or newest first"
        )
        parser.add_argument("--limit", default="20", metavar="N", help="show at most N (default 20; 0: all)")
        parser.add_argument("--json", action="store_true", help="the published lines, each with a snippet")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the hits."""
        query, unexpected = typed_words(args)
        self.exitcode = run_command("search", unexpected, lambda: self._search(query, opts))

    def _search(self, query: str, opts: argparse.Namespace) -> None:
        limit = parse_count("--limit", opts.limit)
        request = _search_request(query, opts)
        archive = existing_archive(self.settings, opts.site)
        with ExitStack() as opened:
            if index := _open_index(archive):
                opened.callback(index.close)
            hits = _indexed_hits(index, request, limit) if index else _segment_hits(archive, request)
            opened.enter_context(closing(hits.versions))  # it reads the index, so it is closed first
            shown = 0
            for version in islice(hits.versions, limit or None):
                print(_json_line(version, request) if opts.json else _hit_text(version, request))
                shown += 1
            sys.stdout.flush()
            sys.stderr.write(_summary(shown, hits.count(shown)))
            if not shown and opts.channel:
                sys.stderr.write(channel_hint(Layout(archive), opts))


class _Hits(NamedTuple):
    """The versions that were found, and how many there are in all, given how many were shown."""

    versions: Generator[dict[str, Any]]
    count: Callable[[int], int]


def _indexed_hits(index: WordIndex, request: SearchRequest, limit: int) -> _Hits:
    def count(shown: int) -> int:
        # If fewer were found than may be shown, these are all, and need not be looked for once more.
        ended = not limit or shown < limit
        return shown if ended else count_hits(index, request, max(_MOST_COUNTED, shown))

    return _Hits(find_versions(index, request), count)


def _segment_hits(archive: Path, request: SearchRequest) -> _Hits:
    places = find_places(Layout(archive), request)
    return _Hits((place.read() for place in places), lambda _: len(places))


def _open_index(archive: Path) -> WordIndex | None:
    """Open the index and update it, or open it read-only if this user may not write it, or not now.

    None if there is no index that can be read; a line says so.
    """
    try:
        return WordIndex.open(archive, _progress_callback())
    except ArchiveFault as fault:
        reason = f": {fault.error.strerror}" if fault.error.errno in _SAID else ""
        opened = WordIndex.open_readonly(archive)
    place = archive / "search.sqlite"
    if not opened:
        sys.stderr.write(
            f"{place} cannot be written here{reason}: the published files are read instead, which takes"
            " longer; newest first\n"
        )
        return None
    index, unread = opened
    if unread:
        segments = "1 segment is" if unread == 1 else f"{unread:,} segments are"
        sys.stderr.write(f"{segments} not searched: {place} cannot be updated here{reason}\n")
    return index


def _search_request(query: str, opts: argparse.Namespace) -> SearchRequest:
    since, until = date_range(opts)
    request = SearchRequest(
        query,
        opts.site,
        opts.channel,
        opts.reporter,
        since,
        until,
        changed=opts.changed,
        best_first=opts.sort == "rank",
    )
    if request == SearchRequest(query, best_first=request.best_first) and not query.strip():
        raise UsageFault(f"name what to search for, like '{PROGRAM} search 老旧小区' or '--reporter 唐炜'")
    return request


def _json_line(version: dict[str, Any], request: SearchRequest) -> str:
    phrases = list(included_phrases(parse_query(request.typed)))
    text = snippet(searchable_text(version)[1], phrases, _PLAIN)
    return json.dumps(version | {"snippet": text}, ensure_ascii=False)


def _hit_text(version: dict[str, Any], request: SearchRequest) -> str:
    marks = _BOLD if sys.stdout.isatty() else _PLAIN
    phrases = list(included_phrases(parse_query(request.typed)))
    title, body = searchable_text(version)
    state = f" ({version['change']}, revision {version['revision']})" if version["revision"] > 1 else ""
    lines = [
        f"{version['date']}  {highlight(title, phrases, marks)}{state}",
        f"    {snippet(body, phrases, marks)}" if body else None,
        f"    {version['site']} · {version['channel']} · {version['url']}",
    ]
    return "\n".join(filter(None, lines))


def _summary(shown: int, found: int) -> str:
    if shown < found:
        more = "more than " * (found >= _MOST_COUNTED)
        return f"{shown} of {more}{found:,}; --limit shows more\n"
    return f"{shown or 'no'} bulletin{'' if shown == 1 else 's'}\n"


def _progress_callback() -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        sys.stderr.write(f"\rreading new segments: {done:,} of {total:,}{end}")
        sys.stderr.flush()

    return show if sys.stderr.isatty() else lambda _done, _total: None
