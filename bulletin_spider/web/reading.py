"""Give the pages the archive and what is derived from it, to read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.clock import CLOCK
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.followed_search import FollowedSearch
from bulletin_spider.web.health.cluster import ClusterReader
from bulletin_spider.web.health.states import StatesReader
from bulletin_spider.web.site_titles import SiteTitles

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.clock import Clock
    from bulletin_spider.web.health.cluster import ReadCluster


class Reading:
    """The archive as the pages see it. Nothing of it is written but what is derived from it.

    ``cache`` is the directory of the search database if it is not that of the archive, and ``index_address`` says where
    the indexes of the sites are if they are not in it. ``cluster`` reads the state of the cluster, if there is one.
    """

    def __init__(
        self,
        archive: Path,
        cache: Path | None = None,
        clock: Clock = CLOCK,
        *,
        index_address: str = "",
        cluster: ReadCluster | None = None,
    ) -> None:
        self.archive = archive
        self.layout = Layout(archive, index_address)
        self.clock = clock
        self.search = FollowedSearch(archive, cache)
        self.states = StatesReader(self.layout, self.now)
        self.cluster = ClusterReader(cluster)
        self.titles = SiteTitles(self.layout)

    def now(self) -> dt.datetime:
        """Return the moment, in the zone of the sites."""
        return self.clock.now(SHANGHAI)

    def index(self) -> WordIndex:
        """Return the search database, opened read-only for the page that is being made. Raises ``NotDerived``."""
        return self.search.index()
