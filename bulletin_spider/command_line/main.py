"""Start the program ``bulletin``."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import bulletin_spider
from bulletin_spider.command_line.direct import run_directly
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.schedule.parent_process import obey_variable
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import SETTINGS_VARIABLE, file_settings, find_project, settings_module
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run the command that the command line names, and end the process with its exit code."""
    obey_variable()
    _prepare_streams()
    code = _code(lambda: _run(sys.argv))
    if code:
        with suppress(OSError):  # the command has reported it
            sys.stdout.flush()
        _discard_output()
    sys.exit(code or _code(sys.stdout.flush))


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a shell has closed it, as with ">&-"
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the process ends
        elif isinstance(stream, io.TextIOWrapper):  # of a terminal that knows no Chinese
            stream.reconfigure(errors="backslashreplace")


def _code(work: Callable[[], int | None]) -> int:
    """Return the exit code of ``work``; what it raises is one line at most."""
    try:
        return work() or 0
    except SystemExit as end:
        if isinstance(end.code, str):
            raise
        return end.code or 0
    except UsageFault as fault:
        sys.stderr.write(f"{PROGRAM}: usage: {fault}\n")
        return Outcome.USAGE.code
    except BrokenPipeError:  # whoever reads has enough, as in "bulletin | head -1"
        _discard_output()
        return 0
    except KeyboardInterrupt:
        return Outcome.INTERRUPTED.code
    except OSError as error:
        _discard_output()
        text = f"{error.filename or 'the output'}: {error.strerror or error}"
        todo = getattr(error, "remedy", "")  # of an object store
        sys.stderr.write(f"{PROGRAM}: {'; '.join(filter(None, (text, todo)))}\n")
        return Outcome.OUTPUT_FAILED.code


def _discard_output() -> None:
    """Discard the rest of the output: Python flushes it once more at its exit, and would print an error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
