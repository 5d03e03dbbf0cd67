"""Count how many real bylines and dates, each in a line of its own, are read exactly."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction import extract
from bulletin_spider.extraction.bylines.places import (
    caption_credits,
    closing_credits,
    opening_credits,
    whole_line_credits,
)
from bulletin_spider.normalization.dates import address_date, find_moment

if TYPE_CHECKING:
    from pathlib import Path

    from scoring import Truth


def print_facts(folder: Path) -> None:
    """Print how many of the folder's bylines and dates are read exactly."""
    rows = [json.loads(line) for line in (folder / "bylines.jsonl").open(encoding="utf-8")]
    right = sum(set(reporters(re.sub(r"<[^>]*>", "", row["text"]))) == set(row["reporters"]) for row in rows)
    print(f"\nbylines, exact set of reporters: {right} of {len(rows)}")
    rows = [json.loads(line) for line in (folder / "dates.jsonl").open(encoding="utf-8")]
    right = 0
    for row in rows:
        found = read_date(row)
        right += found == (row["expected"] or "")
        if found != (row["expected"] or ""):
            print("  date", row["id"], row["text"], "expected", row["expected"], "read", found or None)
    print(f"dates, exact: {right} of {len(rows)}")


def reporters(text: str) -> list[str]:
    """Return the reporters of a line that is a byline, ends with one or begins with one."""
    if whole := whole_line_credits(text):
        return whole.reporters
    closed = closing_credits(text)
    opened = opening_credits(text)
    found = [closed[0] if closed else None, opened[0] if opened else None, caption_credits(text)]
    return [name for credits_ in found if credits_ for name in credits_.reporters]


def read_date(row: Truth) -> str:
    """Return the date that is read from its context: an address, a meta tag in a page, or a line."""
    text, kind = row["text"], row["kind"]
    if kind == "url":
        return address_date(f"http://www.example.cn{text}") or ""
    if kind.startswith(("meta_tag", "meta_line_negative")) and "<" in text:
        return read_page_date(text)
    if kind == "meta_line_negative":
        return read_page_date(
            f"<meta name=PubDate content='{PUBDATE.findall(row['context'])[-1]}'><body><h1>题目在此</h1><p>{text}"
        )
    reference = dt.date.fromisoformat(row["ref_date"]) if row["ref_date"] else None
    moment = find_moment(text, reference)
    return iso_moment(moment.day, moment.time) if moment else ""


PUBDATE = re.compile(r"PubDate ([\d-]+ [\d:]+)")


def read_page_date(text: str) -> str:
    """Return the date of a page with ``text`` in its head. A test of a misleading tag also gets a visible line."""
    built = re.search(r"页面生成时间 ([\d-]+ [\d:]+)", text)
    line = "<p>发布日期：2024-07-05 13:57</p>" if built else ""
    others = f"<meta name=others content='页面生成时间 {built[1]}'>" if built else ""
    body = f"<h1>关于事项的通知</h1>{line}<p>现将有关事项通知如下，请遵照执行。</p>"
    page = f"<html><head>{text}{others}</head><body>{body}</body></html>"
    found = extract(page.encode(), "http://www.example.cn/1.html")
    if found.published_at:
        moment = dt.datetime.fromisoformat(found.published_at)
        return iso_moment(moment.date(), moment.time())
    return found.date or ""


def iso_moment(day: dt.date, time: dt.time | None) -> str:
    """Return the ISO form of the truth: without seconds if they are 0."""
    return day.isoformat() + (f"T{time.isoformat('seconds' if time.second else 'minutes')}" if time else "")
