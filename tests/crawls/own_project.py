"""A project of one's own that uses the settings of this package, and the pages of its site."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from shutil import rmtree
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from tests.conftest import ROOT, Ended
from tests.forked_commands import run

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
from bulletin_spider.settings import *

SPIDER_MODULES = ["own.spiders"]
NEWSPIDER_MODULE = "own.spiders"
DOWNLOAD_DELAY = 0.01
AUTOTHROTTLE_ENABLED = False
ROBOTSTXT_OBEY = False
"""
PAGES = {
    "/": b"<a href=a.html>a</a><a href=b.html>b</a>",
    "/a.html": "<h1>区委召开会议</h1><i>2026-09-28</i><p>第一段。</p><p>第二段。</p>".encode(),
    "/b.html": "<h1>区政府召开会议</h1><i>2026年9月27日</i><p>正文。</p>".encode(),
}
HEAD = """
import scrapy
from dataclasses import dataclass, field

class Own(scrapy.Spider):
    name = "own"
    start_urls = ["URL"]
    custom_settings = MORE

    def parse(self, response):
        yield from response.follow_all(css="a", callback=self.parse_page)
"""
DICTS = """
    def parse_page(self, response):
        yield {
            "url": response.url,
            "title": response.css("h1::text").get(),
            "date": response.css("i::text").get(),
            "paragraphs": response.css("p::text").getall(),
            "reporters": "张三 李四",
        }
"""


@dataclass
class Project:
    """A project of one's own that uses the settings of this package."""

    place: Path
    server: Any

    def write(self, name: str, text: str) -> None:
        """Write a file; Python takes the byte code of another one of the same second and size for its own."""
        path = self.place / name
        rmtree(path.parent / "__pycache__", ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")

    def scrapy(self, *arguments: str) -> Ended:
        environment = os.environ | {
            "BULLETIN_ARCHIVE": str(self.place / "archive"),
            "PYTHONPATH": f"{self.place}{os.pathsep}{ROOT}",
            "PYTHONWARNINGS": "error",
        }
        environment.pop("SCRAPY_SETTINGS_MODULE", None)  # set by tests that run commands in their own process
        command = [sys.executable, "-m", "scrapy", *arguments]
        done = run(command, cwd=self.place, env=environment, timeout=120)
        return Ended(done.returncode, done.stdout, done.stderr)

    def lines(self, pattern: str) -> list[dict[str, Any]]:
        paths = sorted((self.place / "archive").glob(pattern))
        return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


LIST = (
    "<ul>"
    + "".join(
        f"<li><a href=/x{n}.html>区委常委会召开第{n}次会议</a><span>2026-09-{n}</span></li>"
        for n in range(10, 20)
    )
    + "</ul>"
)
