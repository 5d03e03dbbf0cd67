"""Report a usage error of any command in one line."""

from __future__ import annotations

import io
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scrapy.exceptions import UsageError
from scrapy.utils.misc import load_object

from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.settings import Settings

_MUST_BE_OPTION = re.compile(r"--.+|-[A-Za-z]")
"""An argument that can only be an option. A word of a search may begin with a minus too, such as ``-公告``."""
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


class UsageErrorMixin:
    """Base for our commands: print a usage error as one line, where Scrapy prints its help or a traceback.

    Name it before Scrapy's command class.
    """

    settings: Settings | None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Make the parser print its errors in one line."""
        super().add_options(parser)  # type: ignore[misc] # Scrapy's command follows
        command = type(self).__module__.rpartition(".")[2]

        def exit_with_error(message: str) -> NoReturn:
            sys.stderr.write(f"{PROGRAM} {command}: usage: {message}\n")
            sys.exit(Outcome.USAGE.code)

        parser.usage = f"{PROGRAM} {command} {self.syntax()}"  # type: ignore[attr-defined] # as above
        parser.error = exit_with_error  # type: ignore[method-assign] # Scrapy makes the parser before it asks the command
        self._parser = parser

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Raise ``UsageError`` for an unknown option or log level, or if the log or PID file cannot be written."""
        for argument in args[: args.index("--")] if "--" in args else args:
            if _MUST_BE_OPTION.fullmatch(argument):
                options = _OPTION.findall(self._parser.format_help())
                # 0.75, as the hyphens make all options alike: --yes and --set are at 0.6.
                raise UsageError(f"unknown option '{argument}'{suggestion(argument, options, 0.75)}")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal that cannot show Chinese shows escapes such as \u5317 instead of a traceback.
                stream.reconfigure(errors="backslashreplace")
        try:
            super().process_options(args, opts)  # type: ignore[misc] # as above
            self._check_log()
        except OSError as error:
            raise UsageError(f"{error.filename} cannot be written: {error.strerror}") from error

    def _check_log(self) -> None:
        assert self.settings is not None
        level = self.settings["LOG_LEVEL"]
        try:
            logging.NullHandler().setLevel(level)
        except (TypeError, ValueError):
            near = suggestion(str(level).upper(), logging.getLevelNamesMapping())
            raise UsageError(f"'{level}' is not a log level{near}") from None
        if path := self.settings["LOG_FILE"]:
            Path(path).open("ab").close()


class ActionMixin:
    """Base for a command whose options and work are a class of ``actions/``; it is imported when its command is called.

    Scrapy imports the modules of all commands at each start, so these hold the name and the synopsis only.
    """

    action: str
    settings: Settings | None
    crawler_process: CrawlerProcessBase | None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of the action to those that every command has."""
        super().add_options(parser)  # type: ignore[misc] # Scrapy's command follows
        load_object(self.action).add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action, and take over its exit code."""
        work = load_object(self.action)(self.settings, self.crawler_process)
        work.run(args, opts)
        self.exitcode = work.exitcode


class QuietLogMixin:
    """Base for a command that reports failures itself, so Scrapy logs nothing; ``-L`` switches its log on again."""

    settings: Settings | None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Switch Scrapy's log off unless ``-L`` is given."""
        super().process_options(args, opts)  # type: ignore[misc]
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")


class WithoutArchiveMixin:
    """Base for a command of Scrapy that looks at single pages: it must not lock or write the archive."""

    settings: Settings | None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Switch the archive off."""
        super().process_options(args, opts)  # type: ignore[misc]
        assert self.settings is not None
        self.settings.set("ARCHIVE_ENABLED", value=False, priority="cmdline")
