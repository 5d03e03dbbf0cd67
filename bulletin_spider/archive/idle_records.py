"""Fold the record of an idle run into a short line, and expand the line to the record that readers know.

An idle run finds nothing new: every answer that it got is confirmed. Its line names the last full record of the site,
which lies in the same file, as its base. What the line does not say holds as the base says it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.record_chain import BASE, LAST_EVENT, PREVIOUS, UNCHAINED
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OF_BASE = frozenset({"site", "called", "title", "region", "versions", "rhythm", "pages"})
"""Keys of a record that an idle run takes from its base."""
_OF_LINE = frozenset({"run", "ended", "requests", "visits", PREVIOUS, UNCHAINED})
"""Keys of a line that the expanded record has, too."""
_OF_CHANNEL = frozenset({"url", "moved_from", "pages", "listed"})
"""Keys of a channel's account that an idle run takes from its base."""
_CHAINING = frozenset({PREVIOUS, UNCHAINED, LAST_EVENT})


def is_idle(record: Mapping[str, Any]) -> bool:
    """Whether a record is that of an idle run, folded or expanded."""
    return BASE in record


def fold(record: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the short line of an idle run; ``base`` is the last record of its site, full or expanded."""
    line = {
        "run": record["run"],
        BASE: base.get(BASE, base["run"]),
        "outcome": record["outcome"],
        "ended": record["ended"],
        "requests": record["requests"],
        "confirmed": record["confirmed"]["sha256"],
    }
    visits = {result: [*found] for result, found in record["visits"].items() if found}
    return line | ({"visits": visits} if visits else {})


def base_problem(line: Mapping[str, Any], base: Mapping[str, Any] | None) -> str:
    """Return why ``base``, the last full record before an idle line in its file, is not its base; empty if it is."""
    if base is None or base["run"] != line[BASE]:
        return f"names run {line[BASE]}, which is not the last full record before it in its file"
    whole = base["outcome"] in {Outcome.OK, Outcome.NOTHING_NEW}
    if not whole or not all(walk["closed"] for walk in base["channels"].values()):
        return f"names run {line[BASE]}, which did not walk every channel to its end"
    return ""


def expand(line: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of an idle run: a full one, in which nothing is new, and its :data:`BASE`.

    It shares the values that it takes from ``base``: they are to be read only.
    """
    return expanded([line], base)[0]


def expanded(lines: Iterable[Mapping[str, Any]], base: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return :func:`expand` of each of the idle lines after ``base``. A run looks at hundreds of them."""
    shared = {
        name: base[name] if name in _OF_BASE else _nothing(base[name])
        for name in base
        if name not in _CHAINING
    }
    shared |= {
        "visits": {},
        BASE: base["run"],
        "outcome": Outcome.NOTHING_NEW,
        "channels": {name: _same_walk(walk) for name, walk in base["channels"].items()},
        "health": {"channels": {}, "signs": {}, "alarms": []},
    }
    return [shared | _own(line) for line in lines]


def _own(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an idle line says of its own run."""
    started, ended = (dt.datetime.fromisoformat(line[name]) for name in ("run", "ended"))
    return {name: line[name] for name in line if name in _OF_LINE} | {
        "started": started.isoformat(timespec="seconds"),
        "seconds": (ended - started).total_seconds(),
        "confirmed": {"count": line["requests"], "sha256": line["confirmed"]},
    }


def _same_walk(walk: Mapping[str, Any]) -> dict[str, Any]:
    return {name: walk[name] for name in walk if name in _OF_CHANNEL} | {
        "closed": True,
        "rows": {},
        "also": [],
    }


def _nothing(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the empty value of a JSON type: no entry, no text, 0, false or null."""
    return None if value is None else type(value)()
