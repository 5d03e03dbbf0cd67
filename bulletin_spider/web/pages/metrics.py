"""What does ``bulletin status`` measure? In the text format of Prometheus, to be scraped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_spider.operations.reporting.prometheus import prometheus_text
from bulletin_spider.web.faults import SitesBeingRead
from bulletin_spider.web.page import Plain, PlainPage

if TYPE_CHECKING:
    from bulletin_spider.web.reading import Reading

_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""That of the format, from the documentation of Prometheus."""


def answer(reading: Reading) -> Plain:
    """Return the metrics; raise ``SitesBeingRead`` as long as sites lack, because a missing site is an alarm."""
    states = reading.states.states()
    if not states.is_whole:
        raise SitesBeingRead(done=f"{states.read:,}", total=f"{states.of:,}")
    report = replace(states.report(), search_behind=reading.search.behind())
    if cluster := reading.cluster.known():
        report = replace(report, cluster=cluster.status, problems=[*report.problems, *cluster.problems])
    return Plain(prometheus_text(report), _MEDIA_TYPE)


PLAIN = PlainPage("/metrics", answer)
