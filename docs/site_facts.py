"""The facts of the registered sites, as their files state them: for the tables of docs/sites.md."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import NamedTuple

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

NO_SITES = frozenset({"demo", "listing"})
"""Spiders that are no district's site: the fictional one, and that of any listing."""
LEVELS = ("high", "medium", "low")
_PLACE = re.compile(r"^(.+?) \((\S+)\)\.")
_DOMAIN = re.compile(r"Domain (.*?) \(seen ([-\d]+), (\w+) confidence\)")


class ChannelFact(NamedTuple):
    """A channel's name and address, when it was last seen, and how sure that is."""

    name: str
    url: str
    seen: str
    level: str


class SiteFacts(NamedTuple):
    """What a site's file says about it."""

    name: str
    place: str
    home: str
    seen: str
    level: str
    robots: str
    channels: list[ChannelFact]


def registered_sites() -> list[SiteFacts]:
    """Return the facts of each site that has a file, by name. Raise ``ValueError`` where a file lacks one."""
    loader = SpiderLoader.from_settings(get_project_settings())
    return [
        _facts(name, loader.load(name))
        for name in sorted(set(loader.list()) - NO_SITES)
        if loader.load(name).__module__.startswith("bulletin_spider.")
    ]


def _facts(name: str, spider: type) -> SiteFacts:
    words = " ".join((inspect.getdoc(spider) or "").split())
    place, domain = _PLACE.search(words), _DOMAIN.search(words)
    if not (place and domain):
        raise ValueError(f"{name}: its docstring names no district, or rates no domain")
    forbids = '"User-agent: *, Disallow: /"' in words
    robots = "unknown" if "robots.txt unknown" in words else "forbids all" if forbids else "seen"
    channels = [
        _channel(name, words, channel, found.url)
        for channel, found in spider.channels.items()  # type: ignore[attr-defined]
    ]
    return SiteFacts(name, place[2], spider.home, domain[2], domain[3], robots, channels)  # type: ignore[attr-defined]


def _channel(site: str, words: str, name: str, url: str) -> ChannelFact:
    stated = re.search(rf"(?<!\w){name} \(seen ([-\d]+(?: to [-\d]+)?), (\w+) confidence\)", words)
    if stated:
        return ChannelFact(name, url, stated[1], stated[2])
    if f"{name} (unknown)" not in words:
        raise ValueError(f"{site}: its docstring does not rate {name}")
    return ChannelFact(name, url, "", "unknown")


def site_table() -> str:
    """Return a row for each site: district, home page, when its host was seen, how sure each fact is."""
    rows = [
        "| site | district | home page | host seen | robots.txt | channels: high, medium, low |",
        "|---|---|---|---|---|---|",
    ]
    for site in registered_sites():
        levels = Counter(channel.level for channel in site.channels)
        counts = ", ".join(str(levels[level]) for level in LEVELS)
        rows.append(
            f"| [`{site.name}`](../bulletin_spider/spiders/{site.name}.py) | {site.place} | {site.home} "
            f"| {site.seen}, {site.level} | {site.robots} | {counts} |"
        )
    return "\n".join(rows)


def channel_table() -> str:
    """Return a row for each channel of each site, in the order of the walks."""
    rows = ["| site | channel | address | seen | confidence |", "|---|---|---|---|---|"]
    rows += [
        f"| `{site.name}` | {channel.name} | {channel.url} | {channel.seen} | {channel.level} |"
        for site in registered_sites()
        for channel in site.channels
    ]
    return "\n".join(rows)


def site_count() -> str:
    """Return a sentence that counts sites and channels by confidence."""
    channels = [channel for site in registered_sites() for channel in site.channels]
    levels = Counter(channel.level for channel in channels)
    parts = ", ".join(f"{levels[level]} {level}" for level in (*LEVELS, "unknown") if levels[level])
    return f"{len(registered_sites())} sites with {len(channels)} channels: {parts} confidence."
