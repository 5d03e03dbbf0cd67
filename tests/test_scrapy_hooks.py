"""The private hooks of Scrapy that this program still needs, each with the reason; a new Scrapy must have them too."""

from __future__ import annotations

import inspect
from argparse import ArgumentParser

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.extensions.feedexport import FeedExporter
from scrapy.spiderloader import SpiderLoader

HOOKS = {
    "a broken site file must not stop other sites, and the loader imports all files in its constructor": (
        SpiderLoader._load_all_spiders,
        ["self"],
    ),
    "an answer that forbids everything (RFC 9309, 2.3.1.4) has no signal": (
        RobotsTxtMiddleware._parse_robots,
        ["self", "response", "netloc", "request"],
    ),
    "a failed request for robots.txt has no signal": (
        RobotsTxtMiddleware._robots_error,
        ["self", "exc", "netloc"],
    ),
    "Scrapy makes the parser before it asks the command, so its error method is replaced on the instance": (
        ScrapyArgumentParser.error,
        ["self", "message"],
    ),
    "the exporter checks its settings only in its constructor, and Scrapy goes on without feeds": (
        FeedExporter.__init__,
        ["self", "crawler"],
    ),
}


@pytest.mark.parametrize("reason", HOOKS)
def test_hook_has_the_expected_parameters(reason: str) -> None:
    hook, parameters = HOOKS[reason]
    assert list(inspect.signature(hook).parameters) == parameters


def test_parser_is_one_of_argparse() -> None:
    assert issubclass(ScrapyArgumentParser, ArgumentParser)
