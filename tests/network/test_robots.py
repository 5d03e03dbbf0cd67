"""robots.txt is read as Scrapy's parser reads it, but not more of it than the standard asks for."""

from __future__ import annotations

import pytest
from protego import Protego

from bulletin_spider.network.robots import LONGEST, BoundedRobotParser, own_group

AGENT = "BulletinSpider/0.1.0 (+mailto:archive@example.org)"
FILES = {
    "everybody": "User-agent: *\nDisallow: /a\nAllow: /a/b\n",
    "another robot": "User-agent: *\nDisallow: /x\n\nUser-agent: Otherbot\nDisallow: /\n",
    "ours": "User-agent: *\nDisallow: /\nUser-agent: bulletinspider\nDisallow: /a\nCrawl-delay: 7\n",
    "the longest name": "User-agent: bulletin\nDisallow: /\nuser agent : BulletinSpider/0.1\nDisallow: /a/c\n",
    "part of a word": "User-agent: spider\nDisallow: /\nUser-agent: etinSpider\nDisallow: /\n",
    "in the contact": "User-agent: archive\nDisallow: /a\nUser-agent:*\nDisallow: /\n",
    "several in a group": "User-agent: a\nUseragent: bulletinspider*\nUser-agent: b\nDisallow: /a\n\nUser-agent: c\nDisallow: /\n",
    "group behind another": "User-agent: c\nDisallow: /\nUser-agent: *\nDisallow: /a/b\n",
    "without a colon": "User-agent c\nDisallow /\nUSER AGENT\t*\nDisallow /a\n",
    "comments": "User-agent: c # of them\nDisallow: /\n# User-agent: *\nDisallow: /a\nUser-agent: * # all\nDisallow: /a/c\n",
    "empty name": "User-agent: *\nDisallow: /a\nUser-agent:\nDisallow: /\n",
    "patterns": "User-agent: *\nDisallow: /*b$\nDisallow: /*?\nAllow: /a/c?\n",
    "site-wide lines": "User-agent: *\nSitemap: http://x.cn/user-agent: c\nDisallow: /a\nHost: c\nUser-agent: c\nDisallow: /\n",
    "byte order mark": "\ufeffUser-agent: *\nDisallow: /a\n",
    "none": "<html>404</html>",
}
PATHS = ("/", "/a", "/a/b", "/a/c", "/a/c?d", "/x", "/robots.txt")


def parser(text: str | bytes) -> BoundedRobotParser:
    body = text.encode() if isinstance(text, str) else text
    return BoundedRobotParser(body, None, [AGENT])


@pytest.mark.parametrize("name", FILES)
def test_rules_are_those_of_the_parser(name: str) -> None:
    ours, theirs = parser(FILES[name]), Protego.parse(FILES[name].lstrip("\ufeff"))
    for path in PATHS:
        url = f"http://x.cn{path}"
        assert ours.allowed(url, AGENT) == theirs.can_fetch(url, AGENT), path
    assert ours.crawl_delay(AGENT) == theirs.crawl_delay(AGENT)


def test_many_names_share_one_group() -> None:
    """Scrapy's parser keeps each rule once for each name: 68 KB of them took 20 seconds, 500 KB all memory."""
    names = [f"User-agent: robot{number}" for number in range(1000)]
    names += [f"User-agent: {AGENT[: length + 1]}" for length in range(40)]
    lines = own_group("\n".join([*names, "Disallow: /a"]).encode(), [AGENT]).decode().splitlines()
    assert len(lines) == len(names) + 1
    assert len(set(lines)) == 3, "ours, everybody else, and the rule"
    assert not parser("\n".join([*names, "Disallow: /a"])).allowed("http://x.cn/a", AGENT)


def test_first_500_kilobytes_are_read() -> None:
    head = b"User-agent: *\n"
    filler = b"# nothing\n" * ((LONGEST - len(head)) // 10 - 3)
    for body, paths in (
        (head + filler + b"Disallow: /in\n", {"/in": False}),
        (head + filler + b"#" * 100 + b"\nDisallow: /out\n", {"/out": True}),
        (head + filler + b"Disallow: /" + b"a" * 100, {"/" + "a" * 10: True, "/" + "a" * 200: True}),
    ):
        found = parser(body)
        assert {path: found.allowed(f"http://x.cn{path}", AGENT) for path in paths} == paths
