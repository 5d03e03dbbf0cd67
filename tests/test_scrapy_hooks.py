"""The private hooks of Scrapy that this program still needs, each with the reason; a new Scrapy must have them too."""

from __future__ import annotations

import inspect
from argparse import ArgumentParser

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.engine import ExecutionEngine
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
    "Scrapy sends no signal when the closing of a run begins": (
        ExecutionEngine.close_spider_async,
        ["self", "reason"],
    ),
    "the exporter publishes a batch by its number of lines only; the next three make and close batches": (
        FeedExporter._start_new_batch,
        ["self", "batch_id", "uri", "feed_options", "spider", "uri_template"],
    ),
    "closes a batch in time for the end of the run": (
        FeedExporter._schedule_slot_close,
        ["self", "slot", "spider"],
    ),
    "names the next batch": (
        FeedExporter._get_uri_params,
        ["self", "spider", "uri_params_function", "slot"],
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


def test_handler_has_a_pool_and_a_timeout() -> None:
    """Its own ``close`` logs an error if the reactor is busy for longer than the timeout."""
    assert {"_pool", "_disconnect_timeout"} <= {*HTTP11DownloadHandler.__init__.__code__.co_names}
