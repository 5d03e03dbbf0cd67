from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bulletin_spider.archive.captures.confirmations import Confirmations, lines_digest
from bulletin_spider.archive.captures.deduplication import ArchivedResponse

RUN, BEFORE = "20260928T000000Z", "20260927T000000Z"
HOME, ARTICLE = "http://demo.example/", "http://demo.example/a.html"


def archived(url: str, digest: str, run: str = BEFORE) -> ArchivedResponse:
    capture = {
        "file": f"captures/demo/{run}.warc.gz",
        "offset": 0,
        "record_id": "x",
        "digest": f"sha1:{digest}",
    }
    return ArchivedResponse(url, "2026-09-27T00:00:00.000000Z", capture)


def entry(record: dict[str, Any], *noted: tuple[ArchivedResponse, str]) -> dict[str, Any]:
    """Return ``confirmed`` of a run that noted these answers, each with the id of its bulletin."""
    confirmed = Confirmations()
    for one, bulletin in noted:
        confirmed.note(one, {"bulletin": bulletin} if bulletin else None)
    kept = {"0a": {False: "sha1:B", True: "sha1:C"}}
    return confirmed.entry({"run": RUN} | record, kept)


def digest(*lines: str) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_a_run_without_confirmations_says_nothing() -> None:
    assert entry({"pages": [], "visits": {}}) == {}


@pytest.mark.parametrize(("result", "of"), [("not modified", "B"), ("unchanged", "B"), ("missing", "C")])
def test_pages_and_visits_imply_what_was_confirmed(result: str, of: str) -> None:
    home, article = archived(HOME, "A"), archived(ARTICLE, of)
    record = {"pages": [home.entry()], "visits": {result: ["0a"]}}
    said = entry(record, (home, ""), (article, "0a"))
    assert said == {"count": 2, "sha256": digest(f"{HOME} sha1:A", f"{ARTICLE} sha1:{of}")}


def test_a_record_says_what_it_does_not_imply() -> None:
    """Such as a retry with an equal answer, and a bulletin that was visited without asking for its page."""
    own = archived(HOME, "D", RUN)
    record = {"pages": [own.entry()], "visits": {"unchanged": ["0a"]}}
    line = f"{HOME} sha1:D"
    assert entry(record, (own, "")) == {
        "count": 1,
        "sha256": digest(line),
        "also": [line],
        "except": ["0a"],
    }


def test_new_answers_of_visits_are_not_implied() -> None:
    home = archived(HOME, "A")
    visits = {"unchanged": ["0a"], "missing": ["0b"]}
    new = {"seen": {"0a": {}}, "absent": {"0b": {}}}
    said = entry({"pages": [home.entry()], "visits": visits} | new, (home, ""))
    assert said == {"count": 1, "sha256": digest(f"{HOME} sha1:A")}


def test_the_order_of_answers_does_not_matter() -> None:
    assert lines_digest(["b x", "a y", "b x"]) == lines_digest(["a y", "b x"]) == digest("a y", "b x")
