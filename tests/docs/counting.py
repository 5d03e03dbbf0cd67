"""Say of each command of README and docs whether it is run, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.docs.blocks import COMMANDS, PAGES, Block, blocks
from tests.docs.stand_ins import ELSEWHERE, INSTALLING, NOT_RUN

if TYPE_CHECKING:
    from collections.abc import Iterator


def where(block: Block) -> str:
    """Return the test that runs a block elsewhere; empty if it is run with its page."""
    return ELSEWHERE.get((block.page, block.heading)) or ELSEWHERE.get((block.page, ""), "")


def why_not(command: str) -> str:
    """Return why a command is not run; empty if it is."""
    if command.startswith(INSTALLING):
        return "tests/installed.py"
    return next((why for beginning, why in NOT_RUN.items() if command.startswith(beginning)), "")


def every_command() -> Iterator[tuple[Block, str]]:
    """Yield each command of README and docs with its block."""
    for page in PAGES:
        for block in blocks(page):
            if block.kind in COMMANDS:
                yield from ((block, command) for command, _ in block.commands())


def count() -> str:
    """Return how many commands there are, and how many of them are run."""
    commands = [*every_command()]
    elsewhere = sum(bool(where(block)) for block, _ in commands)
    left_out = sum(bool(why_not(command)) for block, command in commands if not where(block))
    here = len(commands) - elsewhere - left_out
    return (
        f"{len(commands)} commands in README and docs: {here} are run as a new user,"
        f" {elsewhere} by other tests, {left_out} not here"
    )
