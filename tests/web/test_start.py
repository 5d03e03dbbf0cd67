"""What the server imports before the first page is asked for: its time and memory are those of `bulletin browse`."""

from __future__ import annotations

import subprocess
import sys

LATER = {"bs4", "lxml", "nh3", "rapidfuzz", "scrapy", "sqlalchemy", "twisted"}


def test_server_starts_without_what_reads_pages() -> None:
    code = f"""
import sys
from bulletin_spider.web.app import create_app
from bulletin_spider.web.pages import all_pages
all_pages()
print(*sorted({LATER!r} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
