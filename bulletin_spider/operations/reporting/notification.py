"""Notify a person when a site begins to need one and when it has recovered, not after every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.messages.apprise_sending import send_message
from bulletin_spider.messages.message import Message, MessageKind
from bulletin_spider.operations.health.baseline import crawl_records
from bulletin_spider.operations.outcome.advice import advice, is_well, needs_person
from bulletin_spider.operations.reporting.notified_starts import NotifiedStarts
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_spider.archive.layout import Layout

_RUNS = 60
"""Earlier records to read."""
REASONS = 5
"""Reasons that a message shows."""
_WHOLE = 10
"""Sites of which a combined message has everything; of more it has a line each, …"""
_LINES = 50
"""… and so many lines: nobody reads more in one message."""


def notify(addresses: str, layout: Layout, records: Iterable[dict[str, Any]]) -> str | None:
    """Send one message about the ended runs, if their sites' need for a person has changed. Return why that failed."""
    starts, messages = NotifiedStarts(layout.root), list[Message]()
    noted, unsent = dict[str, str](), dict[str, str]()
    for record in records:
        site, past = record["site"], _past(layout, record["site"])
        recorded = bool(past) and past[0]["run"] == record.get("run")
        told = starts.told(site)
        if message := notification_for(past[recorded:], record, told):
            messages.append(message)
            noted[site] = "" if recorded else record["outcome"]
            unsent[site] = _reported_problem(past[recorded:], told) or Outcome.OK
        elif told and is_well(record["outcome"]):
            noted[site] = ""
    failed = send_message(addresses, combined_message(messages)) if messages else None
    if failed:
        # Of several addresses some may have got it, and must not get it again after each run.
        noted = unsent if len(addresses.split()) == 1 else {}
    for site, outcome in noted.items():
        starts.note(site, outcome)
    return failed


def _reported_problem(past: Sequence[dict[str, Any]], told: str) -> str | None:
    """Return the problem that a person knows of; None if the site is well as far as he knows."""
    if told:
        return None if is_well(told) else told
    return lasting_problem([record["outcome"] for record in past])


def _past(layout: Layout, site: str) -> list[dict[str, Any]]:
    """Return a site's last records, newest first; none if they cannot be read: that may be what to notify of."""
    try:
        return crawl_records(layout, site, _RUNS)
    except OSError:
        return []


def notification_for(
    past: Sequence[dict[str, Any]], record: dict[str, Any], told: str = ""
) -> Message | None:
    """Return the message about a run that has ended; None if the site's need for a person has not changed.

    An outcome that may pass, like an unreachable site, is reported after three runs in a row. ``past`` are the records
    of earlier runs, newest first. ``told`` is what a person knows of the site if they do not say it: the outcome of a
    run without a record, or that before a message that could not be sent.
    """
    before, now = _reported_problem(past, told), record["outcome"]
    if is_well(now):
        return recovery_message(record, before) if before else None
    problem = lasting_problem([now, *(r["outcome"] for r in past)])
    return problem_message(record) if problem == now != before else None


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
    """Return one message made of the messages of several sites, of the worst of their kinds."""
    if len(messages) == 1:
        return messages[0]
    kinds = {message.kind for message in messages}
    worst = next(kind for kind in MessageKind if kind in kinds)
    if len(messages) > _WHOLE:
        return Message(_counts(messages), "\n".join(_short_lines(messages)), worst)
    titles = ", ".join(message.title for message in messages)
    body = "\n\n".join(f"{message.title}\n{message.body}" for message in messages)
    return Message(titles, body, worst)


def _counts(messages: Sequence[Message]) -> str:
    recovered = sum(message.kind is MessageKind.SUCCESS for message in messages)
    ill = len(messages) - recovered
    parts = [f"{ill} site{' needs' if ill == 1 else 's need'} a person"] if ill else []
    parts += [f"{recovered} site{' has' if recovered == 1 else 's have'} recovered"] if recovered else []
    return ", ".join(parts)


def _short_lines(messages: Sequence[Message]) -> Iterator[str]:
    """Yield a line for each site, the worst kinds first."""
    order = [*MessageKind]
    for message in sorted(messages, key=lambda message: order.index(message.kind))[:_LINES]:
        yield f"{message.title}: {message.body.partition(chr(10))[0]}"
    if len(messages) > _LINES:
        yield f"and {len(messages) - _LINES} more"
    yield f"look closer: {PROGRAM} status"


def problem_message(record: dict[str, Any]) -> Message:
    """Return the message that the site of a record needs a person."""
    site, outcome = record["site"], record["outcome"]
    lines = [*record["reasons"][:REASONS], f"run {record.get('run', '-')}: {record['published']} published"]
    lines += [f"look closer: {PROGRAM} status {site}", advice(outcome, record.get("called", site))]
    # What may pass by itself is a warning, even if it has lasted.
    kind = MessageKind.FAILURE if needs_person(outcome, 1) else MessageKind.WARNING
    return Message(f"{site}: {outcome}", "\n".join(lines), kind)


def recovery_message(record: dict[str, Any], before: str) -> Message:
    """Return the message that the site of a record needs nobody any more; ``before`` is what was wrong."""
    site = record["site"]
    body = f"it was: {before}\nrun {record['run']}: {record['outcome']}, {record['published']} published"
    return Message(f"{site}: recovered", body, MessageKind.SUCCESS)
