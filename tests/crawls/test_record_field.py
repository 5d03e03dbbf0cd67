"""A field of the record is added in ``items.py``; schema, docs, check, exports and search of an older archive follow."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.crawl
FIELD = """    mood: str = "plain"
    \"\"\"How the bulletin reads; a field of this test.\"\"\"
"""
FILES = {"bulletin_spider/items.py", "bulletin_spider/contract/bulletin.schema.json", "docs/data_format.md"}
"""Files that change for a field with a default; one that is read from the page also changes ``extraction/content.py``."""


def test_field_takes_few_files(tmp_path: Path) -> None:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tree = [Path(name) for name in names.splitlines() if not name.startswith(("tests/", "benchmarks/"))]
    for name in tree:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    environment = {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}
    environment["PYTHONPATH"] = str(tmp_path)

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("-m", "scrapy", "crawl", "demo")
    items = tmp_path / "bulletin_spider/items.py"
    items.write_text(items.read_text(encoding="utf-8").rstrip() + "\n" + FIELD, encoding="utf-8")
    schema = run("-m", "scrapy", "schema")
    (tmp_path / "bulletin_spider/contract/bulletin.schema.json").write_text(schema, encoding="utf-8")
    run("docs/make_tables.py")
    assert {
        str(name) for name in tree if (tmp_path / name).read_bytes() != (ROOT / name).read_bytes()
    } == FILES
    run("-m", "scrapy", "crawl", "demo", "-a", "day=2", "-a", "revisit=all")
    run("-m", "scrapy", "verify", "--deep")
    run("-m", "scrapy", "reindex")
    run("-m", "scrapy", "export", "--all", "--to", "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        moods = {row["mood"] for row in csv.DictReader(file)}
    assert moods == {"", "plain"}
