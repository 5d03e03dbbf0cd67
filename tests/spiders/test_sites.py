"""The pages kept for each registered site are read as expected, and its file states its facts."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from bulletin_spider.extraction import Hints, extract
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.normalization.addresses import within
from tests.conftest import ROOT

KEPT = Path(__file__).parents[1] / "sites"
LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = sorted(set(LOADER.list()) - {"demo", "listing"})
BEIJING = [
    "changping",
    "chaoyang",
    "daxing",
    "dongcheng",
    "fangshan",
    "fengtai",
    "haidian",
    "huairou",
    "mentougou",
    "miyun",
    "pinggu",
    "shijingshan",
    "shunyi",
    "tongzhou",
    "xicheng",
    "yanqing",
]
CONFIDENCE = {"high", "medium", "low"}


def case(site: str, name: str) -> tuple[bytes, dict[str, Any]]:
    place = KEPT / site / name
    return (place / "page.html").read_bytes(), json.loads(
        (place / "expected.json").read_text(encoding="utf-8")
    )


def cases(kind: str, key: str) -> list[Any]:
    """Return site and case of every kept page of a kind (``listing``, ``listing_<template>`` …) that has ``key``."""
    found = []
    for place in sorted(KEPT.glob("*/*")):
        site, name = place.parent.name, place.name
        if name.partition("_")[0] == kind and key in case(site, name)[1]:
            found.append(pytest.param(site, name, id=f"{site}-{name}"))
    return found


@pytest.mark.parametrize(("site", "name"), cases("listing", "rows"))
def test_listing_is_read_as_expected(site: str, name: str) -> None:
    body, expected = case(site, name)
    listing = read_listing(body, expected["url"])
    rows = [[entry.title, entry.url, str(entry.date)] for entry in listing.entries]
    assert rows == expected["rows"]
    assert [entry.url for entry in listing.entries if entry.document] == expected.get("documents", [])


@pytest.mark.parametrize(("site", "name"), cases("listing", "next_page"))
def test_listing_leads_to_its_next_page(site: str, name: str) -> None:
    body, expected = case(site, name)
    page = read_listing(body, expected["url"]).next_page
    assert (page and page.url) == expected["next_page"]


@pytest.mark.parametrize(("site", "name"), cases("article", "bulletin"))
def test_article_is_read_as_expected(site: str, name: str) -> None:
    body, expected = case(site, name)
    title, day = expected["row"]
    hints = Hints(title=title, date=dt.date.fromisoformat(day) if day else None)
    content = extract(body, expected["url"], hints)
    assert {name: getattr(content, name) for name in expected["bulletin"]} == expected["bulletin"]


def test_all_districts_of_beijing_are_registered() -> None:
    assert len(BEIJING) == 16
    assert set(BEIJING) <= set(SITES)


@pytest.mark.parametrize("site", SITES)
def test_site_has_a_listing_and_an_article(site: str) -> None:
    hosts = LOADER.load(site).allowed_domains  # type: ignore[attr-defined]
    for name in ("listing", "article"):
        _, expected = case(site, name)
        assert within(expected["url"], hosts)


def test_no_two_sites_share_a_domain() -> None:
    owners: dict[str, str] = {}
    for site in SITES:
        for domain in LOADER.load(site).allowed_domains:  # type: ignore[attr-defined]
            assert owners.setdefault(domain, site) == site
    for domain, other in itertools.permutations(owners, 2):
        assert not within(f"https://{domain}/", [other])


@pytest.mark.parametrize("site", SITES)
def test_site_file_states_facts_only(site: str) -> None:
    spider = LOADER.load(site)
    docstring = inspect.getdoc(spider) or ""
    for fact in ("Domain", "Channels", "CMS", "Caveats", "Seen"):
        assert f"\n{fact}\n" in docstring
    own_methods = [name for name, member in vars(spider).items() if inspect.isfunction(member)]
    assert own_methods == [], "a method in a site file belongs in listings/"
    assert not {"ROBOTSTXT_OBEY", "USER_AGENT"} & set(spider.custom_settings or {}), (
        "no site is asked in disguise"
    )
    for channel in spider.channels.values():  # type: ignore[attr-defined]
        assert within(channel.url, spider.allowed_domains)  # type: ignore[attr-defined]
        assert urlsplit(channel.url).path.endswith(("/", "html", "htm", "shtml"))
    assert within(spider.home, spider.allowed_domains)  # type: ignore[attr-defined]


@pytest.mark.parametrize("site", BEIJING)
def test_district_dates_and_rates_each_channel(site: str) -> None:
    spider = LOADER.load(site)
    words = " ".join((inspect.getdoc(spider) or "").split())
    assert set(re.findall(r"(\w+) confidence", words)) <= CONFIDENCE
    for name in spider.channels:  # type: ignore[attr-defined]
        stated = re.search(
            rf"(?<!\w){name} \(seen [-\d]+(?: to [-\d]+)?, (?:{'|'.join(CONFIDENCE)}) confidence\)", words
        )
        assert stated or f"{name} (unknown)" in words


@pytest.mark.parametrize("site", SITES)
def test_menu_words_of_channels_are_unique(site: str) -> None:
    channels = LOADER.load(site).channels  # type: ignore[attr-defined]
    words = [word for name, channel in channels.items() for word in (name, *channel.words)]
    assert len(words) == len(set(words))
    assert len({channel.url for channel in channels.values()}) == len(channels)


def test_site_guide_shows_a_whole_site_file() -> None:
    guide = (ROOT / "docs" / "add_a_site.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- whole: (\S+) -->\n```python\n(.*?)```", guide, re.DOTALL)
    assert [path for path, _ in shown] == ["bulletin_spider/spiders/haidian.py"]
    assert all((ROOT / path).read_text(encoding="utf-8") == text for path, text in shown)


def test_chaoyang_pages_keep_their_encoding() -> None:
    for name in ("listing", "article"):
        body, _ = case("chaoyang", name)
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert "喆" in body.decode("gb18030")
