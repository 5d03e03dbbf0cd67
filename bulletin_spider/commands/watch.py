"""``bulletin watch add 养老 --notify ADDRESS``: tell somebody of new, edited and withdrawn bulletins."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, QuietLogMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, QuietLogMixin, ScrapyCommand):
    """Keep the watches of this project, which are in watches.toml, and deliver what they have found.

    'add' saves a watch, and says before how many messages it would have sent in the last month. 'list' shows them,
    'remove' ends one, 'run' delivers what is due, 'test' sends one message that is marked as a test.
    """

    action = "bulletin_spider.actions.watch.WatchAction"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] add WORDS… | list | remove NAME | run | test NAME"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Tell somebody of bulletins with certain words or changes"
