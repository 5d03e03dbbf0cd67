"""Run commands that only read without importing Scrapy, which takes more time than they do."""

from __future__ import annotations

import argparse
import logging
import os
import re
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NoReturn, cast

from bulletin_spider.command_line.plain_settings import PlainSettings
from bulletin_spider.project import SETTINGS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scrapy.settings import Settings

READING = ("browse", "changes", "completion", "history", "search", "show", "status")
"""Commands whose actions import no Scrapy."""
_COMMANDS = "bulletin_spider.commands"
_LOADER = "bulletin_spider.crawl.site_loader.SiteLoader"
_OPTION = re.compile(r"--.+|-[A-Za-z].*|-:.*")
"""An argument that Scrapy's parser may take for an option."""
_OF_SCRAPY = re.compile(r"LOG_\w+|ADDONS|COMMANDS_MODULE|SPIDER_LOADER_CLASS")
"""Settings that Scrapy itself acts upon when a command starts."""


class _OtherWay(Exception):
    """The command line has something that only the way through Scrapy knows."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _OtherWay(message)


def run_directly(arguments: Sequence[str]) -> int | None:
    """Run a command, and return its exit code; None if it must run with Scrapy, which is always right and slower.

    Whatever is not plain goes that way: help, a wrong option, an abbreviated one, the options and settings of logs.
    """
    command = arguments[0] if arguments else ""
    if command not in READING or find_spec(f"bulletin_spider.actions.{command}") is None:
        return None
    try:
        action = getattr(import_module(f"bulletin_spider.actions.{command}"), f"{command.capitalize()}Action")
        opts, args = _parse(action.add_options, arguments[1:])
        settings = PlainSettings(_module_settings(), _given(opts.set))
    except _OtherWay:
        return None
    work = action(cast("Settings", settings), None)
    work.run(args, opts)
    return cast("int", work.exitcode)


def _parse(
    add_options: Callable[[argparse.ArgumentParser], None], arguments: Sequence[str]
) -> tuple[argparse.Namespace, list[str]]:
    parser = _Parser(add_help=False, conflict_handler="resolve")
    parser.add_argument("-s", "--set", action="append", default=[])
    add_options(parser)
    exact = {option for one in parser._actions for option in one.option_strings}  # noqa: SLF001 - no public name
    for argument in arguments:
        if _OPTION.fullmatch(argument) and argument.partition("=")[0] not in exact:
            raise _OtherWay
    return parser.parse_known_args(arguments)


def _given(assignments: Sequence[str]) -> dict[str, str]:
    given = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or _OF_SCRAPY.fullmatch(name):
            raise _OtherWay
        given[name] = value
    return given


def _module_settings() -> Mapping[str, Any]:
    """Return the settings of the project, if Scrapy would run our command with nothing but them."""
    try:
        module = vars(import_module(os.environ[SETTINGS_VARIABLE]))
    except Exception as error:  # a settings file may raise anything: Scrapy's way reports it
        raise _OtherWay from error
    plain = module.get("COMMANDS_MODULE") == _COMMANDS and module.get("SPIDER_LOADER_CLASS") == _LOADER
    level = module.get("LOG_LEVEL", "DEBUG")
    if not plain or module.get("LOG_FILE") or level not in logging.getLevelNamesMapping():
        raise _OtherWay
    return module
