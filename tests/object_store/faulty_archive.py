"""Crawl a small site into a store behind a proxy that fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.requests.client import ObjectStore
from tests.conftest import ROOT, Ended
from tests.crawls.baishi import FAST
from tests.object_store.server import BUCKET, SECRET_KEY, WORKER, store_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.object_store.fault_proxy import FaultProxy
    from tests.serving import Pages


@dataclass
class FaultyArchive:
    """An archive behind a proxy, the site that is crawled into it, and the cache of the machine."""

    proxy: FaultProxy
    pages: Pages
    prefix: str
    cache: Path

    def run(self, *command: str, key: str = WORKER, **more: str) -> Ended:
        environment = os.environ | store_environment(self.proxy.endpoint) | {
            "AWS_ACCESS_KEY_ID": key, "BULLETIN_ARCHIVE": f"s3://{BUCKET}/{self.prefix}",
            "BULLETIN_CACHE": str(self.cache), "PYTHONWARNINGS": "error", "COLUMNS": "200",
        } | more  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bulletin_spider", *command],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr
        assert SECRET_KEY not in done.stdout + done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def crawl(self, *more: str, **environment: str) -> Ended:
        listing = ("-a", f"url={self.pages.url}/sq/", "-a", "site=baishi")
        return self.run("crawl", "listing", *listing, *FAST, "-s", "SEGMENT_LINES=7", *more, **environment)

    def addresses(self) -> list[str]:
        """Return the address of each published line."""
        bucket = ObjectStore(BUCKET)
        segments = [
            one for one in bucket.objects(f"{self.prefix}/bulletins/baishi") if one.key.endswith("jsonl")
        ]
        return [json.loads(line)["url"] for one in segments for line in bucket.get(one.key).splitlines()]
