"""Addresses have one spelling, and bulletins and sites are named after it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.normalization.addresses import (
    bulletin_id,
    canonical_url,
    is_home,
    resolved,
    site_name,
    within,
)


@pytest.mark.parametrize(
    ("listed", "canonical"),
    [
        ("http://WWW.Example.gov.cn:80/a/t1.html#top", "http://www.example.gov.cn/a/t1.html"),
        ("https://x.gov.cn:443", "https://x.gov.cn/"),
        ("https://x.gov.cn:8443/a", "https://x.gov.cn:8443/a"),
        (" http://x.gov.cn/a.html\t", "http://x.gov.cn/a.html"),
        ("http://x.gov.cn/a?id=2&col=1", "http://x.gov.cn/a?col=1&id=2"),
        ("http://x.gov.cn/a?id=2&utm_source=w&spm=1.2", "http://x.gov.cn/a?id=2"),
        ("http://x.gov.cn/通知/一.html", "http://x.gov.cn/%E9%80%9A%E7%9F%A5/%E4%B8%80.html"),
    ],
)
def test_address_has_one_spelling(listed: str, canonical: str) -> None:
    assert canonical_url(listed) == canonical


def test_bulletin_id_ignores_the_scheme_but_not_the_path() -> None:
    assert bulletin_id("http://x.gov.cn/a") == bulletin_id("https://x.gov.cn/a")
    assert bulletin_id("http://x.gov.cn/a") != bulletin_id("http://x.gov.cn/b")
    assert len(bulletin_id("http://x.gov.cn/a")) == 16


@given(st.text(max_size=60))
def test_canonical_address_is_its_own_canonical_address(path: str) -> None:
    once = canonical_url(f"http://x.gov.cn/{path}")
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://hdqw.bjhd.gov.cn/a", True),
        ("http://bjhd.gov.cn:8080/a", True),
        ("http://notbjhd.gov.cn/a", False),
        ("http://bjhd.gov.cn.example.com/a", False),
        ("javascript:;", False),
    ],
)
def test_domain_includes_its_subdomains_and_nothing_else(url: str, inside: bool) -> None:
    assert within(url, ["bjhd.gov.cn"]) is inside


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("http://x.example", True),
        ("http://x.example/#top", True),
        ("http://x.example//", True),
        ("http://x.example/index.html", True),
        ("http://x.example/Default.aspx", True),
        ("http://x.example/a/", False),
        ("http://x.example/a/index.html", False),
        ("http://x.example/?id=1", False),
        ("http://x.example?id=1", False),
    ],
)
def test_home_page_is_the_root_of_its_host(url: str, home: bool) -> None:
    assert is_home(url) is home


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.bjhd.gov.cn/ywdt/", "bjhd_gov_cn"),
        ("http://user:secret@x-y.gov.cn:81/", "x_y_gov_cn_81"),
        ("http://[::1]:80/", "1_80"),
    ],
)
def test_site_name_is_its_host_as_safe_file_name(url: str, name: str) -> None:
    assert site_name(url) == name


@pytest.mark.parametrize("start", ["http://", "//", "\\\\", "ht\ntp:/\t/", "\x01 //u@"])
def test_host_longer_than_a_host_is_no_address(start: str) -> None:
    """``urlsplit`` normalizes a host in quadratic time: these marks would take minutes."""
    address = start + "\u0301\u0316" * 200_000 + ".cn/"
    with pytest.raises(ValueError, match="the host has more characters"):
        canonical_url(address)
    with pytest.raises(ValueError, match="the host has more characters"):
        resolved(address, "http://www.example.cn/")


def test_long_paths_are_addresses() -> None:
    path = "/" + "区" * 1_000
    assert resolved(path, "http://www.example.cn/a/") == f"http://www.example.cn{path}"
