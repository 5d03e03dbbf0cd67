"""Order outcomes from bad to good, and print the table of exit codes for the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

WORST_FIRST = (
    Outcome.OUTPUT_FAILED, Outcome.ERROR, Outcome.DRIFT, Outcome.BLOCKED, Outcome.FORBIDDEN, Outcome.UNREACHABLE,
    Outcome.INTERRUPTED, Outcome.INCOMPLETE, Outcome.USAGE, Outcome.LOCKED, Outcome.UNPROVEN, Outcome.OK,
    Outcome.NOTHING_NEW,
)  # fmt: skip
"""First what endangers the archive, then what needs a person, then what the next run may mend."""

_HEAD = ("| exit code | outcome | what it means |", "|---|---|---|")
_ROW = "| {code} | [`{outcome}`](#{fragment}) | {sentence} |"


def worst_outcome(outcomes: Iterable[str]) -> Outcome:
    """Return the worst of several outcomes; ``NOTHING_NEW`` if there is none."""
    present = set(outcomes)
    return next((outcome for outcome in WORST_FIRST if outcome in present), Outcome.NOTHING_NEW)


def exit_code_table() -> str:
    """Return the table of exit codes in Markdown. Each outcome links to its entry in the runbook."""
    rows = (
        _ROW.format(
            code=outcome.code, outcome=outcome, fragment=heading_fragment(outcome), sentence=outcome.sentence
        )
        for outcome in Outcome
    )
    return "\n".join([*_HEAD, *rows])


def heading_fragment(heading: str) -> str:
    """Return the fragment that links to a heading."""
    return heading.lower().replace(",", "").replace(" ", "-")
