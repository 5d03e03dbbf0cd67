"""``bulletin extract``: print the content fields of article pages as JSON Lines, or as a table with their sources."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Read files, standard input or one address; exit with 2 for wrong usage, with 1 for a page that is no article."""

    action = "bulletin_spider.actions.extract.ExtractAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "FILE|URL|- ... [--url U] [--date D] [--site NAME] [--explain | --html]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Read title, date, paragraphs and people out of article pages"
