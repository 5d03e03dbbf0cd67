"""``bulletin completion bash|zsh|fish``: print the code by which a shell completes commands, options and sites."""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from bulletin_spider.commands._usage import ActionMixin, UsageErrorMixin


class Command(ActionMixin, UsageErrorMixin, ScrapyCommand):
    """Print the code for a shell, which its file of settings reads, or with ``sites`` the names of all sites."""

    action = "bulletin_spider.actions.completion.CompletionAction"
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False, "ADDONS": {}}

    def syntax(self) -> str:
        """Return the synopsis."""
        return "bash|zsh|fish|sites"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Print the code by which your shell completes commands"
