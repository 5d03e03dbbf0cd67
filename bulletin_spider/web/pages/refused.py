"""Which pages of a site were refused as no bulletin, and was one of them wronged?

A page that was refused on visit after visit is shown once. Each leads to the kept page, so that a reader can judge. A
bulletin that is published under the same address was refused on another visit only.
"""

from __future__ import annotations

import datetime as dt
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bulletin_spider.archive.captures.refused_pages import parse_key, refused_pages
from bulletin_spider.archive.search.catalogue.sites import sites_with
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.web.bulletins.paths import version_path
from bulletin_spider.web.evidence.capture_address import capture_address
from bulletin_spider.web.faults import BadParameter
from bulletin_spider.web.feeds.feed import Entry, Feed
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.known_site import known_site
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bulletin_spider.archive.captures.refused_pages import RefusedPage
    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_LOOKED_AT = 2_000
"""Entries that one request looks at to find those of one reason: 20 ms."""
_FIELDS = ("id", "url", "channel", "listing_title", "listing_date", "reason", "message", "fetched_at")
_COLUMNS = ("fetched_at", "reason", "message", "channel", "listing_title", "listing_date", "url", "id", "run")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a part of the refused pages of a site, the newest first."""
    site, reason = known_site(reading.layout, parameters.text("site")), parameters.text("reason")
    size, after = parameters.rows(), parameters.key()
    groups: dict[str, list[RefusedPage]] = {}
    last = ""
    for one in islice(refused_pages(reading.layout, site, _checked(after)), _LOOKED_AT):
        same = (one.entry.get("id"), one.entry.get("reason"), one.entry.get("url"))
        is_wanted = not reason or one.entry.get("reason") == reason
        if is_wanted and str(same) not in groups and len(groups) == size:
            break
        last = one.key
        if is_wanted:
            groups.setdefault(str(same), []).append(one)
    index = reading.index()
    return {
        "site": site,
        "query": {"reason": reason} if reason else {},
        "pages": [_page(index, site, same) for same in groups.values()],
        "after": last if last and next(refused_pages(reading.layout, site, last), None) else None,
    }


def _checked(after: str) -> str:
    """Return the key; raise ``BadParameter`` if it is none."""
    try:
        if after:
            parse_key(after)
    except ValueError:
        raise BadParameter(name="after", value=after) from None
    return after


def _page(index: WordIndex, site: str, same: Sequence[RefusedPage]) -> dict[str, Any]:
    """Return what is shown of a page that was refused for one reason, on one visit or on several, the newest first.

    A text is where one belongs, whatever a damaged line has.
    """
    one, entry = same[0], publishable(same[0].entry)
    texts = {name: str(entry[name]) if entry.get(name) is not None else None for name in _FIELDS}
    texts["fetched_at"] = _moment(texts["fetched_at"])
    kept = capture_address(entry.get("capture"))
    is_published = site in sites_with(index, texts["id"] or "")
    return texts | {
        "run": one.run,
        "key": one.key,
        "times": len(same),
        "first_fetched_at": _moment(same[-1].entry.get("fetched_at")),
        "is_published": is_published,
        "address": version_path({"site": site, "id": texts["id"]}) if is_published else None,
        "capture": entry.get("capture"),
        "capture_address": kept.path if kept else None,
    }


def _moment(value: Any) -> str | None:  # noqa: ANN401 - JSON
    """Return a moment with its zone; None for anything else."""
    try:
        return value if dt.datetime.fromisoformat(value).tzinfo else None
    except (TypeError, ValueError):
        return None


def _feed(answered: dict[str, Any], parameters: Parameters) -> Feed:
    site, language = answered["site"], parameters.language
    title = text(language, "refused.title", site=site)
    entries = [_entry(site, row, parameters) for row in answered["pages"] if row["fetched_at"]]
    return Feed(stable_id("refused", site, parameters.text("reason")), title, entries, answered["after"])


def _entry(site: str, row: dict[str, Any], parameters: Parameters) -> Entry:
    path = row["capture_address"] or f"/s/{quote(site, safe='')}/refused"
    said = (row["message"], row["url"])
    return Entry(
        id=stable_id("refused", site, row["id"], row["url"], row["reason"]),
        address=f"{parameters.root}{parameters.prefix}{path}",
        title=f"{row['reason']}: {row['listing_title'] or row['url']}",
        html="".join(f"<p>{escape(one)}</p>" for one in said if one),
        published=row["fetched_at"],
        updated=row["fetched_at"],
        authors=[site],
        tags=list(filter(None, [row["channel"], row["reason"]])),
        fields={name: row[name] for name in ("id", "url", "reason", "run")},
    )


def _rows(answered: dict[str, Any], parameters: Parameters) -> Iterable[list[str]]:
    del parameters
    yield list(_COLUMNS)
    for row in answered["pages"]:
        yield ["" if row[name] is None else str(row[name]) for name in _COLUMNS]


PAGE = Page(path="/s/{site}/refused", template="refused.html", answer=answer, feed=_feed, rows=_rows)
