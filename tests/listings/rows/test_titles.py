from __future__ import annotations

from bulletin_spider.listings import read_listing
from tests.listings.pages import URL, page, sample_rows


def test_cut_title_is_completed_from_the_title_attribute() -> None:
    rows = sample_rows(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}' title='{r.title}'>{r.title[:9]}{end}</a><span>{r.day}</span></li>"
        for r, end in zip(rows, ("…", "...", "……", "．．．", ""), strict=True)
    )
    assert [entry.title for entry in read_listing(page(listed), URL).entries] == [row.title for row in rows]


def test_other_title_attribute_does_not_replace_the_title() -> None:
    rows = sample_rows(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}' title='点击查看全文内容请稍候片刻'>{r.title}…</a><span>{r.day}</span></li>"
        for r in rows
    )
    assert [entry.title for entry in read_listing(page(listed), URL).entries] == [
        f"{row.title}…" for row in rows
    ]


def test_title_attribute_that_adds_a_day_is_ignored() -> None:
    rows = sample_rows(5)
    listed = "<ul>" + "".join(
        f"<li><a href='{r.href}' title='{r.title} {r.day}'>{r.title}</a><span>{r.day}</span></li>"
        for r in rows
    )
    assert [entry.title for entry in read_listing(page(listed), URL).entries] == [row.title for row in rows]
