"""Tools of other projects read what a crawl of the demo published, and find the right numbers."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from bulletin_spider.contract.check import faults
from bulletin_spider.contract.schema import bulletin_schema
from bulletin_spider.demo.server import DemoServer
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.reader import versions
from tests.archive.wordings import put, wording
from tests.conftest import ROOT, Archive, free_port
from tests.consumers.environment import Consumer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.crawl

DOCUMENT = (ROOT / "docs" / "data_format.md").read_text(encoding="utf-8")
RECIPES = re.split(r"^### ", DOCUMENT.partition("\n## Recipes\n")[2], flags=re.MULTILINE)[1:]


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory, jq: None) -> Iterator[Consumer]:  # noqa: ARG001 - to be there
    """A consumer beside an archive that holds the demo's first day."""
    place = tmp_path_factory.mktemp("consumers")
    archive = Archive(place / "archive", free_port())
    ended = archive.demo()
    assert ended.code == 0, ended.err
    yield Consumer.settled(place / "consumer", archive.root)
    shutil.rmtree(place / "consumer")


@pytest.fixture(scope="module")
def grown(consumer: Consumer) -> Archive:
    """The same archive a day later, with a second site."""
    archive = Archive(consumer.place / "grown", free_port())
    shutil.copytree(consumer.archive, archive.root)
    assert archive.demo("-a", "day=2", "-s", f"FEED_DIR={consumer.place / 'feeds'}").code == 0
    with DemoServer(DemoSite(), archive.port):
        listing = ("-a", f"url=http://127.0.0.1:{archive.port}/xw/yw/", "-a", "site=other", "-a", "limit=5")
        assert archive.scrapy("crawl", "listing", *listing, "-s", "DOWNLOAD_DELAY=0.002").code == 0
    assert len(list((archive.root / "bulletins").glob("*/*.jsonl"))) == 3
    assert min(len(archive.versions()) - 60, len(archive.versions("other"))) > 0
    return archive


@pytest.fixture(scope="module")
def exported(consumer: Consumer) -> Consumer:
    """The consumer once more, with the archive in each format under the name ``b``."""
    consumer.python(
        "from bulletin_spider.export.selection import Selection, selected_versions\n"
        "from bulletin_spider.export.writing import export\n"
        "from pathlib import Path\n"
        "for end in ('xlsx', 'parquet', 'csv', 'sqlite', 'atom'):\n"
        "    assert export(selected_versions(Path('output'), Selection()), f'b.{end}') == 60\n"
    )
    return consumer


@pytest.fixture(scope="module")
def published(consumer: Consumer) -> list[dict[str, Any]]:
    found = list(versions(consumer.archive))
    assert len(found) == 60
    return found


def people(published: list[dict[str, Any]]) -> Counter[str]:
    return Counter(name for version in published for name in version["reporters"])


def test_every_published_line_is_valid(published: list[dict[str, Any]]) -> None:
    validator = jsonschema.Draft202012Validator(bulletin_schema())
    for version in published:
        validator.validate(version)
        assert faults(version) == []


def blocks(recipe: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", recipe, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.partition("\n")[0])
def test_every_recipe_prints_what_the_document_shows(consumer: Consumer, recipe: str) -> None:
    shown = [text for kind, text in blocks(recipe) if kind == "text"]
    printed = ""
    for kind, text in blocks(recipe):
        if kind == "python":
            printed += consumer.python(text)
        elif kind == "console":
            lines = text.splitlines()
            assert all(line.startswith("$ ") for line in lines)
            printed += "".join(consumer.run(line.removeprefix("$ ")) for line in lines)
    printed = re.sub(r"^wrote .*\n", "", printed, flags=re.MULTILINE)
    assert [printed] == shown


def test_each_promised_tool_has_a_recipe() -> None:
    names = [recipe.partition("\n")[0] for recipe in RECIPES]
    assert names == ["pandas", "DuckDB", "jq", "Datasette", "Hugging Face datasets"]


def test_reading_example_runs_without_this_project(
    consumer: Consumer, published: list[dict[str, Any]]
) -> None:
    example = DOCUMENT.partition("## Reading it")[2].partition("```python\n")[2].partition("```")[0]
    printed = consumer.python(example).splitlines()
    assert len(printed) == 3 * len(published)
    assert f"{published[0]['date']} {published[0]['title']}" in printed


def test_frictionless_validates_the_manifest(consumer: Consumer, grown: Archive) -> None:
    report = json.loads(consumer.run("frictionless validate grown/datapackage.json --json"))
    assert report["valid"]
    rows = Counter[str]()
    for task in report["tasks"]:
        rows[re.sub(r"-\d{4}-\d{2}$", "", task["name"])] += task["stats"]["rows"]
    assert rows == {"demo": len(grown.versions()), "other": len(grown.versions("other"))}
    of_site = json.loads(consumer.run("frictionless validate grown/bulletins/other/datapackage.json --json"))
    assert of_site["stats"]["tasks"] == 1
    damaged = max((grown.root / "bulletins" / "other").glob("*.jsonl"))
    body = damaged.read_bytes()
    damaged.write_bytes(body[body.index(b"\n") + 1 :])
    with pytest.raises(AssertionError, match="row-count"):
        consumer.run("frictionless validate grown/datapackage.json --json")
    damaged.write_bytes(body)


def test_excel_file_keeps_chinese_and_no_formulas(
    exported: Consumer, published: list[dict[str, Any]]
) -> None:
    printed = exported.python(
        "import json, openpyxl\n"
        "sheet = openpyxl.load_workbook('b.xlsx').active\n"
        "head, *rows = sheet.iter_rows(values_only=True)\n"
        "kinds = {cell.data_type for row in sheet for cell in row}\n"
        "rows = [dict(zip(head, row)) for row in rows]\n"
        "print(json.dumps([[row['title'], str(row['date'])[:10], row['reporters'] or '', row['published_at'] and row['published_at'].isoformat()] for row in rows] + [sorted(kinds)]))"
    )
    *rows, kinds = json.loads(printed)
    assert rows == [
        [
            one["title"],
            one["date"],
            "；".join(one["reporters"]),
            one["published_at"] and one["published_at"].removesuffix("+08:00"),
        ]
        for one in published
    ]
    assert set(kinds) <= {"s", "n", "d", "inlineStr"}


def test_full_disk_during_excel_is_one_line(consumer: Consumer) -> None:
    with pytest.raises(AssertionError) as raised:
        consumer.run("ulimit -f 20; trap '' XFSZ; scrapy export --to full.xlsx")
    (line,) = re.findall("^scrapy export: .*$", str(raised.value), re.MULTILINE)
    assert line.startswith("scrapy export: full.xlsx cannot be written: a sheet cannot be written in /")
    assert not re.search("Traceback|Exception", str(raised.value))
    assert not list(consumer.place.glob("*full.xlsx*"))


def test_formula_in_a_page_stays_text(consumer: Consumer) -> None:
    printed = consumer.python(
        "from openpyxl import load_workbook\n"
        "from bulletin_spider.export.writing import export\n"
        "from bulletin_spider.reader import versions\n"
        "hostile = [next(versions('output')) | {'title': text, 'paragraphs': ['长' * 40000]} for text in ('=1+1', '#N/A', '@cmd', '字')]\n"
        "export(iter(hostile), 'hostile.xlsx')\n"
        "sheet = load_workbook('hostile.xlsx').active\n"
        "titles = [sheet.cell(row, 5) for row in (2, 3, 4, 5)]\n"
        "print([(cell.data_type, cell.value, cell.quotePrefix) for cell in titles], len(sheet.cell(2, 8).value))"
    )
    kept = [("s", "=1+1", True), ("s", "#N/A", True), ("s", "@cmd", True), ("s", "字", False)]
    assert printed == f"{kept} 32767\n"


def test_parquet_columns_are_typed(exported: Consumer, published: list[dict[str, Any]]) -> None:
    printed = exported.python(
        "import duckdb, json, pandas, polars\n"
        "frame = polars.read_parquet('b.parquet')\n"
        "names = frame.explode('reporters').drop_nulls('reporters').group_by('reporters').len()\n"
        "kinds = duckdb.sql(\"SELECT column_name, column_type FROM (DESCRIBE FROM 'b.parquet')\").fetchall()\n"
        "moment = pandas.read_parquet('b.parquet')['fetched_at'][0].isoformat()\n"
        "print(json.dumps([dict(names.rows()), dict(kinds), moment]))"
    )
    names, kinds, moment = json.loads(printed)
    assert names == people(published)
    assert kinds["date"] == "DATE"
    assert kinds["fetched_at"] == "TIMESTAMP WITH TIME ZONE"
    assert kinds["paragraphs"] == "VARCHAR[]"
    assert kinds["images"] == "STRUCT(url VARCHAR, caption VARCHAR)[]"
    assert moment == published[0]["fetched_at"]


def test_parquet_by_month_is_one_table(exported: Consumer, published: list[dict[str, Any]]) -> None:
    """Each reader takes ``site`` and ``month`` from the names of the directories."""
    printed = exported.python(
        "import duckdb, json, pandas, polars\n"
        "from bulletin_spider.export.selection import Selection, selected_versions\n"
        "from bulletin_spider.export.writing import export\n"
        "from pathlib import Path\n"
        "export(selected_versions(Path('output'), Selection()), 'parted.parquet/')\n"
        "query = \"SELECT site, month, count(*) FROM read_parquet('parted.parquet/**/*.parquet', hive_partitioning=true, hive_types_autocast=false) GROUP BY ALL ORDER BY ALL\"\n"
        "by_duckdb = duckdb.sql(query).fetchall()\n"
        "frame = polars.read_parquet('parted.parquet/', try_parse_hive_dates=False)\n"
        "by_polars = frame.group_by('site', 'month').len().sort('site', 'month').rows()\n"
        "table = pandas.read_parquet('parted.parquet')\n"
        "by_pandas = [[*key, len(rows)] for key, rows in table.groupby(['site', 'month'], observed=True)]\n"
        "print(json.dumps([by_duckdb, by_polars, by_pandas]))"
    )
    wanted = sorted(Counter((one["site"], one["date"][:7]) for one in published).items())
    assert json.loads(printed) == 3 * [[[*key, count] for key, count in wanted]]


def test_polars_reads_segments_and_csv(
    exported: Consumer, grown: Archive, published: list[dict[str, Any]]
) -> None:
    (line,) = re.findall(r"`(pl\.concat\(.*?\))`", DOCUMENT)
    printed = exported.python(
        "import json, pathlib\n"
        "import polars as pl\n"
        "segments = sorted(pathlib.Path('grown/bulletins').glob('*/*.jsonl'))\n"
        f"lines = {line}\n"
        "table = pl.read_csv('b.csv')\n"
        "print(json.dumps([lines['title'].to_list(), table['title'].to_list(), table.columns[0]]))"
    )
    every, titles, first = json.loads(printed)
    assert every == [one["title"] for site in ("demo", "other") for one in grown.versions(site)]
    assert titles == [version["title"] for version in published]
    assert first == "id"


def test_duckdb_finds_fields_missing_in_first_segments(consumer: Consumer) -> None:
    for number in range(1, 42):
        fields = {"source": "区融媒体中心", "reporters": ["何川"]} if number == 41 else {}
        put(consumer.place / "many", wording(number, **fields), number=number)
    (reading,) = re.findall(r"FROM (read_json\(.*?\))", DOCUMENT)
    (consumer.place / "reading.sql").write_text(f"FROM {reading.replace('output', 'many')}")
    printed = consumer.python(
        "import duckdb\n"
        "found = duckdb.sql(open('reading.sql').read())\n"
        "print(found.aggregate('count(*), max(source), max(reporters[1])').fetchall())"
    )
    assert printed == "[(41, '区融媒体中心', '何川')]\n"


def test_sqlite_utils_and_datasette_search_the_database(
    exported: Consumer, published: list[dict[str, Any]]
) -> None:
    found = json.loads(exported.run("sqlite-utils search b.sqlite bulletins 老旧小区 -c id"))
    wanted = {one["id"] for one in published if "老旧小区" in "\n".join([one["title"], *one["paragraphs"]])}
    assert {row["id"] for row in found} == wanted
    path = "/b/bulletins.json?_search=%E8%80%81%E6%97%A7%E5%B0%8F%E5%8C%BA&_shape=array&_size=max"
    searched = json.loads(exported.run(f"datasette b.sqlite --get '{path}'"))
    assert {row["id"] for row in searched} == wanted
    facets = json.loads(exported.run("datasette b.sqlite --get '/b/people.json?_facet=name&role=reporters'"))
    results = facets["facet_results"].get("results", facets["facet_results"])["name"]["results"]
    assert {result["value"]: result["count"] for result in results} == people(published)


def test_feedparser_reads_the_feeds(
    exported: Consumer, grown: Archive, published: list[dict[str, Any]]
) -> None:
    printed = exported.python(
        "import feedparser, json, sys\n"
        "for path in ('b.atom', 'feeds/demo.atom', 'feeds/demo/通知公告.atom'):\n"
        "    feed = feedparser.parse(path)\n"
        "    entries = [[entry.id, entry.link, entry.title, entry.published] for entry in feed.entries]\n"
        "    print(json.dumps([bool(feed.bozo), feed.version, feed.feed.id, feed.feed.title, entries]))"
    )
    feeds = [json.loads(line) for line in printed.splitlines()]
    newer = grown.versions()
    notices = [one for one in newer if one["channel"] == "通知公告"]
    for versions_of, (bozo, version, _, _, entries) in zip((published, newer, notices), feeds, strict=True):
        assert (bozo, version) == (False, "atom10")
        assert {(link, title) for _, link, title, _ in entries} <= {
            (one["url"], one["title"]) for one in versions_of
        }
        days = [moment[:10] for *_, moment in entries]
        assert all(one >= other for one, other in pairwise(days))
        assert max(days) == max(one["date"] for one in versions_of)
        assert len({identity for identity, *_ in entries}) == len(entries)
    assert [len(entries) for *_, entries in feeds] == [60, 50, len({one["id"] for one in notices})]
    assert [title for *_, title, _ in feeds] == ["政务新闻", "demo", "demo · 通知公告"]
    assert len({identity for _, _, identity, _, _ in feeds}) == 3
