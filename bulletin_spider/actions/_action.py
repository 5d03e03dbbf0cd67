"""The base of what commands do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.settings import Settings


class Action(ABC):
    """The work of one call of a command; afterwards ``exitcode`` says how it ended."""

    def __init__(self, settings: Settings, process: CrawlerProcessBase | None) -> None:
        """``process`` is None for a command that crawls nothing."""
        self.settings = settings
        self.crawler_process = process
        self.exitcode = 0

    @classmethod  # noqa: B027 - a command may have none
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the command. Without an override it has only those of Scrapy."""

    @abstractmethod
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the work with what the command line says."""
