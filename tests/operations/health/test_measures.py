from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.items import Bulletin
from bulletin_spider.operations.health.measures import FIELDS, RunMeasures


def bulletin(**fields: Any) -> Bulletin:
    whole = {
        "id": "1",
        "url": "http://x/1.html",
        "site": "x",
        "channel": "要闻",
        "title": "题目",
        "date": "2026-09-01",
    }
    return Bulletin(**(whole | {"paragraphs": ["一二三四五"]} | fields))


def test_field_shares_are_measured_by_channel() -> None:
    measures = RunMeasures()
    measures.add(bulletin(reporters=["何川"]), "2026-09-01")
    measures.add(bulletin(date="2026-09-02"), "2026-09-02")
    measures.add(bulletin(channel="公告"), None)
    assert measures.fields()["reporters"] == 0.333
    assert set(measures.fields()) == set(FIELDS)
    figures = measures.channels()["要闻"]
    assert (figures["measured"], figures["fields"]["reporters"], figures["body"]) == (2, 0.5, 5)
    assert (figures["days"], figures["same_date"], figures["row_days"]) == (2, 0.5, 2)
    assert measures.channels()["公告"]["row_days"] == 0


def test_garbled_text_counts_but_one_character_does_not() -> None:
    measures = RunMeasures()
    measures.add(bulletin(paragraphs=["锟斤拷锟斤拷\ufffd\ufffd"]), None)
    measures.add(bulletin(paragraphs=["一" * 500 + "\ufffd"]), None)
    figures = measures.channels()["要闻"]
    assert (figures["garbled"], figures["replaced"]) == (1, 3)


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "gb18030"])
def test_wrongly_decoded_text_is_counted(wrong: str) -> None:
    text = "本报讯，市民王××说：“今天参观了新书阅览室。”················3号楼"
    measures = RunMeasures()
    measures.add(bulletin(paragraphs=[text.encode().decode(wrong, "ignore")]), None)
    measures.add(bulletin(paragraphs=[text]), None)
    assert measures.channels()["要闻"]["garbled"] == 1


def test_files_and_withdrawn_bulletins_are_not_measured() -> None:
    measures = RunMeasures()
    measures.add(bulletin(paragraphs=[], attachments=[{"url": "http://x/1.html", "name": "1"}]), None)
    measures.add(bulletin(change="withdrawn", date="2026-01-01"), None)
    assert measures.channels() == {}
    assert measures.fields() == {}
    assert measures.days == {"要闻": {"2026-09-01"}}


def test_only_the_first_bulletins_are_measured() -> None:
    measures = RunMeasures()
    for number in range(250):
        measures.add(bulletin(reporters=["何川"] if number < 200 else []), None)
    assert measures.channels()["要闻"]["measured"] == 200
    assert measures.fields()["reporters"] == 1.0
    assert measures.changes == {"new": 250}
