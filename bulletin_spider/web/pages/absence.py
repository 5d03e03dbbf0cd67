"""On which visits was this bulletin missing, and which answers show it?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.statuses import Change
from bulletin_spider.web.bulletins.paths import version_path
from bulletin_spider.web.bulletins.versions import bulletin_versions
from bulletin_spider.web.change_list.rows import evidence_text
from bulletin_spider.web.evidence.capture_address import capture_address
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.missing_visits import visits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_SECOND = dt.timedelta(seconds=1)


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return each withdrawal of a bulletin, the last one first, with the visits before it."""
    versions = bulletin_versions(reading.layout, parameters.text("site"), parameters.text("id"))
    newest = versions[-1]
    gone = [one for one in reversed(versions) if one["change"] == Change.WITHDRAWN]
    return {
        "site": newest["site"],
        "id": newest["id"],
        "title": newest["title"],
        "url": newest.get("moved_to") or newest["url"],
        "address": version_path(newest),
        "is_withdrawn": newest["change"] == Change.WITHDRAWN,
        "withdrawals": [_withdrawal(reading, one) for one in gone],
    }


def _withdrawal(reading: Reading, version: Mapping[str, Any]) -> dict[str, Any]:
    """Return a withdrawal; the run that published it began before the answer that it names was fetched."""
    after = dt.datetime.fromisoformat(version["fetched_at"]).astimezone(dt.UTC) + _SECOND
    found = visits_of(reading.layout, version["site"], version["id"], after.strftime(RUN_FORMAT))
    address = capture_address(version.get("capture"))
    return {
        "at": version["fetched_at"],
        "revision": version["revision"],
        "why": evidence_text(version),
        "capture_address": address.path if address else None,
        "visits": [one._asdict() for one in found.visits],
        "was_found": found.was_found,
        "is_whole": found.is_whole,
    }


PAGE = Page(path="/withdrawn/{site}/{id}", template="absence.html", answer=answer)
