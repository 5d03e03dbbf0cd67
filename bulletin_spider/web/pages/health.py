"""Which sites need a person, why, and what is to be done?

It says what ``bulletin status`` says, of a cluster in numbers, and without what a reader of the archive cannot know:
whether it may be written, whether the files of the sites can be read, and what the watches have not delivered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bulletin_spider.operations.outcome.severity import worst_outcome
from bulletin_spider.operations.reporting.archive_status import bytes_text
from bulletin_spider.web.change_list.keys import site_name, site_text
from bulletin_spider.web.feeds.feed import Entry, Feed
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.state import UNVISITED
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from bulletin_spider.web.health.cluster import KnownCluster
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_NUMBERS = ("as_of", "running", "waiting", "waiting_since", "later", "sites", "overdue")
"""What is shown of ``ClusterStatus.of_all``."""
_FAR = 3650
"""Days; ``status`` makes no longer forecast either."""


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the state of the archive, how many sites are in which state, and a part of those that need a person."""
    states, cluster = reading.states.states(), reading.cluster.known()
    after, size = site_name(parameters.key()), parameters.rows()
    troubled = [one for one in states.sites if one.problems and one.site > after]
    return {
        "as_of": states.as_of.isoformat(timespec="seconds"),
        "read": states.read,
        "of": states.of,
        "exit_code": worst_outcome([states.outcome, *([cluster.outcome] if cluster else [])]).code,
        "archive": {
            "free": states.archive.free,
            "growth": states.archive.growth,
            "days_left": states.archive.days_left,
        },
        "cluster": _cluster(cluster) if reading.cluster.is_there else None,
        "problems": [
            {"subject": one.subject, "text": one.text, "advice": one.advice} for one in states.problems
        ],
        "outcomes": dict(sorted(Counter(one.outcome for one in states.sites if not one.retired).items())),
        "retired": sum(one.retired is not None for one in states.sites),
        "begun": list(states.begun),
        "troubled": sum(bool(one.problems) for one in states.sites),
        "unvisited": [
            {"site": one.site, "ended": one.ended, "days": one.unvisited}
            for one in states.by_state[UNVISITED]
        ],
        "sites": [asdict(one) for one in troubled[:size]],
        "after": site_text(troubled[size - 1].site) if len(troubled) > size else None,
    }


def _cluster(known: KnownCluster | None) -> dict[str, Any]:
    """Return the numbers of the cluster; null where they are not known. Names of machines and addresses stay inside."""
    status = known.status if known else None
    numbers = {name: status.of_all[name] if status else None for name in _NUMBERS}
    return {
        "readable": bool(status) if known else None,
        "needs_person": bool(known.problems) if known else None,
        "workers": len(status.alive) if status else None,
        "slots": sum(one.slots for one in status.alive) if status else None,
        **numbers,
        "dead": [
            {"site": site, "times": failed.times, "at": failed.at.isoformat(timespec="seconds")}
            for site, failed in (status.failed.items() if status else ())
            if failed.is_dead
        ],
    }


def _feed(answered: dict[str, Any], parameters: Parameters) -> Feed:
    """Return an entry for each site that needs a person: another one when its trouble ends and a new one begins."""
    entries = [
        Entry(
            id=stable_id("health", one["site"], one["outcome"], one["since"]),
            address=f"{parameters.root}{parameters.prefix}/s/{quote(one['site'], safe='')}",
            title=f"{one['site']}: {one['problems'][0]}",
            html="".join(f"<p>{escape(line)}</p>" for line in (*one["problems"], *one["advice"]) if line),
            published=one["since"],
            updated=one["ended"],
            authors=[one["site"]],
            tags=[one["outcome"]],
            fields={"site": one["site"], "outcome": one["outcome"]},
        )
        for one in answered["sites"]
    ]
    return Feed(
        stable_id("health"),
        text(parameters.language, "health.title"),
        entries,
        answered["after"],
        is_complete=not (answered["after"] or parameters.key()),
    )


def _more(reading: Reading, answered: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    del reading, parameters
    archive = answered["archive"]
    days, growth = archive["days_left"], archive["growth"]
    return {"size": _size_text, "is_far": growth == 0 or (days is not None and days > _FAR)}


def _size_text(count: int | None) -> str:
    """Return a number of bytes for a person; empty if it is not known."""
    return "" if count is None else bytes_text(count)


PAGE = Page(path="/health", template="health.html", answer=answer, feed=_feed, navigation=6, more=_more)
