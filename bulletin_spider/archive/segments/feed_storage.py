"""Store what Scrapy's feed export writes as segments; each segment is published whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy.extensions.feedexport import ItemFilter
from twisted.internet.defer import Deferred

from bulletin_spider.archive.atomic_files import Part, open_part, publish
from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.archive.layout import Layout
from bulletin_spider.items import Bulletin

if TYPE_CHECKING:
    from concurrent.futures import Future

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from bulletin_spider.archive.site_archive import SiteArchive

SCHEME = "segment"
segment_published = object()
"""Signal: a segment is published. Arguments: ``path``, ``lines``, ``digest`` (SHA-256, hexadecimal).

A loader connects to it: ``crawler.signals.connect(load, segment_published)``. An error in a receiver is logged, and
does not change the run."""


class SegmentStorage:
    """Scrapy feed storage for the URI ``segment:<site>/<run>-<n>.jsonl``, a file below the archive's ``bulletins/``."""

    def __init__(self, final: Path, crawler: Crawler) -> None:
        self.final = final
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, **_options: object) -> Self:
        site, _, name = uri.removeprefix(f"{SCHEME}:").rpartition("/")
        return cls(Layout.of(crawler.settings).bulletins(site) / name, crawler)

    def open(self, spider: Spider) -> Part:  # noqa: ARG002 - Scrapy's protocol
        """Return the temporary file that the exporter writes to."""
        return open_part(self.final)

    def store(self, file: Part) -> Deferred[None] | None:
        """Publish the segment after syncing the captures that its lines name.

        Into an object store both are put in a thread, and a ``Deferred`` is returned that fires when they are there.
        """
        archive = opened_archive(self.crawler)
        if not archive.captures.queue:
            archive.captures.sync()
            self._announce(self._publish(file, archive))
            return None
        found: list[bytes] = []
        put = archive.captures.put_before(lambda: found.append(self._publish(file, archive)))
        put.add_done_callback(lambda _: file.close())
        stored = deferred_of(put)
        stored.addCallback(lambda _: self._announce(found[0]))
        return stored

    def _publish(self, file: Part, archive: SiteArchive) -> bytes:
        """Publish the segment, and return its bytes."""
        with file:
            content = Path(file.name).read_bytes()
            publish(file, self.final)
        archive.published.append(self.final)
        if archive.captures.queue:
            accepted = content.count(b"\n"), len(content), hashlib.sha256(content).hexdigest()
            archive.accepted[self.final] = accepted
        return content

    def _announce(self, content: bytes) -> None:
        self.crawler.signals.send_catch_log(
            segment_published,
            path=self.final,
            lines=content.count(b"\n"),
            digest=hashlib.sha256(content).hexdigest(),
        )


def deferred_of(future: Future[None]) -> Deferred[None]:
    """Return a ``Deferred`` that fires in the reactor's thread when a call in another thread has ended."""
    from twisted.internet import reactor  # noqa: PLC0415 - to import it is to install it, which Scrapy has done

    deferred: Deferred[None] = Deferred()

    def fire(ended: Future[None]) -> None:
        error = ended.exception()
        deferred.errback(error) if error else deferred.callback(None)

    future.add_done_callback(lambda ended: reactor.callFromThread(fire, ended))
    return deferred


class BulletinFilter(ItemFilter):
    """Lets only bulletins into the segments; a spider may yield other items beside them."""

    def accepts(self, item: Any) -> bool:  # noqa: ANN401 - Scrapy's signature
        """Return whether the item is a bulletin."""
        return isinstance(item, Bulletin)


def segment_uri_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:
    """Return Scrapy's parameters of a feed's address with the site and the run of the opened archive."""
    archive = opened_archive(spider.crawler)
    return params | {"site": archive.site, "run": archive.run}
