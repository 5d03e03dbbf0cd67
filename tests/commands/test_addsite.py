from __future__ import annotations

import ast
import json
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.commands.examination import FAST, cells
from tests.conftest import HALF_WRITTEN, ROOT, Archive, Ended
from tests.crawls.baishi import site
from tests.forked_commands import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving import Pages

pytestmark = pytest.mark.crawl


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that may be written to."""
    place = tmp_path / "project"
    for name in ("bulletin_spider", "tests/sites"):
        shutil.copytree(ROOT / name, place / name, ignore=HALF_WRITTEN)
    shutil.copy(ROOT / "scrapy.cfg", place)
    return place


def addsite(project: Path, *arguments: str) -> Ended:
    command = [sys.executable, "-m", "scrapy", "addsite", *FAST, *arguments]
    done = run(command, cwd=project, timeout=60)
    return Ended(done.returncode, done.stdout, done.stderr)


def test_addsite_writes_nothing_without_confirmation(project: Path, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    ended = addsite(project, "baishi", f"{server.url}/sq/")
    assert (ended.code, ended.err) == (0, "")
    row = ["10", "2025-09-11 … 2025-09-20", "following", "第20期社区开放日举行"]
    assert cells(ended, "社区动态") == row
    assert ended.out.count("    article 2025-09-20") == 1
    assert "nothing was written; --yes writes the site's file" in ended.out
    assert not (project / "bulletin_spider/spiders/baishi.py").exists()


def test_addsite_writes_a_crawlable_site(
    project: Path, archive: Archive, serve: Callable[..., Pages]
) -> None:
    """No page of the site is kept in the project."""
    server = serve(site())
    ended = addsite(project, "baishi", f"{server.url}/sq/", "--yes")
    assert ended.code == 0
    text = (project / "bulletin_spider/spiders/baishi.py").read_text(encoding="utf-8")
    assert f'"社区动态": Channel("{server.url}/sq/"),' in text
    assert not (project / "tests/sites/baishi").exists()
    crawl = [sys.executable, "-m", "scrapy", "crawl", "baishi", *FAST]
    done = run(crawl, cwd=project, env=replace(archive).environment())
    assert done.returncode == 0, done.stderr
    assert len(archive.versions("baishi")) == 20


def test_addsite_never_overwrites(project: Path) -> None:
    kept = project / "bulletin_spider/spiders/baishi.py"
    kept.write_text("# mine\n")
    ended = addsite(project, "baishi", "http://127.0.0.1:9/sq/", "--yes")
    assert ended.code == 2
    assert "exists already and is not overwritten" in ended.err
    assert kept.read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["baishi"], "give a name and a home page"),
        (["Bai-shi", "http://x/"], "'Bai-shi' cannot be a site's name"),
        (["class", "http://x/"], "'class' cannot be a site's name"),
        (["demo", "http://x/"], "there is a site 'demo' already"),
        (["baishi", "x.gov.cn"], "x.gov.cn' is not the address of a listing"),
        (["baishi", "http://[bad/x"], "is not the address"),
        (["baishi", "http://x:99999/"], "is not the address"),
    ],
)
def test_usage_error_is_one_line(project: Path, arguments: list[str], says: str) -> None:
    ended = addsite(project, *arguments)
    assert ended.code == 2
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_addsite_writes_nothing_for_an_unreadable_page(project: Path, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (404, {}, b"")})
    ended = addsite(project, "baishi", f"{server.url}/sq/", "--yes")
    assert ended.code == 3
    assert "gone: HTTP 404; check the address in a browser" in ended.err
    assert not (project / "bulletin_spider/spiders/baishi.py").exists()


def test_home_page_is_never_the_only_channel(project: Path, serve: Callable[..., Pages]) -> None:
    """Its own rows make a list of dated rows, but nothing else was found."""
    server = serve(site())
    server.pages["/"] = server.pages["/sq/"].replace("art_", "/sq/art_")  # type: ignore[attr-defined]
    ended = addsite(project, "baishi", f"{server.url}/", "--yes")
    assert ended.code == 3
    assert "a home page is no channel; open it in a browser, follow 更多" in ended.err
    assert not (project / "bulletin_spider/spiders/baishi.py").exists()


def test_json_has_the_documented_shape(project: Path, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    server.pages["/"] = portal(("要闻", "/sq/"), ("领导信箱", "/xx/"))
    ended = addsite(project, "baishi", f"{server.url}/", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == {
        "site": "baishi",
        "home": f"{server.url}/",
        "channels": [{"name": "要闻", "url": f"{server.url}/sq/", "rows": 10, "family": "following"}],
        "left_out": [{"url": f"{server.url}/xx/", "why": "its name says a service: 领导信箱"}],
    }
    assert not (project / "bulletin_spider/spiders/baishi.py").exists()
    assert addsite(project, "baishi", f"{server.url}/", "--json", "--yes").out == ended.out
    assert (project / "bulletin_spider/spiders/baishi.py").exists()


HOSTILE = '要闻":1};print("PWNED")#{"'


def portal(*lists: tuple[str, str]) -> str:
    """A home page of lists: each a heading and the address behind 更多; all show the same articles."""
    rows = "".join(
        f"<li><a href='/sq/art_{number}.shtml'>第{number}期社区开放日举行</a><span>2025-09-{number:02}</span></li>"
        for number in range(20, 15, -1)
    )
    blocks = "".join(
        f'<div class="box"><div class="hd"><h3>{name}</h3><a href="{more}">更多</a></div><ul>{rows}</ul></div>'
        for name, more in lists
    )
    return f"<html><head><title>白石区</title></head><body>{blocks}</body></html>"


def spider_text(project: Path) -> str:
    return (project / "bulletin_spider/spiders/baishi.py").read_text(encoding="utf-8")


def channels_in(text: str) -> dict[str, str]:
    """The channels of a site file, read without running it."""
    (site_class,) = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    assert all(isinstance(node, ast.ImportFrom | ast.ClassDef | ast.Expr) for node in ast.parse(text).body)
    value = next(
        node.value
        for node in site_class.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "channels"
    )
    return {
        ast.literal_eval(key): ast.literal_eval(call.args[0])
        for key, call in zip(value.keys, value.values, strict=True)
    }


def test_addsite_turns_a_portals_lists_into_channels(project: Path, serve: Callable[..., Pages]) -> None:
    pages = site()
    server = serve(pages | {"/dt/": pages["/sq/"].replace("art_", "/sq/art_")})  # type: ignore[attr-defined]
    server.pages["/"] = portal(("要闻", "/sq/"), ("动态", "/dt/"), ("外站动态", "http://localhost:9/x/"))
    ended = addsite(project, "baishi", f"{server.url}/", "--yes")
    assert (ended.code, ended.err) == (0, "")
    assert channels_in(spider_text(project)) == {"要闻": f"{server.url}/sq/", "动态": f"{server.url}/dt/"}
    assert cells(ended, "要闻")[0] == cells(ended, "动态")[0] == "10"
    assert "left out: http://localhost:9/x/: it leads to another site" in ended.out
    assert server.paths.count("/sq/art_20.shtml") == 1


def test_text_of_a_site_never_becomes_code(project: Path, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    hostile = '/sq/?a="""&b=' + "'''&c=\\{x}"
    server.pages["/sq/?a=%22%22%22&b=%27%27%27&c=/%7Bx%7D"] = server.pages["/sq/"].replace("_20", "_1")  # type: ignore[attr-defined]
    server.pages["/"] = portal((HOSTILE, "/sq/"), ('动态"""\\', hostile.replace('"', "&quot;")))
    ended = addsite(project, "baishi", f"{server.url}/", "--yes")
    assert ended.code == 0, ended.err
    text = spider_text(project)
    assert HOSTILE in channels_in(text)
    assert len(channels_in(text)) == 2
    listed = run([sys.executable, "-m", "scrapy", "list"], cwd=project)
    assert "baishi" in listed.stdout.split()
    assert "PWNED" not in listed.stdout
