"""``bulletin extract``: print the content fields of article pages as JSON Lines, or as a table with their sources."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import site_to_run
from bulletin_spider.actions._output import print_line
from bulletin_spider.crawl.arguments import check_user
from bulletin_spider.crawl.site_loader import archived_rules
from bulletin_spider.evidence_rules import EvidenceRule, rule_words
from bulletin_spider.exceptions import NotABulletin, TooExpensive, UsageFault
from bulletin_spider.extraction import Content, Hints, plain_body, rich_body
from bulletin_spider.extraction.article import extract
from bulletin_spider.extraction.fields.year_warnings import UNSUPPORTED
from bulletin_spider.extraction.tables.cells import SEPARATOR
from bulletin_spider.operations.reporting.table import cut
from bulletin_spider.program import PROGRAM
from bulletin_spider.reading_time import READING_SECONDS, read_in_time

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.extraction.content import Rules

_UNKNOWN_ADDRESS = "http://example.invalid/"
"""The address of a file for which no ``--url`` is given; RFC 2606 reserves the domain."""
_MOST_BYTES = 20_000_000
"""Bytes that are read of a file: about twice the size at which a crawl gives up a page (``DOWNLOAD_MAXSIZE``)."""
_WIDTH = 80
"""Columns of a line of the table; a longer value is cut."""


class PageSource(NamedTuple):
    """The bytes of a page, its address, and the charset that its HTTP header named."""

    body: bytes
    url: str
    charset: str | None = None


class ExtractAction(Action):
    """Read files, standard input or one address; exit with 2 for wrong usage, with 1 for a page that is no article."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add what the page may not show itself: its address and the day in its listing row."""
        parser.add_argument("--url", default=None, help="the page's address")
        parser.add_argument("--date", default=None, metavar="YYYY-MM-DD", help="the day in the listing row")
        parser.add_argument("--site", default=None, metavar="NAME", help="read with this site's own rules")
        shown = parser.add_mutually_exclusive_group()
        shown.add_argument(
            "--explain",
            action="store_true",
            help="print a table: value, rule, text it was read from, warnings",
        )
        shown.add_argument(
            "--html", action="store_true", help="print the body as its page has it, as safe HTML"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print one JSON line or table per page."""
        try:
            listing_date = _day(opts.date)
            rules = self._rules(opts.site)
            for location in _locations(args):
                self._extract(location, opts, Hints(date=listing_date, rules=rules))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except UsageFault as fault:
            self._report_error(str(fault), 2)

    def _rules(self, site: str | None) -> tuple[Rules, ...]:
        """Return the site's own rules, those of its channels behind those of the site."""
        if site is None:
            return ()
        loader = get_spider_loader(self.settings)
        rules = archived_rules(loader, site_to_run([site], loader))
        return tuple(dict.fromkeys(rule for channel in rules.values() for rule in channel))

    def _extract(self, location: str, opts: argparse.Namespace, hints: Hints) -> None:
        page = self._read(location, opts.url)
        if page is None:
            return
        try:
            seconds = self.settings.getfloat("READING_SECONDS", READING_SECONDS)
            content = read_in_time(
                seconds, extract, page.body, page.url, replace(hints, charset=page.charset)
            )
        except TooExpensive as refusal:
            self._report_error(f"{location}: {refusal.reason}: {refusal}", 1)
            return
        except NotABulletin as refusal:
            self._report_error(f"{location}: not an article: {refusal}", 1)
            return
        if content.date is None and not opts.html:
            self._advise_date(location, content)
        if opts.html:
            self._print_html(location, page, content, seconds)
        else:
            print_line(
                explanation(content) if opts.explain else json.dumps(asdict(content), ensure_ascii=False)
            )

    def _print_html(self, location: str, page: PageSource, content: Content, seconds: float) -> None:
        """Print the body as its page has it, or its paragraphs alone, which a line on standard error says."""
        if not content.paragraphs and not content.images:
            sys.stderr.write(f"{PROGRAM} extract: {location}: the body has neither text nor pictures\n")
            return
        html, why = "", "the body is not found as one piece of the page, or it is too large"
        try:
            html = read_in_time(seconds, rich_body, page.body, page.url, content)
        except TooExpensive as refusal:
            why = str(refusal)
        if not html:
            sys.stderr.write(f"{PROGRAM} extract: {location}: paragraphs and pictures only: {why}\n")
        print_line(html or plain_body(content.paragraphs, content.images))

    @staticmethod
    def _advise_date(location: str, content: Content) -> None:
        yearless = next(
            (text for text in content.warnings if text.endswith(UNSUPPORTED)), "no day on the page"
        )
        sys.stderr.write(
            f"{PROGRAM} extract: {location}: {yearless}; give the day of its listing row with --date\n"
        )

    def _read(self, location: str, url: str | None) -> PageSource | None:
        if "://" not in location:
            return PageSource(_file_bytes(location), url or _UNKNOWN_ADDRESS)
        if not location.startswith(("http://", "https://")):
            raise UsageFault(f"{location}: only http and https addresses can be fetched")
        check_user("extract", location)
        from bulletin_spider.actions._fetch import fetch  # noqa: PLC0415 - installs a reactor

        fetched, error = fetch(location, self.settings)
        if fetched is None:
            self._report_error(f"{location}: no answer: {error}", 1)
            return None
        return PageSource(fetched.body, url or fetched.url, fetched.charset)

    def _report_error(self, message: str, code: int) -> None:
        sys.stderr.write(f"{PROGRAM} extract: {message}\n")
        self.exitcode = code


def _locations(args: list[str]) -> list[str]:
    if not args:
        raise UsageFault("name a FILE, a URL, or - for standard input")
    if sum("://" in location for location in args) > 1:
        raise UsageFault("give only one address; several pages can be read from files")
    return args


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageFault(f"--date {text}: not a day in the form YYYY-MM-DD") from None


def _file_bytes(location: str) -> bytes:
    if location == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        with Path(location).open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise UsageFault(f"{location}: {(error.strerror or 'cannot be read').lower()}") from None


def explanation(content: Content) -> str:
    """Return a table of the fields: value, rule that found it, text it was read from; warnings come last."""
    rows = []
    for name, value in asdict(content).items():
        if name in {"evidence", "warnings"}:
            continue
        proof = content.evidence.get(name, {})
        rows.append(cut(f"{name:15} {_text(value)}", _WIDTH))
        if proof:
            # The words that name people are the byline, unless they were read from another line.
            words = proof["text"] or (content.byline if proof["rule"] == EvidenceRule.BYLINE else "")
            text = f": {words}" if words else ""
            rows.append(cut(f"{'':15}   by {rule_words(proof['rule'])}{text}", _WIDTH))
    encoding = content.evidence.get("encoding", {}).get("text", "?")
    warnings = [f"warning         {warning}" for warning in content.warnings]
    return "\n".join([*rows, f"{'encoding':15} {encoding}", *warnings, ""])


def _entry(entry: dict[str, Any]) -> str:
    """Return the address of a file, or the size and the first row of a table."""
    if "rows" not in entry:
        return str(entry["url"])
    return f"{len(entry['rows'])} rows, {SEPARATOR.join(entry['rows'][0])}"


def _text(value: object) -> str:
    if isinstance(value, list):
        texts = [_entry(one) if isinstance(one, dict) else str(one) for one in value]
        return f"{len(texts)}: {' / '.join(texts)}" if texts else "-"
    return "-" if value in (None, "") else str(value)
