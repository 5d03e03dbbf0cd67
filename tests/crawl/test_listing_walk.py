from __future__ import annotations

from bulletin_spider.crawl.listing_walk import PINNED, Walk
from bulletin_spider.listings.entries import Entry, NextPage


def test_walk_closes_without_gap_and_open_rows() -> None:
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


def test_narrowed_walk_is_never_closed() -> None:
    walk = Walk("要闻", "http://x/", narrow=True)
    walk.reach("end of what was asked for")
    assert not walk.closed


def test_first_gap_is_reported() -> None:
    walk = Walk("要闻", "http://x/")
    walk.break_off("empty", "page 1 shows no rows")
    walk.break_off("failed", "page 2: HTTP 500")
    assert walk.account()["overlap"] == "not reached: page 1 shows no rows"


NEXT = NextPage("http://x/2")


def test_only_a_whole_known_page_is_an_overlap() -> None:
    assert Walk("要闻", "http://x/").go_on(["known", PINNED, "other site", "known"], NEXT, 9) is None
    assert Walk("要闻", "http://x/").go_on(["known", "asked"], NEXT, 9) == NEXT
    assert Walk("要闻", "http://x/").go_on(["known", "known, unproven"], NEXT, 9) == NEXT
    assert Walk("要闻", "http://x/").go_on(["other site", PINNED], NEXT, 9) == NEXT


def test_overlap_rows_counts_known_rows_in_a_row() -> None:
    walk = Walk("要闻", "http://x/", overlap=3)
    assert walk.go_on([PINNED, "known", "asked", "known"], NEXT, 9) == NEXT
    assert walk.go_on(["known", "other site", PINNED], NEXT, 9) == NEXT
    assert walk.go_on(["known", "asked"], NEXT, 9) is None
    assert walk.closed


def test_repeats_cap_and_last_page_end_a_walk() -> None:
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


def test_listed_is_the_sum_of_all_statuses() -> None:
    walk = Walk("要闻", "http://x/")
    walk.rows.update({"asked": 3, "known": 2})
    for status in ("new", "refused", "new"):
        walk.settle(status)
    walk.seen.update("abcde")
    account = walk.account()
    assert account["rows"] == {"known": 2, "new": 2, "refused": 1}
    assert account["listed"] == sum(account["rows"].values())
    assert account["overlap"] == "not reached: the run ended first"


def test_row_is_fresh_once_in_any_spelling() -> None:
    walk = Walk("要闻", "http://x/")
    first = walk.fresh(
        [Entry("一", "http://x/a"), Entry("一", "http://X:80/a#top"), Entry("二", "https://x/b")]
    )
    assert [row.title for row, _ in first] == ["一", "二"]
    assert [row.title for row, _ in walk.fresh([Entry("二", "http://x/b"), Entry("三", "http://x/c")])] == [
        "三"
    ]


def test_invalid_address_is_counted_and_harms_no_row() -> None:
    walk = Walk("要闻", "http://x/")
    fresh = walk.fresh([Entry("一", "http://x:99999/a"), Entry("二", "http://x/b")])
    assert [row.title for row, _ in fresh] == ["二"]
    walk.rows["asked"] += 1
    assert walk.account()["rows"] == {"asked": 1, "bad address": 1}
    assert walk.account()["listed"] == 2


MORE = "this is page 1 of 9"


def test_list_that_goes_on_out_of_reach_is_a_gap() -> None:
    walk = Walk("要闻", "http://x/", pages=1)
    assert walk.go_on(["asked", "known, unproven"], None, 9, MORE) is None
    assert (walk.gap_kind, walk.gap) == ("more", f"page 1: there is more, unreachable: {MORE}")
    walk = Walk("要闻", "http://x/", pages=1)
    assert walk.go_on(["known", "asked"], None, 9, MORE) is None
    assert not walk.closed


def test_proven_rows_at_the_end_close_a_list_out_of_reach() -> None:
    walk = Walk("要闻", "http://x/", pages=1)
    assert walk.go_on(["asked", "known", "other site"], None, 9, MORE) is None
    assert walk.reached == "overlap on page 1"


def test_end_without_a_published_row_has_no_overlap() -> None:
    """A first walk has no past, and a row that is published but not proven is enough for the next walk."""
    walk = Walk("要闻", "http://x/", past=True, pages=1)
    assert walk.go_on(["asked", PINNED, "asked"], None, 9) is None
    assert walk.gap_kind == "no overlap"
    for past, statuses in ((False, ["asked"]), (True, ["asked", "known, unproven"])):
        walk = Walk("要闻", "http://x/", past=past, pages=1)
        assert walk.go_on(statuses, None, 9) is None
        assert walk.closed


def test_only_a_computed_second_page_may_be_gone() -> None:
    computed = NextPage("http://x/2", computed=True)
    assert Walk("要闻", "http://x/", pages=1, request=computed).gone("gone")
    assert not Walk("要闻", "http://x/", pages=1, request=computed).gone("failed")
    assert not Walk("要闻", "http://x/", pages=2, request=computed).gone("gone")
    assert not Walk("要闻", "http://x/", pages=1, request=NEXT).gone("gone")


def test_same_address_with_another_body_is_another_page() -> None:
    first, second = (NextPage("http://x/", "POST", body) for body in (b"page=2", b"page=3"))
    walk = Walk("要闻", "http://x/", pages_asked={"http://x/", first.key})
    assert walk.go_on(["asked"], second, 9) == second
    assert walk.go_on(["asked"], first, 9) is None
