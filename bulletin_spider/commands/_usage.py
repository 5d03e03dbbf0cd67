"""Errors of use in one line, whichever command they are made with."""

from __future__ import annotations

import io
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scrapy.exceptions import UsageError

from bulletin_spider.crawl.arguments import suggestion
from bulletin_spider.operations.outcome.outcomes import OUTCOMES

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

_UNKNOWN = re.compile(r"--.+|-[A-Za-z]")
"""What cannot be meant as anything but an option; a search's word may begin with a minus."""
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


class PlainUsage:
    """For our own commands, before Scrapy's class: what Scrapy would answer with a page of usage or a traceback."""

    settings: Settings | None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Let the parser complain in one line, and remember it."""
        super().add_options(parser)  # type: ignore[misc] # Scrapy's command follows
        command = type(self).__module__.rpartition(".")[2]

        def complain(message: str) -> NoReturn:
            sys.stderr.write(f"scrapy {command}: usage: {message}\n")
            sys.exit(OUTCOMES["usage"].code)

        parser.error = complain  # type: ignore[method-assign] # the parser is Scrapy's, made before the command is asked
        self._parser = parser

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse an option that there is none of, and a log or a file for the process's number that cannot be."""
        for word in args[: args.index("--")] if "--" in args else args:
            if _UNKNOWN.fullmatch(word):
                options = _OPTION.findall(self._parser.format_help())
                raise UsageError(f"unknown option '{word}'{suggestion(word, options, 0.75)}")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal that has no Chinese shows numbers, not a traceback.
                stream.reconfigure(errors="backslashreplace")
        try:
            super().process_options(args, opts)  # type: ignore[misc] # as above
            self._try_log()
        except OSError as error:
            raise UsageError(f"{error.filename} cannot be written: {error.strerror}") from error

    def _try_log(self) -> None:
        assert self.settings is not None
        level = self.settings["LOG_LEVEL"]
        try:
            logging.NullHandler().setLevel(level)
        except (TypeError, ValueError):
            near = suggestion(str(level).upper(), logging.getLevelNamesMapping())
            raise UsageError(f"'{level}' is no level of a log{near}") from None
        if path := self.settings["LOG_FILE"]:
            Path(path).open("ab").close()


class Quiet:
    """For a command whose report says what failed, so that Scrapy need not; ``-L`` brings its log back."""

    settings: Settings | None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Keep Scrapy quiet."""
        super().process_options(args, opts)  # type: ignore[misc]
        assert self.settings is not None
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
