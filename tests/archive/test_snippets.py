from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.archive.search.snippets import marked, snippet

MARKS = ("【", "】")


def test_every_place_is_marked_as_it_is_written() -> None:
    assert marked("ＡＩ与ai，Ai", ["ai"], MARKS) == "【ＡＩ】与【ai】，【Ai】"
    assert marked("老旧小区", ["小区", "老旧小区"], MARKS) == "【老旧小区】"
    assert marked("小区 \n改造", ["小区 改造"], MARKS) == "【小区 \n改造】"
    assert marked("a+b", ["+"], MARKS) == "a【+】b"
    assert marked("老旧", [], MARKS) == "老旧"


def test_a_snippet_shows_the_first_place_with_a_little_around_it() -> None:
    text = "前" * 100 + "老旧小区" + "后" * 100
    shown = snippet(text, ["老旧小区"], MARKS)
    assert shown == "…" + "前" * 16 + "【老旧小区】" + "后" * 52 + "…"


def test_a_snippet_without_a_place_is_the_beginning() -> None:
    assert snippet("短文", ["无"], MARKS) == "短文"
    assert snippet("长" * 100, [], MARKS) == "长" * 72 + "…"


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=3).filter(str.strip), max_size=3))
def test_a_snippet_is_one_short_line(text: str, found: list[str]) -> None:
    shown = snippet(text, [phrase.lower() for phrase in found], ("", ""))
    assert len(shown) <= 74
    assert "\n" not in shown
