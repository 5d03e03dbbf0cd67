"""``bulletin watch``: keep the watches of the project, and deliver what they have found."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.actions._watch_drafts import draft, warn_of_unknown
from bulletin_spider.actions._watches import problem_lines, unknown_sites, watch_file, watches_path
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import DeliveryFault, RunFault, UsageFault
from bulletin_spider.operations.reporting.table import table
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome, Pace
from bulletin_spider.suggestion import suggestion
from bulletin_spider.watches.delivery.delivering import write_feed
from bulletin_spider.watches.evaluation import begin_watches, evaluate
from bulletin_spider.watches.forecast import forecast
from bulletin_spider.watches.state import FEED, remove_state, target_keys
from bulletin_spider.watches.target_names import target_name
from bulletin_spider.watches.trial_message import send_test
from bulletin_spider.watches.undelivered import undelivered
from bulletin_spider.watches.watch_file import KINDS, LANGUAGES, add_watch, others_read, remove_watch

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bulletin_spider.watches.definition import Watch
    from bulletin_spider.watches.forecast import Forecast

    _Work = Callable[[list[str], argparse.Namespace], None]

_CONDITIONS = ("sites", "channels", "people", "kinds")
_ALWAYS_SHOWN = {"sites", "kinds"}
"""Conditions that the list of watches shows even if no watch has them."""
_SHOWN_SITES = 10
"""Sites of which the coverage is shown before a watch is saved; there may be thousands."""


class WatchAction(Action):
    """Add, list, remove, run or test watches."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the conditions and targets of a watch, ``--yes`` and ``--json``."""
        many = parser.add_argument
        many("--site", action="append", default=[], help="only this site; may be given several times")
        many("--channel", action="append", default=[], help="only this channel, like 通知公告")
        many(
            "--person", action="append", default=[], metavar="NAME", help="only with this person in any role"
        )
        many("--kind", action="append", default=[], help=f"only this kind of change: {', '.join(KINDS)}")
        many("--notify", action="append", default=[], metavar="ADDRESS",
             help="https://… is a webhook, all others are addresses of Apprise, like mailto://…")  # fmt: skip
        many("--feed", metavar="FILE", help="a file that ends with .atom or .json, for feed readers")
        many("--daily", action="store_true", help="one message a day instead of one for each bulletin")
        many("--weekly", action="store_true", help="one message every seven days")
        many("--language", choices=LANGUAGES, help="the language of messages")
        many("--name", help="the name of the watch, by default made of the words")
        many("--yes", action="store_true", help="save without a question")
        many("--quiet", action="store_true", help="with run: print only what could not be delivered")
        many("--json", action="store_true", help="with list: one line of JSON for each watch")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what the first argument says."""
        works = {
            "add": self._add,
            "list": self._list,
            "remove": self._remove,
            "run": self._run,
            "test": self._test,
        }
        code = run_command("watch", [], lambda: self._work(works, args, opts))
        self.exitcode = code or self.exitcode

    def _work(self, works: dict[str, _Work], args: list[str], opts: argparse.Namespace) -> None:
        if not args or args[0] not in works:
            near = suggestion(args[0], works) if args else ""
            raise UsageFault(f"say what to do: {', '.join(works)}{near}")
        if self._path().exists() and others_read(self._path()):
            sys.stderr.write(f"{self._path()} may be read by others, and can hold passwords: chmod 600\n")
        works[args[0]](args[1:], opts)

    def _path(self) -> Path:
        path = watches_path(self.settings)
        if path is None:
            raise UsageFault("the setting WATCHES is empty: name the file of watches there")
        return path

    def _layout(self) -> Layout:
        return Layout.of(self.settings)

    def _add(self, words: list[str], opts: argparse.Namespace) -> None:
        found, layout, now = watch_file(self.settings), self._layout(), dt.datetime.now(dt.UTC)
        found.check()
        name, fields, watch = draft(words, opts, found)
        warn_of_unknown(layout, self.settings, watch)
        for line in _forecast_lines(forecast(layout, watch, now), watch):
            print_line(line)
        if not opts.yes:
            _confirm(name)
        _begin_feed(watch, layout)
        remove_state(layout.watch(name))  # of an earlier watch of this name, whose table was removed by hand
        add_watch(found.path, name, fields)
        for problem in begin_watches(layout, [watch], now):
            raise RunFault(problem)
        print_line(f"watch '{name}' is saved in {found.path}; it begins with what is published from now on")
        if watch.targets:
            print_line(f"try whether a message arrives: {PROGRAM} watch test {name}")

    def _list(self, args: list[str], opts: argparse.Namespace) -> None:
        _refuse(args)
        found, layout = watch_file(self.settings), self._layout()
        failures = list(undelivered(layout, found.watches, dt.datetime.now(dt.UTC)))
        if opts.json:
            for watch in found.watches:
                own = [failure._asdict() for failure in failures if failure.watch == watch.name]
                print_line(json.dumps(_shown_fields(watch) | {"undelivered": own}, ensure_ascii=False))
        elif found.watches:
            print_line("\n".join(table([*_rows(found.watches)])))
        elif not found.mistakes:
            print_line(f"no watches in {found.path}: {PROGRAM} watch add 养老 --notify mailto://…")
        if not opts.json:
            for line in [*map(str, failures), *unknown_sites(layout, found.watches)]:
                print_line(line)
        found.check()

    def _remove(self, args: list[str], _opts: argparse.Namespace) -> None:
        watch = self._one_watch(args)
        remove_watch(self._path(), watch.name)
        remove_state(self._layout().watch(watch.name))
        print_line(f"watch '{watch.name}' is removed from {self._path()}")

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        _refuse(args)
        found = watch_file(self.settings)
        reports = evaluate(self._layout(), found.watches)
        for report in () if opts.quiet else reports:
            feed = f", {report.entries} added to the feed" if report.entries else ""
            more = "; the rest comes with the next evaluation" if report.left else ""
            print_line(f"{report.watch}: {_messages(report.messages)}{feed}{more}")
        for line in problem_lines(reports):
            sys.stderr.write(f"{PROGRAM} watch: {line}\n")
            self.exitcode = Outcome.INCOMPLETE.code
        found.check()

    def _test(self, args: list[str], _opts: argparse.Namespace) -> None:
        watch = self._one_watch(args)
        faults = []
        for target in watch.targets:
            try:
                send_test(watch, target, dt.datetime.now(dt.UTC))
                print_line(f"{target_name(target)}: a test message was accepted")
            except DeliveryFault as fault:
                faults.append(f"{target_name(target)}: {fault}")
        if watch.feed:
            print_line(f"{watch.feed}: a feed gets no test message")
        if faults:
            raise RunFault("; ".join(faults))

    def _one_watch(self, args: list[str]) -> Watch:
        found = watch_file(self.settings)
        by_name = {watch.name: watch for watch in found.watches}
        known = ", ".join(by_name) or "no watches"
        if len(args) != 1:
            raise UsageFault(f"name one watch; there are: {known}")
        if args[0] not in by_name:
            found.check()
            raise UsageFault(f"no watch '{args[0]}'{suggestion(args[0], by_name)}; there are: {known}")
        return by_name[args[0]]


def _refuse(args: list[str]) -> None:
    if args:
        raise UsageFault(f"unexpected argument '{args[0]}'; see '{PROGRAM} watch -h'")


def _forecast_lines(found: Forecast, watch: Watch) -> Iterator[str]:
    every = watch.every if watch.targets else Pace.AT_ONCE  # a feed has an entry for each hit
    days = max(1, round((found.until - found.since) / dt.timedelta(days=1)))
    rate, count = found.a_week(every), found.messages(every)
    weekly = f"about {rate:.0f}" if rate >= 1 or not rate else "less than one"
    hits = "" if every == Pace.AT_ONCE else f" with {found.hits} bulletins"
    span = f"the last {days} days" if days > 1 else "the last day"
    yield f"in {span}: {_messages(count) if watch.targets else _entries(count)}{hits}, {weekly} a week"
    if found.older:
        yield f"not counted: {found.older} older bulletins that the first runs of a site have brought"
    if found.coverage:
        yield "coverage of that time:"
        yield from (f"  {line}" for line in found.coverage[:_SHOWN_SITES])
        if len(found.coverage) > _SHOWN_SITES:
            yield f"  and {len(found.coverage) - _SHOWN_SITES} more sites"


def _begin_feed(watch: Watch, layout: Layout) -> None:
    """Make the feed, to which readers can subscribe before it has an entry; raise ``UsageFault`` if that fails."""
    if watch.feed and layout.owns(watch.feed):
        raise UsageFault(f"--feed {watch.feed}: belongs to the archive; write the feed somewhere else")
    try:
        write_feed(watch, ())
    except DeliveryFault as fault:
        raise UsageFault(f"--feed {watch.feed}: {fault}") from None


def _confirm(name: str) -> None:
    if not sys.stdin.isatty():
        raise UsageFault(f"watch '{name}' is not saved; --yes saves it without a question")
    sys.stderr.write("Save it? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise UsageFault("nothing was saved")


def _rows(watches: Sequence[Watch]) -> Iterator[tuple[str, ...]]:
    conditions = [
        name for name in _CONDITIONS if name in _ALWAYS_SHOWN or any(getattr(one, name) for one in watches)
    ]
    yield ("watch", "words", *conditions, "every", "to")
    for watch in watches:
        fields = _shown_fields(watch)
        lists = (", ".join(fields[key]) or "all" for key in conditions)
        yield (watch.name, watch.words or "-", *lists, watch.every, ", ".join(fields["to"]))


def _shown_fields(watch: Watch) -> dict[str, list[str] | str]:
    to = [target_name(target, is_feed=key == FEED) for key, target in target_keys(watch).items()]
    lists = {name: list(getattr(watch, name)) for name in _CONDITIONS}
    return {"name": watch.name, "words": watch.words, **lists, "every": watch.every, "to": to}


def _messages(count: int) -> str:
    return f"{count} message{'s' * (count != 1)}"


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'} in the feed"
