"""A table fits the terminal, whose columns a Chinese character takes two of."""

from __future__ import annotations

import pytest

from bulletin_spider.operations.reporting.table import cut, display_width, table

ROWS = [
    ("site", "outcome", "quiet", "what to know"),
    ("haidian", "ok, nothing new", "2 days", "-"),
    ("xicheng", "incomplete", "31 days", "要闻: page 2: HTTP 500; 通知公告: page 1: HTTP 500 " * 3),
]


def test_wide_terminal_shows_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    lines = table(ROWS, ("quiet",))
    assert lines[0] == "site     outcome          quiet    what to know"
    assert lines[2].endswith(ROWS[2][3].rstrip())


@pytest.mark.parametrize("columns", [80, 60])
def test_last_cell_is_cut_to_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = table(ROWS, ("quiet",), indent="  ")
    assert max(map(display_width, lines)) in {columns - 1, columns}
    assert lines[2].endswith("…")
    assert "quiet" not in lines[0]


def test_columns_are_dropped_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("site", "versions", "owed", "newest"), ("haidian", "8,520", "2", "2026-11-24")]
    monkeypatch.setenv("COLUMNS", "30")
    assert table(rows, ("versions", "owed")) == ["site     owed  newest", "haidian  2     2026-11-24"]


def test_text_without_terminal_is_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert max(map(display_width, table(ROWS))) <= 80


@pytest.mark.parametrize(
    ("text", "shown"),
    [("要闻", "要闻"), ("要闻要闻要闻", "要闻要…"), ("abc要闻", "abc要闻"), ("abcd要闻", "abcd要…")],
)
def test_cut_counts_columns_not_characters(text: str, shown: str) -> None:
    assert cut(text, 7) == shown
