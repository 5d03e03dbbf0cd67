from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.web.change_list.sentence import changed_stretches, stretches_html
from tests.archive.wordings import wording


def test_an_edit_is_cut_into_stretches() -> None:
    old, new = wording(1, "共改造36个小区。"), wording(1, "共改造38个小区。")
    found = changed_stretches(old, new)
    assert "".join(one["text"] for one in found if one["kind"] != "added") == "共改造36个小区。"
    assert "".join(one["text"] for one in found if one["kind"] != "removed") == "共改造38个小区。"
    assert {one["kind"] for one in found} == {"same", "removed", "added"}


def test_equal_words_have_no_stretches() -> None:
    assert changed_stretches(wording(1, "文"), wording(1, "文")) == []


def test_markup_of_a_text_stays_text() -> None:
    old, new = wording(1, title="<b>"), wording(1, title="<i>&")
    html = stretches_html(changed_stretches(old, new))
    assert "<b>" not in html.replace("<del>", "")
    assert "&lt;" in html
    assert html.count("<del>") == html.count("</del>") == 1


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_private_characters_of_a_text_mean_nothing(old: str, new: str) -> None:
    marks = "\ue010{}\ue012\ue011"
    found = changed_stretches(wording(1, marks.format(old)), wording(1, marks.format(new)))
    assert not {"\ue010", "\ue011", "\ue012"} & {*"".join(one["text"] for one in found)}
