"""The program ``bulletin``: every command of Scrapy and of this package, in any directory."""

from __future__ import annotations

from scrapy.cmdline import execute


def main() -> None:
    """Run the command that the command line names; it ends the process with the command's exit code."""
    execute()
