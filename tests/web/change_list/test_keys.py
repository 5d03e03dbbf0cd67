from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_spider.archive.search.catalogue.changes import ChangeKey
from bulletin_spider.archive.search.catalogue.withdrawn import WithdrawnKey
from bulletin_spider.web.change_list.keys import change_key, change_text, withdrawn_key, withdrawn_text
from bulletin_spider.web.faults import BadParameter
from bulletin_spider.web.parameters import Parameters

MOMENTS = st.integers(-(10**14), 10**14)
IDS = st.text("0123456789abcdef", min_size=16, max_size=16)


@given(st.builds(ChangeKey, MOMENTS, st.text(min_size=1), IDS, st.integers(1, 9999)))
def test_a_change_is_found_again_by_its_text(key: ChangeKey) -> None:
    assert change_key(change_text(key) or "") == key


@given(st.builds(WithdrawnKey, MOMENTS, st.text(min_size=1), IDS))
def test_a_withdrawn_bulletin_is_found_by_its_text(key: WithdrawnKey) -> None:
    assert withdrawn_key(withdrawn_text(key) or "") == key


def test_a_list_begins_without_a_key() -> None:
    assert (change_key(""), withdrawn_key("")) == (None, None)
    assert (change_text(None), withdrawn_text(None)) == (None, None)


@pytest.mark.parametrize(
    "text", ["1", "1.2.3", "x.1.a.haidian", "1.x.a.haidian", "1.1.a.+zz", "1.1.a.+ff", "٣.1.a.b"]
)
def test_a_wrong_text_is_a_bad_parameter(text: str) -> None:
    with pytest.raises(BadParameter):
        change_key(text)


@given(st.text())
def test_any_text_is_a_key_or_a_bad_parameter(text: str) -> None:
    for read in (change_key, withdrawn_key):
        try:
            read(text)
        except BadParameter:
            continue


def test_a_list_continues_behind_a_site_of_a_long_name() -> None:
    """A name of a directory has up to 255 bytes."""
    key = change_text(ChangeKey(1_790_568_000, "区" * 85, f"{1:016x}", 2))
    asked = Parameters({}, {"after": key or ""}, "zh", "/changes", "http://127.0.0.1")
    assert asked.key() == asked.valid_key == key
