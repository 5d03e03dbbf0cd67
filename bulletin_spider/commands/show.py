"""``bulletin show URL``: show one bulletin whole, with where each field was read."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Find a bulletin by its address or id; exit with 2 if the archive has no such bulletin."""

    action = "bulletin_spider.actions.show.ShowAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "URL|ID [--revision N] [--open [raw]] [--json]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show one bulletin whole: text, people, evidence, versions"

    def long_desc(self) -> str:
        """Return the text that ``-h`` shows."""
        return (
            "Show the text of a bulletin, its people and where each is named, its other fields with the rule and the"
            " words that they were read from, warnings, attachments, versions, and where its page is kept. The"
            " address may lack its scheme; an id has 16 digits."
        )
