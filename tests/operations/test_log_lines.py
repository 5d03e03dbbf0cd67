from __future__ import annotations

from bulletin_spider.items import Bulletin
from bulletin_spider.operations.reporting.log_lines import ItemLogFormatter

ITEM = Bulletin("1", "http://x/1.html", "x", "要闻", "题目", "2026-09-01", paragraphs=["正文"])
FORMATTER = ItemLogFormatter()


def test_no_line_holds_the_text_of_an_item_and_each_says_where_it_is_from() -> None:
    lines = [
        FORMATTER.scraped(ITEM, None, None),  # type: ignore[arg-type]
        FORMATTER.dropped(ITEM, ValueError("no date"), None, None),  # type: ignore[arg-type]
        FORMATTER.item_error(ITEM, KeyError("x"), None, None),  # type: ignore[arg-type]
    ]
    assert [line["args"]["text"] for line in lines] == [
        "new: http://x/1.html (要闻)",
        "left out, ValueError: no date: http://x/1.html (要闻)",
        "KeyError while normalizing http://x/1.html (要闻)",
    ]
    assert "正文" not in str(lines)
