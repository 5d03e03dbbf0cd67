from __future__ import annotations

from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.listings.entries import Entry, NextPage


def test_a_walk_is_closed_only_by_reaching_an_end_without_a_gap_and_without_open_rows() -> None:
    walk = Walk("要闻", "http://x/")
    assert not walk.closed
    walk.reach("overlap")
    assert walk.closed
    walk.rows["asked"] += 1
    assert not walk.closed
    walk.settle("new")
    assert walk.closed
    walk.break_off("failed", "page 2: HTTP 500")
    assert not walk.closed


def test_a_narrowed_walk_is_never_closed() -> None:
    walk = Walk("要闻", "http://x/", narrow=True)
    walk.reach("end of what was asked for")
    assert not walk.closed


def test_the_first_gap_is_the_one_that_is_told() -> None:
    walk = Walk("要闻", "http://x/")
    walk.break_off("empty", "page 1 shows no rows")
    walk.break_off("failed", "page 2: HTTP 500")
    assert walk.account()["overlap"] == "not reached: page 1 shows no rows"


NEXT = NextPage("http://x/2")


def test_a_whole_page_of_known_rows_is_an_overlap_and_one_unknown_row_is_none() -> None:
    assert Walk("要闻", "http://x/").go_on(["known", "pinned", "other site", "known"], NEXT, 9) is None
    assert Walk("要闻", "http://x/").go_on(["known", "asked"], NEXT, 9) == NEXT
    assert Walk("要闻", "http://x/").go_on(["known", "known, unproven"], NEXT, 9) == NEXT
    assert Walk("要闻", "http://x/").go_on(["other site", "pinned"], NEXT, 9) == NEXT


def test_a_number_of_known_rows_in_a_row_may_be_asked_for_and_pinned_rows_do_not_count() -> None:
    walk = Walk("要闻", "http://x/", overlap=3)
    assert walk.go_on(["pinned", "known", "asked", "known"], NEXT, 9) == NEXT
    assert walk.go_on(["known", "other site", "pinned"], NEXT, 9) == NEXT
    assert walk.go_on(["known", "asked"], NEXT, 9) is None
    assert walk.closed


def test_a_page_without_fresh_rows_a_cap_and_a_repeated_page_end_a_walk_for_what_they_are() -> None:
    walk = Walk("要闻", "http://x/", pages=2)
    assert walk.go_on([], NEXT, 9) is None
    assert walk.gap == "page 2 repeats the rows before it"
    walk = Walk("要闻", "http://x/", pages=2)
    assert walk.go_on([], None, 9) is None
    assert walk.reached == "end of the listing on page 2"
    walk = Walk("要闻", "http://x/", pages=9)
    assert walk.go_on(["asked"], NEXT, 9) is None
    assert walk.gap == "stopped after 9 pages (setting LISTING_PAGES)"
    walk = Walk("要闻", "http://x/", pages_asked={"http://x/2"})
    assert walk.go_on(["asked"], NEXT, 9) is None
    assert walk.closed


def test_rows_are_the_sum_of_what_became_of_them() -> None:
    walk = Walk("要闻", "http://x/")
    walk.rows.update({"asked": 3, "known": 2})
    for word in ("new", "refused", "new"):
        walk.settle(word)
    walk.seen.update("abcde")
    account = walk.account()
    assert account["rows"] == {"known": 2, "new": 2, "refused": 1}
    assert account["listed"] == sum(account["rows"].values())
    assert account["overlap"] == "not reached: the run ended first"


def test_a_row_is_fresh_once_in_a_walk_whatever_its_address_is_spelled_like() -> None:
    walk = Walk("要闻", "http://x/")
    first = walk.fresh(
        [Entry("一", "http://x/a"), Entry("一", "http://X:80/a#top"), Entry("二", "https://x/b")]
    )
    assert [row.title for row, _ in first] == ["一", "二"]
    assert [row.title for row, _ in walk.fresh([Entry("二", "http://x/b"), Entry("三", "http://x/c")])] == [
        "三"
    ]


def test_an_address_that_is_none_is_counted_and_harms_no_other_row() -> None:
    walk = Walk("要闻", "http://x/")
    fresh = walk.fresh([Entry("一", "http://x:99999/a"), Entry("二", "http://x/b")])
    assert [row.title for row, _ in fresh] == ["二"]
    walk.rows["asked"] += 1
    assert walk.account()["rows"] == {"asked": 1, "bad address": 1}
    assert walk.account()["listed"] == 2
