"""Run a command with Scrapy, in any project."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from bulletin_spider.command_line.overview import command_names, overview
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import OUR_SETTINGS, SETTINGS_VARIABLE
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    from scrapy.settings import Settings

_COMMANDS = "bulletin_spider.commands"
_THEIR_COMMANDS = "COMMANDS_MODULE"
_ADDON = "bulletin_spider.addon.ArchiveAddon"
_ARCHIVING = ("crawl", "sweep")
"""Commands that archive nothing without our add-on."""


def run_with_scrapy(arguments: list[str]) -> None:
    """Run a command as Scrapy does, which ends the process; without one, print what to type.

    Raises ``UsageFault`` if the command is unknown, or if the settings of the project cannot be imported.
    """
    command = next((one for one in arguments[1:] if not one.startswith("-")), "")
    settings = _project_settings()
    names = command_names(settings[_THEIR_COMMANDS])
    if not command:
        print(overview(names))  # noqa: T201 - what a person asks for
        return
    if command not in names:
        raise UsageFault(f"unknown command '{command}'{suggestion(command, names)}; see '{PROGRAM} -h'")
    if settings[_THEIR_COMMANDS] != _COMMANDS:
        _lend_commands(settings, command)
    if editor := os.environ.get("EDITOR"):  # as Scrapy does for settings that it makes itself
        settings["EDITOR"] = editor
    execute(arguments, settings)


def _project_settings() -> Settings:
    try:
        return get_project_settings()
    except Exception as error:
        module = os.environ[SETTINGS_VARIABLE]
        raise UsageFault(
            f"the settings {module} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _lend_commands(settings: Settings, command: str) -> None:
    """Give our commands, and the settings that they need, to a Scrapy project that does not use our settings."""
    theirs = settings[_THEIR_COMMANDS]
    if theirs and (not find_spec(f"{_COMMANDS}.{command}") or find_spec(f"{theirs}.{command}")):
        return
    settings.setdict({_THEIR_COMMANDS: _COMMANDS}, priority="cmdline")
    for name, value in vars(import_module(OUR_SETTINGS)).items():
        if name.isupper() and name not in settings:
            settings.set(name, value, priority="default")
    if command in _ARCHIVING and _ADDON not in map(_path_of, settings.getdict("ADDONS")):
        sys.stderr.write(
            f"{PROGRAM} {command}: nothing is archived: the settings of this project lack"
            f" ADDONS = {{'{_ADDON}': 500}}; docs/library.md says more\n"
        )


def _path_of(component: object) -> str:
    return (
        f"{component.__module__}.{component.__qualname__}" if isinstance(component, type) else str(component)
    )
