"""Why a listing's page shows no rows: it is empty, or it is what a site serves to those it does not want."""

from __future__ import annotations

from bulletin_spider.crawl.failures import Reason
from bulletin_spider.exceptions import ChallengePage, LoginPage, Refusal
from bulletin_spider.extraction import Hints, extract


def why_rowless(body: bytes, url: str, page: int, charset: str | None = None) -> Reason:
    """Return the word and the text of the gap that a page without rows leaves."""
    try:
        extract(body, url, Hints(charset=charset))
    except (ChallengePage, LoginPage) as refusal:
        return Reason("blocked", f"page {page} is a {refusal.reason}, not a listing")
    except Refusal:
        pass
    return Reason("empty", f"page {page} shows no rows")
