from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from bulletin_spider.crawl.site_data.catalogue import SiteCatalogue
from bulletin_spider.exceptions import BrokenSite
from bulletin_spider.extraction.content import Rules
from bulletin_spider.listings.data.json_rows import JsonFields
from bulletin_spider.listings.rules import ListingRules
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BAISHI = """
[baishi]
title = "白石区人民政府"
region = "110199"
home = "http://www.baishi.example/"
domains = ["baishi.example"]
delay = 3
attachments = "off"
seen = 2026-11-28
caveats = "要闻的第一页由脚本写出"
settings = { DOWNLOAD_VERIFY_CERTIFICATES = false }
article_rules = [{ title = "h1.t", until = 2024-01-01 }]

[[baishi.channels]]
name = "要闻"
url = "http://www.baishi.example/yw/"
words = ["白石要闻"]
listing_rules = [{ rows = "ul.l li", one_page = true }]

[[baishi.channels]]
name = "公告"
url = "http://www.baishi.example/api?c=2"
fields = { rows = "data.rows", date = "pub" }
"""
SHORT = (
    '[{name}]\ndomains = ["x.example"]\n[[{name}.channels]]\nname = "要闻"\nurl = "http://x.example/yw/"\n'
)


def catalogue(path: Path, text: str, name: str = "sites.toml") -> SiteCatalogue:
    (path / name).write_text(text, encoding="utf-8")
    return SiteCatalogue([path / name])


def test_table_says_what_a_class_says(tmp_path: Path) -> None:
    spider = catalogue(tmp_path, BAISHI).spider("baishi")
    assert (spider.name, spider.title, spider.region) == ("baishi", "白石区人民政府", "110199")
    assert spider.home == "http://www.baishi.example/"
    assert spider.allowed_domains == ["baishi.example"]
    assert spider.custom_settings == {"DOWNLOAD_VERIFY_CERTIFICATES": False, "DOWNLOAD_DELAY": 3.0}
    settings = Settings()
    spider.update_settings(settings)
    assert settings["ATTACHMENTS"] == "off"
    assert spider.article_rules == (Rules(title="h1.t", until=dt.date(2024, 1, 1)),)
    assert [*spider.channels] == ["要闻", "公告"]
    assert spider.channels["要闻"].words == ("白石要闻",)
    assert spider.channels["要闻"].listing_rules == (ListingRules(rows="ul.l li", one_page=True),)
    assert spider.channels["公告"].fields == JsonFields(rows="data.rows", date="pub")
    assert spider().window


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('domains = ["baishi.example"]', "", "missing required field `domains`"),
        ('domains = ["baishi.example"]', "domains = []", "`baishi.domains`"),
        ("delay = 3", "delay = -1", "`baishi.delay`"),
        ("delay = 3", "delai = 3", "unknown field `delai`"),
        ('region = "110199"', 'region = "Beijing"', "`baishi.region`"),
        ('url = "http://www.baishi.example/yw/"', 'url = "/yw/"', "`baishi.channels[0].url`"),
        ('words = ["白石要闻"]', 'words = "白石要闻"', "`baishi.channels[0].words`"),
        ("one_page = true", 'one_page = "yes"', "one_page"),
        ('name = "公告"', 'name = "要闻"', "two channels have the same name"),
        ('title = "白石', "title = 白石", "Invalid value (at line"),
    ],
)  # fmt: skip
def test_wrong_table_is_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert BAISHI.count(old) == 1
    sites = catalogue(tmp_path, BAISHI.replace(old, new) + SHORT.format(name="heshan"))
    with pytest.raises(BrokenSite) as fault:
        sites.spider("baishi")
    assert message in str(fault.value)
    assert f"{tmp_path}/sites.toml: site 'baishi'" in str(fault.value)
    assert "\n" not in str(fault.value)
    assert sites.spider("heshan").name == "heshan", "the other sites of the file can be read"


def test_text_over_several_lines_may_hold_a_table(tmp_path: Path) -> None:
    text = SHORT.format(name="one").replace("[[", 'caveats = """\n[no_site]\n"""\n[[', 1)
    sites = catalogue(tmp_path, text + SHORT.format(name="two"))
    assert sites.names() == ["one", "two"]
    assert {sites.spider(name).name for name in sites.names()} == {"one", "two"}


@pytest.mark.parametrize(
    ("text", "message"),
    [("delay = 3\n", "the key 'delay' is outside"), ("[a]\nb = '''\n", "site"), ("x\n[a]\n", "Expected")],
)
def test_file_that_cannot_be_read_is_a_fault(tmp_path: Path, text: str, message: str) -> None:
    sites = catalogue(tmp_path, text)
    assert message in str(sites.broken_files["sites"])


def test_directory_holds_several_files(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.toml").write_text(SHORT.format(name=f"site_{name}"), encoding="utf-8")
    sites = SiteCatalogue([tmp_path, tmp_path / "absent.toml"])
    assert sites.names() == ["site_a", "site_b"]
    assert sites.path("site_b") == tmp_path / "b.toml"


def test_site_in_two_files_is_a_fault(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(SHORT.format(name="same"), encoding="utf-8")
    with pytest.raises(BrokenSite, match="has a site of this name, too"):
        SiteCatalogue([tmp_path]).spider("same")


def test_five_thousand_sites_are_listed_quickly(tmp_path: Path) -> None:
    text = "".join(BAISHI.replace("baishi", f"site_{n}") for n in range(5000))
    started = time.process_time()
    sites = catalogue(tmp_path, text)
    assert len(sites.names()) == 5000
    assert sites.spider("site_4999").name == "site_4999"
    assert time.process_time() - started < 1


def test_table_of_the_docs_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "add_a_site.md").read_text(encoding="utf-8")
    table = text.partition("```toml\n")[2].partition("```")[0]
    spider = catalogue(tmp_path, table).spider("baishi")
    assert (spider.region, len(spider.channels)) == ("110199", 2)
