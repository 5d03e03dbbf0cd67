"""Notify a person when a site begins to need one and when it has recovered, not after every run."""

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
"""Earlier records to read."""
_REASONS = 5
"""Reasons that a message shows."""


class Message(NamedTuple):
    """A message to a person."""

    title: str
    body: str


def notification_for(layout: Layout, record: dict[str, Any]) -> Message | None:
    """Return the message about a run that has ended; None if the site's need for a person has not changed.

    An outcome that may pass, like an unreachable site, is reported after three runs in a row.
    """
    past = crawl_records(layout, record["site"], _RUNS)
    if past and past[0]["run"] == record.get("run"):
        del past[0]
    before, now = lasting_problem([r["outcome"] for r in past]), record["outcome"]
    if is_well(now):
        return _recovery_message(record, before) if before else None
    problem = lasting_problem([now, *(r["outcome"] for r in past)])
    return _problem_message(record) if problem == now != before else None


def lasting_problem(outcomes: Sequence[str]) -> str | None:
    """Return the outcome for which a site needs a person now; None if it needs nobody. ``outcomes``: newest first."""
    for number, outcome in enumerate(outcomes):
        if is_well(outcome):
            return None
        well = (runs for runs, earlier in enumerate(outcomes[number:]) if is_well(earlier))
        if needs_person(outcome, next(well, len(outcomes) - number)):
            return outcome
    return None


def combined_message(messages: Sequence[Message]) -> Message:
    """Return one message made of the messages of several sites."""
    if len(messages) == 1:
        return messages[0]
    titles = ", ".join(message.title for message in messages)
    return Message(titles, "\n\n".join(f"{message.title}\n{message.body}" for message in messages))


def send_message(addresses: str, message: Message) -> str | None:
    """Send a message to Apprise's addresses, which spaces separate. Return why that failed, or None."""
    try:
        import apprise  # noqa: PLC0415 - an extra, and its import takes a second of CPU time
    except ImportError:
        return "NOTIFY is set, but Apprise is not installed: uv sync --extra notify"
    # Apprise would log addresses, which can hold passwords.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Apprise's own, a person here can do nothing about them
            target = apprise.Apprise()
            known = target.add(addresses)
            title = f"Bulletin Spider: {message.title}"
            text_format = apprise.NotifyFormat.TEXT  # otherwise a mail would join the lines
            sent = target.notify(title=title, body=message.body, body_format=text_format) if target else True
    except Exception as error:  # noqa: BLE001 - a failed message must not change the outcome
        return f"the notification failed: {type(error).__name__}"
    if not known:
        return "NOTIFY holds an address that Apprise cannot read, see its list of services"
    return None if sent else "a notification could not be delivered"


def _problem_message(record: dict[str, Any]) -> Message:
    site, outcome = record["site"], record["outcome"]
    lines = [*record["reasons"][:_REASONS], f"run {record.get('run', '-')}: {record['published']} published"]
    lines += [f"look closer: scrapy status {site}", advice(outcome, record.get("called", site))]
    return Message(f"{site}: {outcome}", "\n".join(lines))


def _recovery_message(record: dict[str, Any], before: str) -> Message:
    site = record["site"]
    body = f"it was: {before}\nrun {record['run']}: {record['outcome']}, {record['published']} published"
    return Message(f"{site}: recovered", body)
