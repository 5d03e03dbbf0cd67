from __future__ import annotations

import re
from typing import Any

import bibtexparser
import pytest

from bulletin_spider.web.bulletins.citation import (
    bibtex,
    citations,
    gb7714,
    plain_citation,
    shareable_address,
)
from tests.archive.wordings import wording

ADDRESS = "http://127.0.0.1:8420/b/demo/0000000000000001/1"
CAPTURE = {"file": "captures/demo/20260928T000000Z.warc.gz", "offset": 12, "record_id": "<urn:uuid:1>", "digest": "sha1:Y"}  # fmt: skip


def version(**fields: Any) -> dict[str, Any]:
    return wording(1, **({"title": "老旧小区改造", "source": "青澜报", "capture": CAPTURE} | fields))


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        (
            {"reporters": ["唐炜", "何川"]},
            "唐炜, 何川. 老旧小区改造[EB/OL]. (2026-09-28)[2026-09-28]. http://x.gov.cn/1.html.",
        ),
        (
            {"reporters": ["甲一", "乙二", "丙三", "丁四"]},
            "甲一, 乙二, 丙三, 等. 老旧小区改造[EB/OL]. (2026-09-28)[2026-09-28]. http://x.gov.cn/1.html.",
        ),
        ({}, "青澜报. 老旧小区改造[EB/OL]. (2026-09-28)[2026-09-28]. http://x.gov.cn/1.html."),
        (
            {"document": {"issuer": "青澜区人民政府", "document_number": "青政发〔2026〕12号"}},
            "青澜区人民政府. 老旧小区改造: 青政发〔2026〕12号[A/OL]. (2026-09-28)[2026-09-28]. http://x.gov.cn/1.html.",
        ),
        (
            {"source": None, "moved_to": "http://x.gov.cn/new.html"},
            "demo. 老旧小区改造[EB/OL]. (2026-09-28)[2026-09-28]. http://x.gov.cn/new.html.",
        ),
    ],
)
def test_reference_follows_gb7714(fields: dict[str, Any], reference: str) -> None:
    assert gb7714(version(**fields), "demo") == reference


def balanced(text: str) -> bool:
    """Whether the braces of BibTeX are in pairs; it counts escaped ones too."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    "title", ["题目", "50% & 3_2 #1 $5", "甲{乙}丙", "反斜\\杠", "a~b^c", "两\n行", "@misc{x,\n}", '引"号"']
)
def test_entry_of_bibtex_holds_any_title(title: str) -> None:
    entry = bibtex(version(title=title, url="http://x.gov.cn/{a}?b=%20\\c"), "demo", ADDRESS)
    fields = entry.splitlines()
    assert fields[0] == "@misc{demo-0000000000000001-1,"
    assert fields[-1] == "}"
    assert all(re.fullmatch(r"  [a-z]+ = \{.*\},", field) for field in fields[1:-1])
    assert not re.search(r"(?<!\\)[%&#$_]", re.search(r"title = (.*)", entry)[1])  # type: ignore[index]
    address = re.search(r"  url = \{(.*)\},", entry)
    assert address
    assert not {*"{}\\ "} & {*address[1]}


@pytest.mark.parametrize(
    ("title", "read"),
    [("题目", "题目"), ("50% & 3_2", r"50\% \& 3\_2"), ("甲{乙}", r"甲\{乙\}"), ('引"号,', '引"号,')],
)
def test_parser_of_bibtex_reads_the_entry(title: str, read: str) -> None:
    entry = bibtex(version(title=title, reporters=["唐炜", "何川"]), "demo", ADDRESS)
    (found,) = bibtexparser.loads(entry).entries
    assert (found["ENTRYTYPE"], found["ID"]) == ("misc", "demo-0000000000000001-1")
    assert found["title"] == f"{{{read}}}"
    assert found["author"] == "{唐炜} and {何川}"
    assert (found["url"], found["urldate"], found["date"]) == ("http://x.gov.cn/1.html", *["2026-09-28"] * 2)


@pytest.mark.parametrize("root", ["http://127.0.0.1:8420", "http://[::1]:8420", "http://localhost:1"])
def test_no_citation_names_this_machine(root: str) -> None:
    page = shareable_address(root, "/b/demo/1/1")
    assert page == ""
    found = citations(version(), "demo", page)
    assert not any(
        name in text for text in found.values() for name in ("127.0.0.1", "localhost", "archive =")
    )
    assert found["plain"].endswith(f"{'0' * 64}。")


def test_citation_names_a_page_that_others_reach() -> None:
    page = shareable_address("https://archive.example.org", "/b/demo/1/1")
    assert page in citations(version(), "demo", page)["plain"]


def test_braces_of_bibtex_are_in_pairs() -> None:
    assert balanced(bibtex(version(reporters=["唐炜"]), "demo", ADDRESS))


def test_names_are_parted_for_bibtex() -> None:
    assert "  author = {{唐炜} and {何川}},\n" in bibtex(version(reporters=["唐炜", "何川"]), "demo", ADDRESS)


def test_every_form_says_what_proves_it() -> None:
    found = citations(version(), "demo", ADDRESS)
    for form in ("bibtex", "plain"):
        for proof in ("<urn:uuid:1>", "sha1:Y", "0" * 64, ADDRESS):
            assert proof in found[form]


def test_version_without_capture_is_cited() -> None:
    assert "WARC" not in plain_citation(version(capture=None), "demo", ADDRESS)
    assert "WARC" not in bibtex(version(capture=None), "demo", ADDRESS)
