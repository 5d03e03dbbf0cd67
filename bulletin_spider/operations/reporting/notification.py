"""A message to a person when a site begins to need one, and when it no longer does: never one a run."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.operations.health.baseline import crawl_records
from bulletin_spider.operations.outcome.advice import advice, is_well, needs_person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.archive.layout import Layout

_RUNS = 60
_REASONS = 5


class Message(NamedTuple):
    """What a person is told."""

    title: str
    body: str


def notification_for(layout: Layout, record: dict[str, Any]) -> Message | None:
    """Return what to tell of a run that has ended; None if the site needs a person as much as it did before.

    What may pass by itself, like a site that is down, is told once it has lasted for three runs.
    """
    past = crawl_records(layout, record["site"], _RUNS)
    if past and past[0]["run"] == record.get("run"):
        del past[0]
    before, now = lasting_problem([r["outcome"] for r in past]), record["outcome"]
    if is_well(now):
        return _recovered(record, before) if before else None
    word = lasting_problem([now, *(r["outcome"] for r in past)])
    return _wrong(record) if word == now != before else None


def lasting_problem(outcomes: Sequence[str]) -> str | None:
    """Return the outcome for which a site needs a person, told from its runs' outcomes, the newest first."""
    for number, word in enumerate(outcomes):
        if is_well(word):
            return None
        well = (place for place, other in enumerate(outcomes[number:]) if is_well(other))
        if needs_person(word, next(well, len(outcomes) - number)):
            return word
    return None


def combined_message(messages: Sequence[Message]) -> Message:
    """Return one message for several sites."""
    if len(messages) == 1:
        return messages[0]
    titles = ", ".join(message.title for message in messages)
    return Message(titles, "\n\n".join(f"{message.title}\n{message.body}" for message in messages))


def send_message(addresses: str, message: Message) -> str | None:
    """Send a message to Apprise's addresses, parted by blanks; return what to say if that failed."""
    try:
        import apprise  # noqa: PLC0415 - an extra, and a second of CPU time
    except ImportError:
        return "NOTIFY is set, but Apprise is not installed: uv sync --extra notify"
    # Its own log would name addresses, which hold passwords.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of other people's code
            target = apprise.Apprise()
            known = target.add(addresses)
            title = f"Bulletin Spider: {message.title}"
            form = apprise.NotifyFormat.TEXT  # else a mail would run its lines together
            sent = target.notify(title=title, body=message.body, body_format=form) if target else True
    except Exception as error:  # noqa: BLE001 - whatever it is, the run has ended as it has
        return f"the notification failed: {type(error).__name__}"
    if not known:
        return "NOTIFY holds an address that Apprise cannot read, see its list of services"
    return None if sent else "a notification could not be delivered"


def _wrong(record: dict[str, Any]) -> Message:
    site, word = record["site"], record["outcome"]
    lines = [*record["reasons"][:_REASONS], f"run {record.get('run', '-')}: {record['published']} published"]
    lines += [f"look closer: scrapy status {site}", advice(word, record.get("called", site))]
    return Message(f"{site}: {word}", "\n".join(lines))


def _recovered(record: dict[str, Any], before: str) -> Message:
    site = record["site"]
    told = f"it was: {before}\nrun {record['run']}: {record['outcome']}, {record['published']} published"
    return Message(f"{site}: recovered", told)
