from __future__ import annotations

from bulletin_spider.web.bulletins.fields import catalogue_card, evidence_of, fields_of
from tests.archive.wordings import wording


def test_evidence_has_rule_and_words() -> None:
    version = wording(
        1,
        source="青澜报",
        byline="（记者 唐炜）",
        evidence={
            "source": {"rule": "labelled-line", "text": "来源：青澜报"},
            "reporters": {"rule": "byline", "text": ""},
            "date": {"rule": "visible-line meta-pubdate", "text": "2026-09-28"},
            "title": {"rule": "words of an earlier release", "text": "题"},
        },
    )
    source = evidence_of(version, "source")
    assert source
    assert (source["rules"][0]["slug"], source["words"]) == ("labelled-line", "来源：青澜报")
    assert evidence_of(version, "reporters")["words"] == "（记者 唐炜）"  # type: ignore[index]
    assert [one["slug"] for one in evidence_of(version, "date")["rules"]] == ["visible-line", "meta-pubdate"]  # type: ignore[index]
    assert evidence_of(version, "title")["rules"] == [  # type: ignore[index]
        {"slug": None, "label": "words of an earlier release", "sentence": ""}
    ]
    assert [one["name"] for one in fields_of(version)] == ["title", "date", "source", "byline"]


def test_card_has_only_what_is_on_the_page() -> None:
    version = wording(1, document={"document_number": "青政发〔2026〕12号", "topic": None})
    assert catalogue_card(version) == [{"name": "document_number", "value": "青政发〔2026〕12号"}]
    assert catalogue_card(wording(1)) == []
