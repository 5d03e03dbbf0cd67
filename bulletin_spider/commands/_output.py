"""How commands talk: to a reader that may have gone away, which is no fault; any other fault is one line."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.outcome.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO


def told(command: str, unknown: Sequence[str], work: Callable[[], object]) -> int:
    """Do the work and return the exit code; ``unknown`` are the arguments that the command has no use for."""
    try:
        if unknown:
            raise UsageFault(f"{unknown[0]} is not understood; 'scrapy {command} -h' tells what is")
        work()
        sys.stdout.flush()
    except BrokenPipeError:
        deafen(sys.stdout)
    except RunFault as fault:
        with suppress(BrokenPipeError):
            sys.stdout.flush()
        return _refused(command, str(fault), fault.outcome)
    except OSError as error:
        return _refused(
            command, f"{error.filename or 'the archive'}: {error.strerror or error}", "output failed"
        )
    except KeyboardInterrupt:
        return OUTCOMES["interrupted"].code
    return 0


def say(text: object, stream: TextIO | None = None) -> None:
    """Print a line to whoever still listens: without anybody the work goes on, and the exit code says how it ended."""
    stream = stream or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"scrapy: what was to be printed is lost: {error.strerror}\n")
        deafen(stream)


def deafen(stream: TextIO) -> None:
    """Lead nowhere what is still to be printed: Python would flush once more at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _refused(command: str, why: str, outcome: str) -> int:
    sys.stderr.write(f"scrapy {command}: {why}\n")
    return OUTCOMES[outcome].code


def refuse(command: str, fault: BaseException) -> int:
    """Say in one line why a command could not do its work, and return the exit code."""
    word = fault.outcome if isinstance(fault, RunFault) else "error"
    text = (
        str(fault)
        if isinstance(fault, RunFault)
        else f"{type(fault).__name__}: {fault} (-L DEBUG shows where)"
    )
    print(f"scrapy {command}: {word}: {text}", file=sys.stderr)
    return OUTCOMES[word].code
