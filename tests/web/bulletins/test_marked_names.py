from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib
import nh3
import pytest

from bulletin_spider.web.bulletins.marked_names import with_names
from bulletin_spider.web.bulletins.people import NamedPeople
from tests.archive.wordings import wording
from tests.web.hostile import ATTACKS

if TYPE_CHECKING:
    from collections.abc import Sequence

PEOPLE = NamedPeople(wording(1, reporters=["唐炜"], photographers=["何川"], byline="（记者 唐炜 摄影 何川）"))


def title(roles: Sequence[str]) -> str:
    return ",".join(roles)


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>本报讯（记者 唐炜）区里</p>", ["唐炜"]),
        ("<p><strong>记者</strong> 唐炜</p><p>摄影：何川</p>", ["唐炜", "何川"]),
        ("<p>记者 唐<strong>炜</strong></p>", ["唐", "炜"]),
        ("<p>记者</p><p>唐炜出席会议</p>", []),
        ('<p><a href="http://x/?a=记者 唐炜">下载</a></p>', []),
        ("<p>唐炜说</p>", []),
        ("<p>记者&nbsp;唐炜 &lt;b&gt;</p>", ["唐炜"]),
    ],
)
def test_names_beside_labels_are_marked(html: str, marked: list[str]) -> None:
    found = with_names(html, PEOPLE, title)
    assert re.findall(r'<mark class="name" title="\w+">(.*?)</mark>', found) == marked


@pytest.mark.parametrize("attack", ATTACKS)
def test_marking_adds_nothing_but_marks(attack: str) -> None:
    safe = nh3.clean(f'<p>（记者 唐炜）{attack}</p><a href="http://x/" title="{attack}">何川 摄</a>')
    found = with_names(safe, PEOPLE, title)
    before, after = (html5lib.parseFragment(one, namespaceHTMLElements=False) for one in (safe, found))
    tags = [[one.tag for one in tree.iter() if one.tag != "mark"] for tree in (before, after)]
    assert tags[0] == tags[1]
    assert "".join(before.itertext()) == "".join(after.itertext())
