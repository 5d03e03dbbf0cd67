from __future__ import annotations

import json

import html5lib

from bulletin_spider.web.bulletins.news_article import news_article, script_text
from tests.archive.wordings import wording

ADDRESS = "http://127.0.0.1:8420/b/demo/0000000000000001/1"


def test_article_names_people_by_role() -> None:
    version = wording(1, "文。", reporters=["唐炜"], editors=["何川"], source="青澜报", revision=2)
    found = news_article(version, [wording(1), version], "demo", ADDRESS)
    assert found["author"] == [{"@type": "Person", "name": "唐炜"}]
    assert found["editor"] == [{"@type": "Person", "name": "何川"}]
    assert (found["publisher"]["name"], found["dateModified"]) == ("青澜报", version["fetched_at"])
    assert "contributor" not in found


def test_bulletin_without_writers_has_its_publisher_as_author() -> None:
    found = news_article(wording(1, "文。", source="青澜报"), [], "demo", ADDRESS)
    assert found["author"] == [{"@type": "Organization", "name": "青澜报"}]


def test_article_names_the_record_that_it_is_based_on() -> None:
    capture = {
        "file": "captures/demo/1.warc.gz",
        "offset": 0,
        "record_id": "<urn:uuid:1>",
        "digest": "sha1:Y",
    }
    found = news_article(wording(1, "文。", capture=capture), [], "demo", "")
    assert found["isBasedOn"]["identifier"] == "urn:uuid:1"
    assert "archivedAt" not in found
    assert "identifier" not in news_article(wording(1), [], "demo", ADDRESS)["isBasedOn"]


def test_no_text_ends_the_script_element() -> None:
    for text in ("</script><script>x()</script>", "<!--<script>", "]]>", "\u2028&amp;", "'\"\\"):
        article = news_article(wording(1, text, title=text), [], "demo", ADDRESS)
        page = f'<!doctype html><script type="application/ld+json">{script_text(article)}</script><p>x'
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        (script,) = tree.iter("script")
        assert json.loads(script.text or "") == article
        assert len(list(tree.iter("p"))) == 1
