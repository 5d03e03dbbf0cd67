"""The heading above a list, and the 更多 link beside it, as the groups of a portal page show them."""

from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import page, plain_list, sample_rows

HOME = "http://www.baishi.example/"
ROWS = sample_rows(12)
LIST = plain_list(ROWS[:6])
OTHER_LIST = f"<section><h3>部门</h3>{plain_list(ROWS[6:])}</section>"


def first_group(content: str) -> tuple[str, str | None]:
    """Return the name and the 更多 address of the first list of a home page with two lists."""
    groups = read_listing(page(content + OTHER_LIST), HOME).groups
    assert [len(group.entries) for group in groups] == [6, 6]
    return groups[0].name, groups[0].more


@pytest.mark.parametrize(
    "content",
    [
        f"<div><h3>要闻</h3>{LIST}</div>",
        f"<div><h3>要闻</h3><script>var a = 1;</script><style>b {{}}</style>{LIST}</div>",
        f"<div><h3>要闻 更多&gt;&gt;</h3>{LIST}</div>",
        f"<div><h3>要闻</h3><div><div>{LIST}</div></div></div>",
        f"<div><h3>要闻</h3><div class='line'></div>{LIST}</div>",
        f"<div><h3>要闻</h3><a href='/yw/'>更多</a>{LIST}</div>",
        f"<div>要闻{LIST}</div>",
        f"<div><br>要闻{LIST}</div>",
        f"<div><h3><a href='/yw/'>要闻</a></h3>{LIST}</div>",
    ],
    ids=[
        "next to it",
        "before scripts",
        "with more",
        "outside two boxes",
        "before a line",
        "before a 更多 link",
        "bare text",
        "text after a break",
        "link",
    ],
)
def test_heading_is_the_text_right_before_the_list(content: str) -> None:
    assert first_group(content)[0] == "要闻"


@pytest.mark.parametrize(
    "content",
    [
        f"<div><p>{'要闻与公告' * 13}</p>{LIST}</div>",
        f"<div><p><a href='/a/'>要闻</a><a href='/b/'>部门</a><a href='/c/'>街镇</a></p>{LIST}</div>",
        f"<div><h3>要闻</h3><div><div><div><div>{LIST}</div></div></div></div></div>",
    ],
    ids=["long text", "three links", "outside four boxes"],
)
def test_other_text_before_the_list_is_no_heading(content: str) -> None:
    assert first_group(content)[0] == ""


MORE = "<a href='/yw/'>更多</a>"


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (f"<div>{MORE}{LIST}</div>", f"{HOME}yw/"),
        (f"<div><div>{MORE}</div><div>{LIST}</div></div>", f"{HOME}yw/"),
        (f"<div><a href='/a/'>部门</a>{LIST}</div>", None),
        (f"<div>{''.join(f'<a href=/{n}/>栏目</a>' for n in range(4))}{MORE}{LIST}</div>", None),
    ],
    ids=["next to it", "in a box", "other link", "after four other links"],
)
def test_more_link_is_beside_the_list(content: str, more: str | None) -> None:
    assert first_group(content)[1] == more
