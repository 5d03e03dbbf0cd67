"""What is remembered of sites' files lies in the user's own directory, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bulletin_spider.crawl.site_check.memory import cache_directory


@pytest.mark.parametrize(
    ("home", "cache"),
    [
        ("/home/a", "/home/a/.cache"),
        ("", os.devnull),
        ("/", os.devnull),
        ("relative", os.devnull),
    ],
)
def test_cache_is_in_a_home_or_nowhere(monkeypatch: pytest.MonkeyPatch, home: str, cache: str) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", home)
    assert cache_directory() == Path(cache)
