"""``scrapy search 老旧小区``: find bulletins by what they say."""

from __future__ import annotations

import json
import sqlite3
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from bulletin_spider.archive.search.documents import wording
from bulletin_spider.archive.search.query import parse, phrases
from bulletin_spider.archive.search.search import Wanted, count, find
from bulletin_spider.archive.search.snippets import marked, snippet
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.commands._options import add_choice, archive_of, chosen_span, whole_number
from bulletin_spider.commands._output import told
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_MOST_COUNTED = 10_000
_PLAIN, _BOLD = ("【", "】"), ("\x1b[1;31m", "\x1b[0m")


class Command(PlainUsage, ScrapyCommand):
    """Searches the latest wording of every bulletin."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "WORDS ... [options]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Find published bulletins by what they say"

    def long_desc(self) -> str:
        """Return what ``-h`` tells."""
        return (
            "Finds the bulletins whose latest wording holds every one of the WORDS, exactly as typed and of any length."
            " AND, OR, NOT (or -word) and brackets combine; quotes keep blanks: 老旧小区 (电梯 OR 管线) -公告."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what narrows, orders and shapes."""
        super().add_options(parser)
        add_choice(parser)
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
        """Print what is found."""
        behind = args.index("--") if "--" in args else len(args)
        unknown = [word for word in args[:behind] if word.startswith("--")]
        typed = " ".join(args[:behind] + args[behind + 1 :])
        self.exitcode = told("search", unknown, lambda: self._search(typed, opts))

    def _search(self, typed: str, opts: argparse.Namespace) -> None:
        limit = whole_number("--limit", opts.limit)
        wanted = _wanted(typed, opts)
        archive = archive_of(self.settings, opts.site)
        index = _opened(archive)
        try:
            shown = 0
            for version in islice(find(index, wanted), limit or None):
                print(_line(version, wanted) if opts.json else _told(version, wanted))
                shown += 1
            sys.stdout.flush()
            sys.stderr.write(_closing(shown, count(index, wanted, max(_MOST_COUNTED, shown))))
        except sqlite3.DatabaseError as error:
            raise RunFault(
                f"{archive / 'search.sqlite'} is damaged ({error}): delete it, the next search makes it anew"
            ) from None
        finally:
            index.close()


def _opened(archive: Path) -> WordIndex:
    """Open the index, and bring it up to date if whoever searches may write it."""
    try:
        return WordIndex.open(archive, _progress())
    except ArchiveFault:
        if not (there := WordIndex.as_it_is(archive)):
            raise
    index, unread = there
    if unread:
        which = "a segment is" if unread == 1 else f"{unread:,} segments are"
        sys.stderr.write(
            f"{which} not searched: {archive / 'search.sqlite'} cannot be brought up to date here\n"
        )
    return index


def _wanted(typed: str, opts: argparse.Namespace) -> Wanted:
    since, until = chosen_span(opts)
    wanted = Wanted(
        typed,
        opts.site,
        opts.channel,
        opts.reporter,
        since,
        until,
        changed=opts.changed,
        best_first=opts.sort == "rank",
    )
    if wanted == Wanted(typed, best_first=wanted.best_first) and not typed.strip():
        raise UsageFault("say what is to be found, like 'scrapy search 老旧小区' or '--reporter 唐炜'")
    return wanted


def _line(version: dict[str, Any], wanted: Wanted) -> str:
    found = list(phrases(parse(wanted.typed)))
    told = snippet(wording(version)[1], found, _PLAIN)
    return json.dumps(version | {"snippet": told}, ensure_ascii=False)


def _told(version: dict[str, Any], wanted: Wanted) -> str:
    marks = _BOLD if sys.stdout.isatty() else _PLAIN
    found = list(phrases(parse(wanted.typed)))
    title, body = wording(version)
    state = f" ({version['change']}, revision {version['revision']})" if version["revision"] > 1 else ""
    lines = [
        f"{version['date']}  {marked(title, found, marks)}{state}",
        f"    {snippet(body, found, marks)}" if body else None,
        f"    {version['site']} · {version['channel']} · {version['url']}",
    ]
    return "\n".join(filter(None, lines))


def _closing(shown: int, there: int) -> str:
    if shown < there:
        more = "more than " * (there >= _MOST_COUNTED)
        return f"{shown} of {more}{there:,}; --limit shows more\n"
    return f"{shown or 'no'} bulletin{'' if shown == 1 else 's'}\n"


def _progress() -> Any:  # noqa: ANN401 - a function of two numbers, or one that says nothing
    def say(done: int, there: int) -> None:
        end = "\n" if done == there else ""
        sys.stderr.write(f"\rreading what is new: {done:,} of {there:,} segments{end}")
        sys.stderr.flush()

    return say if sys.stderr.isatty() else lambda _done, _there: None
