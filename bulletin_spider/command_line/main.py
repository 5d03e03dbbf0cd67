"""Start the program ``bulletin``."""

from __future__ import annotations

import os
import sys

import bulletin_spider
from bulletin_spider.command_line.direct import run_directly
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import SETTINGS_VARIABLE, file_settings, find_project, settings_module
from bulletin_spider.statuses import Outcome


def main() -> None:
    """Run the command that the command line names, and end the process with its exit code."""
    try:
        code = _run(sys.argv)
    except UsageFault as fault:
        sys.stderr.write(f"{PROGRAM}: usage: {fault}\n")
        code = Outcome.USAGE.code
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if arguments[1:] == ["--version"]:
        print(f"{PROGRAM} {bulletin_spider.__version__}")  # noqa: T201 - what a person asks for
        return 0
    project = find_project()
    file_settings(project)  # before Scrapy imports it, as a wrong file is one line
    os.environ[SETTINGS_VARIABLE] = settings_module(project)
    if project.file and str(project.directory) not in sys.path:
        sys.path.append(str(project.directory))
    code = run_directly(arguments[1:])
    if code is None:
        from bulletin_spider.command_line.with_scrapy import run_with_scrapy  # noqa: PLC0415 - it takes half a second

        run_with_scrapy(arguments)
    return code or 0
