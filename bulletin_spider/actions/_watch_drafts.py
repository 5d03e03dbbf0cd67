"""Make a watch of what a command line says."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.index.totals import read_totals_and_record
from bulletin_spider.archive.object_store.requests.addresses import refuse_address
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.messages.addresses import http_address_fault
from bulletin_spider.messages.apprise_sending import address_fault
from bulletin_spider.statuses import Pace
from bulletin_spider.suggestion import suggestion
from bulletin_spider.watches.definition import is_webhook
from bulletin_spider.watches.target_names import target_name
from bulletin_spider.watches.watch_file import read_watch

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.definition import Watch
    from bulletin_spider.watches.watch_file import WatchFile

_NAME_LENGTH = 40
"""Characters of a name that is made of the words."""
_SECRET_BYTES = 32
"""As many as HMAC-SHA256 has in its result: a longer key is not safer."""


def draft(words: list[str], opts: argparse.Namespace, found: WatchFile) -> tuple[str, dict[str, Any], Watch]:
    """Return the name, the keys in the file, and the watch that a command line asks for; raise ``UsageFault``."""
    text = " ".join(words)
    fields = _fields(text, opts, found.path)
    _check_encoding(fields | {"name": opts.name})
    conditions = ("words", "sites", "channels", "people", "kinds")
    if not any(key in fields for key in conditions):
        raise UsageFault("name what to watch for: words, --site, --channel, --person or --kind")
    name = opts.name or _free_name(text or "-".join([*opts.site, *opts.person, *opts.kind]), found)
    if name in {watch.name for watch in found.watches}:
        raise UsageFault(f"there is a watch '{name}' already: give another --name")
    watch, mistakes = read_watch(name, fields, found.path)
    if watch is None:
        raise UsageFault("\n".join(mistakes))
    _check_targets(watch)
    return name, fields, watch


def _check_encoding(fields: dict[str, Any]) -> None:
    """Raise ``UsageFault`` for a text that the file of watches, which is in UTF-8, cannot hold."""
    for key, value in fields.items():
        try:
            str(value).encode()
        except UnicodeEncodeError:
            raise UsageFault(f"{key}: not in UTF-8") from None


def _check_targets(watch: Watch) -> None:
    """Raise ``UsageFault`` if nothing can ever be sent to an address."""
    for target in filter(is_webhook, watch.targets):
        if wrong := http_address_fault(target):
            raise UsageFault(f"--notify {target_name(target)}: {wrong}")
    others = [target.replace(" ", "%20") for target in watch.targets if not is_webhook(target)]
    if fault := address_fault(" ".join(others), f"watch '{watch.name}'"):
        raise UsageFault(fault)


def _fields(words: str, opts: argparse.Namespace, path: Path) -> dict[str, Any]:
    if opts.daily and opts.weekly:
        raise UsageFault("give --daily or --weekly, not both")
    every = Pace.DAILY if opts.daily else Pace.WEEKLY if opts.weekly else None
    fields = {
        "words": words,
        "sites": opts.site,
        "channels": opts.channel,
        "people": opts.person,
        "kinds": opts.kind,
        "notify": opts.notify,
        "every": every and every.value,
        "feed": _from_file(opts.feed, path) if opts.feed else None,
        "language": opts.language,
        "secret": secrets.token_urlsafe(_SECRET_BYTES) if any(map(is_webhook, opts.notify)) else None,
    }
    return {key: value for key, value in fields.items() if value}


def _from_file(typed: str, path: Path) -> str:
    """Return the path of a feed, which was typed in the current directory, as the file of watches has it."""
    refuse_address("--feed", typed)
    feed = Path(typed).absolute()
    return str(feed.relative_to(path.parent) if feed.is_relative_to(path.parent) else feed)


def _free_name(text: str, found: WatchFile) -> str:
    base = re.sub(r"[^\w]+", "-", text.lower()).strip("-_")[:_NAME_LENGTH] or "watch"
    taken, name, number = {watch.name for watch in found.watches}, base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def warn_of_unknown(layout: Layout, settings: BaseSettings, watch: Watch) -> None:
    """Raise ``UsageFault`` for a site that nobody knows; warn of a channel that no run has walked yet."""
    archived = archived_sites(layout)
    known = sorted({*archived, *get_spider_loader(settings).list()})
    for site in watch.sites:
        if site not in known:
            raise UsageFault(
                f"unknown site '{site}'{suggestion(site, known)}; known: {', '.join(known[:30])}"
            )
    channels = {
        channel
        for site in watch.sites or archived
        if (found := read_totals_and_record(layout, site))
        for channel in found[1].get("channels", ())
    }
    for channel in watch.channels:
        if channel not in channels:
            near = suggestion(channel, channels)
            sys.stderr.write(f"warning: no run has walked a channel '{channel}' yet{near}\n")
