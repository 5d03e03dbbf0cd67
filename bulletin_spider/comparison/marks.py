"""What is printed around removed and added characters."""

from __future__ import annotations

from typing import NamedTuple


class Marks(NamedTuple):
    """What is printed before and after removed and added characters."""

    removed: tuple[str, str] = ("[-", "-]")
    added: tuple[str, str] = ("{+", "+}")

    def removal(self, text: str) -> str:
        """Return removed characters with their marks; empty if there are none."""
        return f"{self.removed[0]}{text}{self.removed[1]}" if text else ""

    def addition(self, text: str) -> str:
        """Return added characters with their marks; empty if there are none."""
        return f"{self.added[0]}{text}{self.added[1]}" if text else ""


PLAIN = Marks()
COLOURED = Marks(("\x1b[31;9m", "\x1b[0m"), ("\x1b[32m", "\x1b[0m"))
