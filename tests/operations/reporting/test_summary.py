from __future__ import annotations

from pathlib import Path

from bulletin_spider.operations.reporting.summary import summary

RECORD = {
    "run": "20260928T000000Z",
    "site": "demo",
    "outcome": "incomplete",
    "reasons": ["要闻: page 2: HTTP 500"],
    "published": 1,
    "channels": {
        "要闻": {"listed": 5, "pages": 1, "rows": {"new": 1, "known": 1, "known, unproven": 2, "refused": 1}},
    },
    "visits": {"unchanged": ["a", "b"], "missing": ["c"]},
    "attachments": {
        "states": {"kept": 2, "owed": 1},
        "tried": [["a", "http://x/1"]],
        "checked": [["b", "http://x/2"]],
    },
    "files": [{"name": "bulletins/demo/20260928T000000Z-00001.jsonl", "lines": 1}],
}


def test_summary_has_outcome_counts_files_and_advice() -> None:
    assert summary(RECORD, Path("/a")).splitlines() == [
        "demo: incomplete - 1 bulletin published (run 20260928T000000Z)",
        "  要闻: page 2: HTTP 500",
        "  要闻: 5 rows on 1 page: 1 new, 3 known, 1 refused as no bulletin",
        "  visited again: 3 bulletins: 2 unchanged, 1 missing",
        "  attachments: 2 kept, 1 owed, 1 of earlier runs checked",
        "  wrote /a/bulletins/demo/20260928T000000Z-00001.jsonl (1 line)",
        "  Something is missing: a listing broke off or an article failed. The next run asks again.",
        "  refused pages and why: /a/rejected/demo/20260928T000000Z.jsonl",
        "  what was logged: /a/logs/demo/20260928T000000Z.log",
        "  read them: jq -r '[.date, .title] | @tsv' /a/bulletins/demo/*.jsonl",
        "  next: the next run asks again; if it lasts, look: scrapy doctor demo",
    ]


def test_summary_says_where_other_rows_are() -> None:
    """Of two rows of other channels one is only known to lead to the page of another row."""
    rows = {"new": 1, "other site": 1, "elsewhere": 2, "given up": 1}
    channel = {"listed": 5, "pages": 1, "rows": rows, "shared": {"要闻": 1}}
    lines = summary(RECORD | {"channels": {"通知公告": channel}}, Path("/a")).splitlines()
    said = "1 on another site, 1 already listed in 要闻, 1 on the page of another row, 1 given up earlier"
    assert f"  通知公告: 5 rows on 1 page: 1 new, 0 known, {said}" in lines


def test_summary_fits_one_screen() -> None:
    files = [{"name": f"bulletins/demo/x-{number:04}.jsonl", "lines": 9} for number in range(200)]
    channels = {f"要闻{number}": RECORD["channels"]["要闻"] for number in range(30)}  # type: ignore[index]
    many = RECORD | {"reasons": ["x"] * 300, "files": files, "channels": channels}
    lines = summary(many, Path("/a")).splitlines()
    assert len(lines) <= 24
    assert "  … and 23 more channels" in lines
    assert len(summary(many | {"outcome": "ok", "reasons": []}, Path("/a")).splitlines()) <= 24


def test_advice_names_the_site_as_commands_do() -> None:
    text = summary(RECORD | {"outcome": "unreachable", "called": "listing -a url=http://x/"}, Path("/a"))
    assert text.endswith("  next: try again later; if it lasts: scrapy doctor listing -a url=http://x/")


def test_summary_counts_withdrawn_bulletins() -> None:
    text = summary(RECORD | {"changes": {"new": 1, "withdrawn": 2}}, Path("/a")).splitlines()
    assert "  visited again: 3 bulletins: 2 unchanged, 1 missing; 2 now called withdrawn" in text


def test_summary_counts_articles_given_up() -> None:
    text = summary(RECORD | {"failed": [{}]}, Path("/a"), {"gone": 9, "refused": 3})
    line = "  the next run asks again for 1 article; given up so far: 9 gone, 3 refused"
    assert line in text.splitlines()
