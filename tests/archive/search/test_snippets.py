from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_spider.archive.search.snippets import highlight, snippet, stretches

MARKS = ("【", "】")


def test_every_match_is_marked() -> None:
    assert highlight("ＡＩ与ai，Ai", ["ai"], MARKS) == "【ＡＩ】与【ai】，【Ai】"
    assert highlight("老旧小区", ["小区", "老旧小区"], MARKS) == "【老旧小区】"
    assert highlight("小区 \n改造", ["小区 改造"], MARKS) == "【小区 \n改造】"
    assert highlight("a+b", ["+"], MARKS) == "a【+】b"
    assert highlight("老旧", [], MARKS) == "老旧"


def test_a_snippet_surrounds_the_first_match() -> None:
    text = "前" * 100 + "老旧小区" + "后" * 100
    shown = snippet(text, ["老旧小区"], MARKS)
    assert shown == "…" + "前" * 16 + "【老旧小区】" + "后" * 52 + "…"


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    assert snippet("短文", ["无"], MARKS) == "短文"
    assert snippet("长" * 100, [], MARKS) == "长" * 72 + "…"


@settings(deadline=None)
@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=3).filter(str.strip), max_size=3))
def test_a_snippet_is_one_short_line(text: str, found: list[str]) -> None:
    shown = snippet(text, [phrase.lower() for phrase in found], ("", ""))
    assert len(shown) <= 74
    assert "\n" not in shown


def test_stretches_show_each_phrase_once_first() -> None:
    text = "甲" * 5 + "养老" + "乙" * 200 + "养老" + "丙" * 200 + "补贴" + "丁" * 100
    found = stretches(text, ["养老", "补贴"], 2)
    assert [("养老" in one, "补贴" in one) for one in found] == [(True, False), (False, True)]
    assert (found[0][0], found[0][-1], found[1][0]) == ("甲", "…", "…")


def test_stretches_do_not_overlap() -> None:
    text = "".join(f"{number:03}养老" for number in range(100))
    found = [one.strip("…") for one in stretches(text, ["养老"], 3)]
    assert len(found) == 3
    assert [text.index(one) for one in found] == sorted(text.index(one) for one in found)
    assert all(text.index(after) >= text.index(before) + len(before) for before, after in pairwise(found))


def test_without_a_match_the_beginning_is_shown() -> None:
    assert stretches("甲乙丙", ["丁"]) == ["甲乙丙"]
