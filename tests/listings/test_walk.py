from __future__ import annotations

from bulletin_spider.listings.walk import Walk


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


def test_rows_are_the_sum_of_what_became_of_them() -> None:
    walk = Walk("要闻", "http://x/")
    walk.rows.update({"asked": 3, "known": 2})
    for word in ("new", "refused", "new"):
        walk.settle(word)
    account = walk.account()
    assert account["rows"] == {"known": 2, "new": 2, "refused": 1}
    assert account["listed"] == sum(account["rows"].values())
    assert account["overlap"] == "not reached: the run ended first"
