"""How a command that only reads the archive ends: a reader that went away is no fault, any other is one line."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.outcome import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def told(command: str, unknown: Sequence[str], work: Callable[[], object]) -> int:
    """Do the work and return the exit code; ``unknown`` are the arguments that the command has no use for."""
    try:
        if unknown:
            raise UsageFault(f"{unknown[0]} is not understood; 'scrapy {command} -h' tells what is")
        work()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would flush once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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


def _refused(command: str, why: str, outcome: str) -> int:
    sys.stderr.write(f"scrapy {command}: {why}\n")
    return OUTCOMES[outcome].code
