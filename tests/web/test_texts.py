from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from bulletin_spider import web
from bulletin_spider.web.pages import all_pages
from bulletin_spider.web.texts import all_texts, text

HERE = Path(web.__file__).parent
TEMPLATES = sorted((HERE / "templates").glob("*.html"))
USED = re.compile(r"""\bt\(\s*["']([\w. ]+)["']\s*[,)]""")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_texts_of_templates_exist(template: Path) -> None:
    used = {*USED.findall(template.read_text(encoding="utf-8"))}
    assert used - all_texts().keys() == set()


@pytest.mark.parametrize("key", sorted(all_texts()))
def test_both_languages_say_the_same_values(key: str) -> None:
    chinese, english = all_texts()[key]
    assert fields(chinese) == fields(english)
    assert chinese.strip()
    assert english.strip()
    assert not re.search(r"[\u4e00-\u9fff]{3}", english) or "finds" in english


def test_every_page_of_the_navigation_has_its_word() -> None:
    words = {
        f"frame.navigation.{page.template.removesuffix('.html')}" for page in all_pages() if page.navigation
    }
    assert words <= all_texts().keys()


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.path)
def test_a_page_names_its_question(page: object) -> None:
    module = __import__(getattr(page, "answer").__module__, fromlist=["x"])  # noqa: B009 - of any page
    assert "?" in module.__doc__.splitlines()[0]


@pytest.mark.parametrize(
    ("count", "said"), [("1", "the one change"), ("2", "all 2 changes"), (0, "all 0 changes")]
)
def test_english_has_a_singular(count: object, said: str) -> None:
    assert text("en", "changes.counted", count=count) == f"These numbers count {said} of this list."
