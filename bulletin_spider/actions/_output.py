"""Print results and errors: an error is one line, and a closed pipe is no error."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.credentials import without_passwords
from bulletin_spider.exceptions import RunFault, UsageFault, fault_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

logger = logging.getLogger(__name__)


def run_command(command: str, unexpected: Sequence[str], work: Callable[[], object]) -> int:
    """Call ``work`` and return the exit code; any of the ``unexpected`` arguments is a usage error."""
    try:
        if unexpected:
            raise UsageFault(f"unexpected argument '{unexpected[0]}'; see '{PROGRAM} {command} -h'")
        work()
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output(sys.stdout)
    except RunFault as fault:
        with suppress(BrokenPipeError):
            sys.stdout.flush()
        return _print_error(command, str(fault), fault.outcome)
    except OSError as error:
        text = f"{error.filename or 'the output or the archive'}: {error.strerror or error}"
        todo = getattr(error, "remedy", "")  # of an object store
        return _print_error(command, "; ".join(filter(None, (text, todo))), Outcome.OUTPUT_FAILED)
    except KeyboardInterrupt:
        return Outcome.INTERRUPTED.code
    return 0


def print_line(text: object, stream: TextIO | None = None) -> None:
    """Print a line at once. If nobody reads it, the command continues and its exit code gives the result."""
    stream = stream or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"{PROGRAM}: the output cannot be written: {error.strerror}\n")
        discard_output(stream)


def discard_output(stream: TextIO) -> None:
    """Discard the rest of the output. Python flushes the stream once more at its exit, and would print an error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print_error(command: str, message: str, outcome: Outcome) -> int:
    sys.stderr.write(f"{PROGRAM} {command}: {without_passwords(message)}\n")
    return outcome.code


def print_fault(command: str, fault: BaseException) -> int:
    """Print in one line why the command failed, and return the exit code."""
    logger.debug("where it failed", exc_info=fault)
    outcome, text = fault_text(fault)
    print(f"{PROGRAM} {command}: {outcome}: {without_passwords(text)}", file=sys.stderr)
    return outcome.code


def relative_path(path: Path) -> Path:
    """Return the path relative to the current directory if it is inside."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
