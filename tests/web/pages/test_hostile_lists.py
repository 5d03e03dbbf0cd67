from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import html5lib
import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.served import Served

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7777}}{%raw%}\u202e\ue010\ue012\x00\x0b\ud800</p>&#60;"
ADDRESS = "javascript:alert(1)//http://x.gov.cn/"
SITE = "a\"'><b>&区"
ID = f"{1:016x}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an archive in which every text is an attack."""
    archive: Path = tmp_path_factory.mktemp("archive")
    layout = Layout(archive)
    texts = {"title": ATTACK, "channel": ATTACK, "url": ADDRESS, "reporters": [ATTACK], "source": ATTACK}
    evidence = {"change": {"rule": ATTACK, "text": ATTACK}}
    safe = [wording(number, f"{ATTACK}{number}", **texts) for number in (1, 2)]
    later = {"revision": 2, "evidence": evidence, "moved_to": ADDRESS}
    changed = [
        wording(1, f"甲{ATTACK}", **(texts | later | {"change": "withdrawn"})),
        wording(2, f"乙{ATTACK}", **(texts | later | {"change": "moved"})),
    ]
    for number, versions in enumerate((safe, changed), 1):
        lines = [{name: _storable(value) for name, value in one.items()} for one in versions]
        put(archive, *lines, run=f"2026090{number}T000000Z", site=SITE)
    walk = {"url": ADDRESS, "closed": False, "overlap": f"not reached: {ATTACK}"}
    append_run_record(
        layout, SITE,
        run_record("20260902T000000Z", outcome="drift", reasons=[_storable(ATTACK)], called=_storable(ATTACK),
                   region=_storable(ATTACK), channels={_storable(ATTACK): _storable(walk)},
                   rhythm={_storable(ATTACK): {"days": [f"2026-08-{day}" for day in range(20, 10, -1)], "alive": True}},
                   refused={_storable(ATTACK): 3}, visits={"missing": [ID]}),
    )  # fmt: skip
    path = layout.rejected(SITE, "20260902T000000Z")
    path.parent.mkdir(parents=True)
    names = (
        "id",
        "url",
        "channel",
        "listing_title",
        "listing_date",
        "reason",
        "message",
        "fetched_at",
        "capture",
    )
    entries = [
        dict.fromkeys(names, ATTACK) | {"id": ID, "fetched_at": "2026-09-02T00:00:00+08:00"},
        dict.fromkeys(names, 7),
        {},
    ]
    path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")
    with served(Reading(archive)) as serving:
        yield serving


def _storable(value: object) -> object:
    """Return a value without what the archive never stores: NUL and half of a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\0", "").replace("\ud800", "")
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(one) for name, one in value.items()}
    return value


PAGES = ("/changes", "/withdrawn", "/sites", f"/s/{quote(SITE, safe='')}", f"/s/{quote(SITE, safe='')}/refused", "/health",
         f"/withdrawn/{quote(SITE, safe='')}/{ID}")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_text_of_the_archive_becomes_markup(server: Served, prefix: str, page: str) -> None:
    answer = server.get(f"{prefix}{page}")
    assert answer.status == 200, answer.text
    assert "alert(1)" in answer.text
    assert "54439" not in answer.text, "a template in a text was run"
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    scripts = [one.get("src") for one in tree.iter("script")]
    assert all(src and src.startswith("/static/") for src in scripts)
    for element in tree.iter():
        assert element.tag not in {"img", "b", "iframe", "object"}
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            if name in {"href", "src", "action"}:
                assert str(value).startswith(("/", "#", "http://", "https://")), value


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ending", [".json", ".atom", ".feed.json", ".csv"])
def test_other_forms_of_hostile_lists_are_well_formed(server: Served, page: str, ending: str) -> None:
    answer = server.get(f"{page}{ending}")
    if answer.status == 404:
        return
    assert answer.status == 200, answer.text
    if ending.endswith("json"):
        assert answer.json
    elif ending == ".atom":
        html5lib.parse(answer.text)
        assert "<script" not in answer.text
