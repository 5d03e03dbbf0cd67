"""Write the lines of a segment; hold back those whose attachments may still come, until the segment is due."""

from __future__ import annotations

import logging
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

from scrapy.exporters import JsonLinesItemExporter

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.statuses import AttachmentState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BytesIO

    from scrapy.crawler import Crawler

    from bulletin_spider.items import Bulletin

logger = logging.getLogger(__name__)

FORMAT = "segment"


class SegmentLineExporter(JsonLinesItemExporter):
    """Scrapy exporter of the format ``segment``.

    A held line, and each line behind it, is written when the segment is closed, as its bulletin is by then. A segment
    is published whole or not at all, so a killed run loses no more than without it.
    """

    def __init__(self, file: BytesIO, waiting: dict[str, Bulletin], **options: Any) -> None:  # noqa: ANN401 - Scrapy's
        """``waiting`` gets the bulletins whose lines are held."""
        super().__init__(file, **options)
        self.waiting = waiting
        self._held: list[Bulletin] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: BytesIO, **options: Any) -> Self:  # noqa: ANN401 - Scrapy's
        return cls(file, opened_archive(crawler).waiting, **options)

    def export_item(self, item: Bulletin) -> None:
        """Write the line of a bulletin, or hold it back."""
        waits = any(file.get("state") == AttachmentState.OWED for file in item.attachments)
        if waits:
            self.waiting[item.id] = item
        if waits or self._held:
            self._held.append(item)
        else:
            super().export_item(item)

    def get_serialized_fields(self, item: Bulletin, *_: object, **__: object) -> Iterator[tuple[str, Any]]:
        """Yield all fields of the item's class. Scrapy asks ``ItemAdapter`` for each, which takes far longer."""
        for field in fields(item):
            value = getattr(item, field.name)
            yield field.name, self.serialize_field(field.metadata, field.name, value)

    def finish_exporting(self) -> None:
        """Write the held lines. If that fails, the run notices that lines are missing."""
        held, self._held = self._held, []
        for item in held:
            self.waiting.pop(item.id, None)
        try:
            for item in held:
                super().export_item(item)
        except OSError as error:
            logger.error("a segment cannot be written: %s", error)  # noqa: TRY400 - one line for the person
        super().finish_exporting()
