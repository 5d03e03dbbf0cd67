"""Put the run records of whole months into a site's chain in an object store.

A fold never has the number of the claim that the caller holds, or a later one. So the claim stays the last place, and
no other run extends the site meanwhile.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.chain.run_objects import RunObjects, fold_name
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.requests.client import StoreFault
from bulletin_spider.archive.object_store.writing import SHA256
from bulletin_spider.archive.packing.run_folding import fold_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.object_store.paths import StorePath


def put_months(runs: StorePath, months: Mapping[str, bytes]) -> None:
    """Put months, such as ``2026-11``, the oldest first; ``runs`` is the site's directory of run records.

    The caller has claimed the site, and what it puts begins with what the chain has. Lines in objects of their own are
    folded before: a fold hides every place up to its number. Raises ``OSError``.
    """
    folded, claim = fold_runs(runs), SiteClaim.of(runs)
    if folded.problem or claim is None:
        why = folded.problem or "the site is not claimed by this process"
        raise StoreFault(5, why, str(runs), "see what 'verify' says of the site")
    for month, content in months.items():
        claim.confirm()
        digest = hashlib.sha256(content).hexdigest()
        runs.store.put(f"{runs.key}/{fold_name(month, claim.number - 1)}", content, {SHA256: digest})
    RunObjects.forget(runs.store, runs.key)
