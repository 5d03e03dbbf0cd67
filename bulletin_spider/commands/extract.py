"""``scrapy extract``: one page's content fields as JSON Lines, or what was found where as a table."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._output import say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.exceptions import NotABulletin, UsageFault
from bulletin_spider.extraction import Content, Hints, extract

if TYPE_CHECKING:
    import argparse

_UNKNOWN = "http://example.invalid/"
_MOST_BYTES = 20_000_000
_WIDTH = 64


class Answer(NamedTuple):
    """The bytes of a page, where it came from, and the charset its header named."""

    body: bytes
    url: str
    charset: str | None = None


class Command(PlainUsage, ScrapyCommand):
    """Reads files, standard input or one fetched address; 2 is bad usage, 1 a page that is no article."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "FILE|URL|- ... [--url U] [--date D] [--explain]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Read title, date, paragraphs and people out of article pages"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what the page itself may not tell: its address and the day its listing showed."""
        super().add_options(parser)
        parser.add_argument("--url", default=None, help="the address the page came from")
        parser.add_argument("--date", default=None, metavar="YYYY-MM-DD", help="the day the listing showed")
        parser.add_argument("--explain", action="store_true", help="a table: value, rule, words, warnings")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print one JSON line or table per page."""
        try:
            hints_date = _day(opts.date)
            for place in _places(args):
                self._one(place, opts, hints_date)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except UsageFault as fault:
            self._tell(str(fault), 2)

    def _one(self, place: str, opts: argparse.Namespace, date: dt.date | None) -> None:
        answer = self._answer(place, opts.url)
        if answer is None:
            return
        try:
            content = extract(answer.body, answer.url, Hints(date=date, charset=answer.charset))
        except NotABulletin as refusal:
            self._tell(f"{place}: no article: {refusal}", 1)
            return
        say(explained(content) if opts.explain else json.dumps(asdict(content), ensure_ascii=False))

    def _answer(self, place: str, url: str | None) -> Answer | None:
        if "://" not in place:
            return Answer(_bytes(place), url or _UNKNOWN)
        if not place.startswith(("http://", "https://")):
            raise UsageFault(f"{place}: only http and https addresses can be fetched")
        from bulletin_spider.commands._fetch import fetch  # noqa: PLC0415 - installs a reactor

        assert self.settings is not None
        found, trouble = fetch(place, self.settings)
        if found is None:
            self._tell(f"{place}: no answer: {trouble}", 1)
            return None
        return Answer(found.body, url or found.url, found.charset)

    def _tell(self, message: str, code: int) -> None:
        sys.stderr.write(f"scrapy extract: {message}\n")
        self.exitcode = code


def _places(args: list[str]) -> list[str]:
    if not args:
        raise UsageFault("name a FILE, a URL, or - for standard input")
    if sum("://" in place for place in args) > 1:
        raise UsageFault("one address at a time; files may be several")
    return args


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageFault(f"--date {text}: not a day in the form YYYY-MM-DD") from None


def _bytes(place: str) -> bytes:
    if place == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        with Path(place).open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise UsageFault(f"{place}: {(error.strerror or 'cannot be read').lower()}") from None


def explained(content: Content) -> str:
    """Return the fields as a table of value, rule and words, and the warnings below it."""
    rows = []
    for name, value in asdict(content).items():
        if name in {"evidence", "warnings"}:
            continue
        proof = content.evidence.get(name, {})
        rows.append(f"{name:15} {_short(value)}")
        if proof:
            rows.append(f"{'':15}   by {proof['rule']}: {_short(proof['text'])}")
    encoding = content.evidence.get("encoding", {}).get("text", "?")
    warnings = [f"warning         {warning}" for warning in content.warnings]
    return "\n".join([*rows, f"{'encoding':15} {encoding}", *warnings, ""])


def _short(value: object) -> str:
    if isinstance(value, list):
        words = [str(one["url"]) if isinstance(one, dict) else str(one) for one in value]
        text = f"{len(words)}: {' / '.join(words)}" if words else "-"
    else:
        text = "-" if value in (None, "") else str(value)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
