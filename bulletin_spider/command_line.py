"""The program ``bulletin``: every command of Scrapy and of this package, in any directory."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, NoReturn

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import (
    OUR_SETTINGS,
    SETTINGS_VARIABLE,
    file_settings,
    find_project,
    settings_module,
)

if TYPE_CHECKING:
    from scrapy.settings import Settings

_COMMANDS = "bulletin_spider.commands"
_ADDON = "bulletin_spider.addon.ArchiveAddon"
_ARCHIVING = ("crawl", "sweep")
"""Commands that archive nothing without our add-on."""


def main() -> None:
    """Run the command that the command line names; it ends the process with the command's exit code."""
    try:
        project = find_project()
        file_settings(project)  # before Scrapy imports it, as a wrong file is one line
        os.environ[SETTINGS_VARIABLE] = settings_module(project)
        _execute(sys.argv)
    except UsageFault as fault:
        _exit_with(str(fault))


def _execute(arguments: list[str]) -> None:
    from scrapy.cmdline import execute  # noqa: PLC0415 - it takes half a second

    settings = _project_settings()
    if settings["COMMANDS_MODULE"] != _COMMANDS:
        _lend_commands(settings, next((one for one in arguments[1:] if not one.startswith("-")), ""))
    if editor := os.environ.get("EDITOR"):  # as Scrapy does for settings that it makes itself
        settings["EDITOR"] = editor
    execute(arguments, settings)


def _project_settings() -> Settings:
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415 - as above

    try:
        return get_project_settings()
    except Exception as error:
        module = os.environ[SETTINGS_VARIABLE]
        raise UsageFault(
            f"the settings {module} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _lend_commands(settings: Settings, command: str) -> None:
    """Give our commands, and the settings that they need, to a Scrapy project that does not use our settings."""
    from importlib import import_module  # noqa: PLC0415 - as above

    theirs = settings["COMMANDS_MODULE"]
    if theirs and (not find_spec(f"{_COMMANDS}.{command}") or find_spec(f"{theirs}.{command}")):
        return
    settings.setdict({"COMMANDS_MODULE": _COMMANDS}, priority="cmdline")
    for name, value in vars(import_module(OUR_SETTINGS)).items():
        if name.isupper() and name not in settings:
            settings.set(name, value, priority="default")
    if command in _ARCHIVING and _ADDON not in map(_path_of, settings.getdict("ADDONS")):
        sys.stderr.write(
            f"{PROGRAM} {command}: nothing is archived: the settings of this project lack"
            f" ADDONS = {{'{_ADDON}': 500}}; docs/any_spider.md says more\n"
        )


def _path_of(component: object) -> str:
    return (
        f"{component.__module__}.{component.__qualname__}" if isinstance(component, type) else str(component)
    )


def _exit_with(message: str) -> NoReturn:
    sys.stderr.write(f"{PROGRAM}: usage: {message}\n")
    sys.exit(2)
