"""Keep what was delivered of a watch: for each of its targets a cursor, the last digest, and failed attempts."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import make_directory, open_part, remove_synced, replace
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.credentials import without_passwords
from bulletin_spider.exceptions import WatchFault
from bulletin_spider.watches.cursor import Place, end_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.definition import Watch

FEED = "feed"
"""The key of a watch's feed among its targets."""
_KEY_DIGITS = 12
"""Hexadecimal digits of a target's key: a watch has a few targets."""
_SCHEMA = 1


@dataclass
class Failure:
    """Attempts at the same message that failed, one after the other."""

    since: dt.datetime
    attempts: int
    next: dt.datetime
    """When it is tried again."""
    reason: str


@dataclass
class TargetState:
    """What one target of a watch has got."""

    cursor: dict[str, Place] = field(default_factory=dict)
    """Site → the place up to which everything is delivered; a site without one is read from its beginning."""
    digest: dt.datetime | None = None
    """When the last digest was due and dealt with."""
    failure: Failure | None = None
    left: bool = False
    """Whether the time of an evaluation was over before everything was delivered."""


@dataclass
class WatchState:
    """What was delivered of a watch."""

    begun: dt.datetime
    sites: tuple[str, ...] = ()
    """The sites of the watch when it was evaluated last; empty: all."""
    targets: dict[str, TargetState] = field(default_factory=dict)


def locked(layout: Layout, name: str, longest: float | None = None) -> AbstractContextManager[None]:
    """Hold the lock of a watch: only its holder delivers and writes the state. Raises ``TimeoutError``."""
    make_directory(layout.watch(name).parent)
    return limited_lock(layout.watch(name), "another evaluation", longest)


def target_keys(watch: Watch) -> dict[str, str]:
    """Return the key of each target, and the target; that of the feed is its path. A key tells no password."""
    keys: dict[str, str] = {}
    for target in watch.targets:
        key = base = sha256(without_passwords(target).encode()).hexdigest()[:_KEY_DIGITS]
        number = 1
        while key in keys:  # two users of one service
            number += 1
            key = f"{base}-{number}"
        keys[key] = target
    return keys | ({FEED: str(watch.feed)} if watch.feed else {})


def read_state(path: Path) -> WatchState | None:
    """Return the state that a file holds; None if there is no file. Raises ``WatchFault`` if it is damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return _parsed(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WatchFault(
            f"{path} is damaged ({type(error).__name__}: {error}): restore it, or delete it: then the watch begins with"
            " what is published from now on"
        ) from None


def write_state(path: Path, state: WatchState) -> None:
    """Replace the file by this state; it survives a power cut. Raises ``OSError``."""
    targets = {key: _target_fields(target) for key, target in state.targets.items()}
    fields = {"schema": _SCHEMA, "begun": state.begun.isoformat(), "sites": state.sites, "targets": targets}
    with open_part(path) as part:
        part.write(json.dumps(fields, ensure_ascii=False).encode() + b"\n")
        replace(part, path)


def remove_state(path: Path) -> None:
    """Forget what was delivered of a watch that is removed. Raises ``OSError``."""
    remove_synced([path])


def begin(layout: Layout, watch: Watch, now: dt.datetime) -> WatchState:
    """Return the state of a new watch: it begins at the end of the archive."""
    state = WatchState(now, watch.sites)
    ends = ends_of(layout, layout.sites())
    state.targets = {key: TargetState({**ends}, now) for key in target_keys(watch)}
    return state


def adapt(layout: Layout, watch: Watch, state: WatchState, now: dt.datetime) -> bool:
    """Adapt a state to a watch that was edited; return whether it has changed.

    A target that was replaced passes what it has not got on to the new one: its address may have been wrong. An added
    target, and a site that was not watched, begin at the end of the archive.
    """
    keys, before = target_keys(watch), (state.sites, [*state.targets])
    if state.sites != watch.sites:
        added = [site for site in watch.sites or layout.sites() if state.sites and site not in state.sites]
        for target in state.targets.values():
            target.cursor.update(ends_of(layout, added))
        state.sites = watch.sites
    removed = [state.targets.pop(key) for key in [*state.targets] if key not in keys and key != FEED]
    if FEED not in keys:
        state.targets.pop(FEED, None)
    removed.sort(key=lambda target: target.failure is None)  # the wrong address is the one that was replaced
    for key in keys:
        if key not in state.targets:
            inherited = removed.pop(0) if removed and key != FEED else None
            state.targets[key] = inherited or TargetState(ends_of(layout, layout.sites()), now)
            state.targets[key].failure = None
    return before != (state.sites, [*state.targets])


def ends_of(layout: Layout, sites: Iterable[str]) -> dict[str, Place]:
    """Return the place after the last published line of each site that has one."""
    return {site: end for site in sites if (end := end_of(layout, site))}


def forget_site(layout: Layout, site: str) -> None:
    """Remove a site that was forgotten from the cursors of all watches. Raises ``OSError``."""
    for path in sorted((layout.root / "watches").glob("[!.]*.json")):
        with locked(layout, path.stem), suppress(WatchFault):
            if state := read_state(path):
                for target in state.targets.values():
                    target.cursor.pop(site, None)
                write_state(path, state)


def _parsed(content: dict[str, Any]) -> WatchState:
    return WatchState(
        _moment(content["begun"]),
        tuple(content["sites"]),
        {key: _target(fields) for key, fields in content["targets"].items()},
    )


def _target(fields: dict[str, Any]) -> TargetState:
    failure, digest = fields.get("failure"), fields.get("digest")
    return TargetState(
        {site: _place(segment, done) for site, (segment, done) in fields["cursor"].items()},
        _moment(digest) if digest else None,
        _failure(failure) if failure else None,
        bool(fields.get("left")),
    )


def _place(segment: str, done: int | None) -> Place:
    if Path(segment).name != segment or (done is not None and done < 0):
        raise ValueError(f"no place in a segment: {segment}, {done}")
    return Place(segment, done)


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {text}")
    return moment


def _failure(fields: dict[str, Any]) -> Failure:
    since, following = (_moment(fields[name]) for name in ("since", "next"))
    return Failure(since, int(fields["attempts"]), following, str(fields["reason"]))


def _target_fields(target: TargetState) -> dict[str, Any]:
    failure = target.failure
    return {
        "cursor": target.cursor,
        "digest": target.digest.isoformat() if target.digest else None,
        "failure": None
        if failure is None
        else {
            "since": failure.since.isoformat(),
            "attempts": failure.attempts,
            "next": failure.next.isoformat(),
            "reason": failure.reason,
        },
        "left": target.left,
    }
