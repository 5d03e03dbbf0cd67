"""Keep which sites are not well, and what a person has been notified of, for all machines of the cluster.

The run records say most of it too, but to read them at each visit takes requests to the store, and they say nothing of
visits without a record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg.types.json import Jsonb

from bulletin_spider.operations.outcome.advice import is_well
from bulletin_spider.operations.reporting.notification import REASONS, lasting_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection

NO_RECORD = "no record"
"""The problem of a dead letter. A person needs not be notified again if its reason changes."""
_KEPT = 60
"""Outcomes that are kept of a site: more than make a problem."""


class Change(NamedTuple):
    """A site of which a person does not know yet what is wrong, or that nothing is wrong any more."""

    site: str
    problem: str | None
    """The outcome for which it needs a person, or ``NO_RECORD``; None if it needs nobody."""
    known: str | None
    """What a person was notified of."""
    about: dict[str, Any]
    """What the record of its last run says, as far as a message needs it."""


async def note_run(connection: AsyncConnection, record: dict[str, Any]) -> str | None:
    """Note how a visit ended that has left a record.

    Return what to add to the outcome if it has changed, or if the site begins to need a person: what it was before, or
    nothing if it was well; else None.
    """
    site, outcome = record["site"], record["outcome"]
    found = await connection.execute(
        "SELECT outcomes, problem FROM problems WHERE site = %s FOR UPDATE", (site,)
    )
    known: tuple[list[str], str | None] | None = await found.fetchone()
    if known is None and is_well(outcome):
        return None
    earlier, before = known or ([], None)
    outcomes = [] if is_well(outcome) else [outcome, *earlier][:_KEPT]
    problem = lasting_problem(outcomes)
    await _keep(connection, site, outcomes, problem, record)
    await _forget_settled(connection, [site])
    former = [NO_RECORD] if before == NO_RECORD else earlier[:1]
    if former == outcomes[:1]:
        return None if problem in {None, before} else "it needs a person now"
    return f"it was: {former[0]}" if former else ""


async def note_dead_letter(
    connection: AsyncConnection, site: str, count: int, reason: str, host: str
) -> None:
    """Note that so many visits of a site in a row have left no record."""
    found = await connection.execute("SELECT outcomes FROM problems WHERE site = %s FOR UPDATE", (site,))
    row = await found.fetchone()
    reasons = [reason, f"{count} visits in a row left no record, the last one on {host or 'a lost machine'}"]
    await _keep(connection, site, row[0] if row else [], NO_RECORD, {"reasons": reasons})


async def _keep(
    connection: AsyncConnection,
    site: str,
    outcomes: Sequence[str],
    problem: str | None,
    record: dict[str, Any],
) -> None:
    about: dict[str, Any] = {
        name: record[name] for name in ("run", "outcome", "published", "called") if name in record
    }
    about["reasons"] = record.get("reasons", [])[:REASONS]
    await connection.execute(
        """INSERT INTO problems (site, outcomes, problem, about) VALUES (%s, %s, %s, %s)
        ON CONFLICT (site) DO UPDATE SET outcomes = excluded.outcomes, problem = excluded.problem,
        about = excluded.about, changed = CASE WHEN problems.problem IS DISTINCT FROM excluded.problem
        THEN now() ELSE problems.changed END""",
        (site, [*outcomes], problem, Jsonb(about)),
    )


async def unknown_changes(connection: AsyncConnection) -> list[Change]:
    """Return the changes that a person does not know of, by site."""
    found = await connection.execute(
        "SELECT site, problem, known, about FROM problems WHERE problem IS DISTINCT FROM known ORDER BY site"
    )
    return [Change(*row) for row in await found.fetchall()]


async def note_known(connection: AsyncConnection, changes: Sequence[Change]) -> None:
    """Note that a person was notified of these changes."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "UPDATE problems SET known = %s WHERE site = %s",
            [(change.problem, change.site) for change in changes],
        )
    await _forget_settled(connection, [change.site for change in changes])


async def _forget_settled(connection: AsyncConnection, sites: Sequence[str]) -> None:
    """Remove those of the sites that are well, as a person knows."""
    await connection.execute(
        "DELETE FROM problems WHERE site = ANY(%s) AND outcomes = '{}' AND problem IS NULL AND known IS NULL",
        ([*sites],),
    )
