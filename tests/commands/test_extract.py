"""``scrapy extract`` reads files, standard input and an address; an error is one line."""

from __future__ import annotations

import functools
import json
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import forked_commands

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

pytestmark = pytest.mark.crawl

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "extraction" / "pages"


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "extract", *arguments]
    return forked_commands.run(command, cwd=ROOT, timeout=90, text=text)


def test_files_are_printed_as_json_lines() -> None:
    done = run(
        str(PAGES / "templates/trs_news/page.html"),
        str(PAGES / "templates/wechat/page.html"),
        "--url",
        "http://www.example.cn/1.html",
    )
    assert done.returncode == 0, done.stderr
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert titles == ["河湾区委理论学习中心组专题研讨城市更新", "今晚八点，一起看灯！"]


def test_fragment_is_read_from_standard_input() -> None:
    page = "区政府召开会议\n<div><span style='display:block'>　　4月1日，区政府召开会议。（记者 方正）</span></div><div>&nbsp;</div>"
    content = json.loads(run("-", "--date", "2025-04-02", text=page).stdout)
    assert (content["title"], content["date"], content["reporters"]) == (
        "区政府召开会议",
        "2025-04-02",
        ["方正"],
    )
    assert content["paragraphs"] == ["4月1日，区政府召开会议。"]


def test_missing_year_names_the_option_that_helps() -> None:
    page = "区政府召开会议\n<div><p>4月1日，区政府召开会议，研究春耕生产和森林防火工作。</p></div>"
    done = run("-", text=page)
    assert done.returncode == 0
    assert json.loads(done.stdout)["date"] is None
    assert done.stderr == (
        "scrapy extract: -: date: dateline says 04-01 without a year, and nothing supports one;"
        " give the day of its listing row with --date\n"
    )


def test_explain_prints_values_rules_and_warnings() -> None:
    done = run(str(PAGES / "date/pubdate_and_line_disagree/page.html"), "--explain")
    assert "date            2023-01-12" in done.stdout
    assert "by visible line: 发布时间：2023-01-12" in done.stdout
    assert "warning         date: visible line says 2023-01-12, meta pubdate says 2023-01-13" in done.stdout


def test_explain_shows_tables_and_files() -> None:
    done = run(str(PAGES / "tables/table_of_figures/page.html"), "--explain")
    assert (done.returncode, done.stderr) == (0, "")
    assert "tables          1: 4 rows, 月份 | 优良天数 | PM2.5浓度" in done.stdout


def test_html_prints_the_body_of_the_page() -> None:
    done = run(str(PAGES / "body/list_items_are_paragraphs/page.html"), "--html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "<ol><li>不私拉乱接电线，不超负荷用电。</li><li>" in done.stdout


def test_html_says_when_it_has_only_paragraphs() -> None:
    cells = "<td>第三社区" * 5_000
    page = (
        f"<h1>区政府召开会议</h1><p>4月1日，区政府召开会议，研究春耕生产工作。</p><table><tr>{cells}</table>"
    )
    done = run("-", "--html", text=page)
    assert done.returncode == 0
    assert "paragraphs and pictures only" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout.startswith("<p>4月1日，")
    empty = run(str(PAGES / "media/attachments_only/page.html"), "--html")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "neither text nor pictures" in empty.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name a FILE"),
        (("no-such-file.html",), 2, "no such file"),
        (("--date", "yesterday", "x.html"), 2, "not a day"),
        (("--html", str(PAGES / "refused/not_found/page.html")), 1, "not an article: soft404"),
        (("ftp://example.cn/1",), 2, "only http"),
        (("http://a.cn/1", "http://a.cn/2"), 2, "give only one address"),
        ((str(PAGES / "refused/not_found/page.html"),), 1, "not an article: soft404"),
        (("http://127.0.0.1:9/",), 1, "no answer"),
    ],
)
def test_error_is_one_line_and_an_exit_code(arguments: tuple[str, ...], code: int, words: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.fixture
def address() -> Iterator[str]:
    class SilentHandler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SilentHandler, directory=PAGES))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_address_is_fetched_with_the_projects_settings(address: str) -> None:
    done = run(f"{address}/templates/trs_news/page.html")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reporters"] == ["苏明月"]
