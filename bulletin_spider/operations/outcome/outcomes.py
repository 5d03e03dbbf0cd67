"""The words a run can end with, and the exit codes that say them to a timer."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """An outcome's exit code, and what it tells a person."""

    code: int
    sentence: str


OUTCOMES = {
    "ok": Meaning(0, "Every channel was walked to a safe end, and what was new is published."),
    "ok, nothing new": Meaning(0, "Every channel was walked to a safe end, and nothing was new."),
    "error": Meaning(1, "The program stumbled: what was published stays, the next run goes on."),
    "usage": Meaning(2, "What was asked for cannot be meant; nothing was requested."),
    "incomplete": Meaning(
        3, "Something is missing: a listing broke off or an article failed. The next run asks again."
    ),
    "drift": Meaning(
        4, "The site is not read as it used to be: it, or its pages, have changed. A person has to look."
    ),
    "blocked": Meaning(5, "The site turned us away: from its listings, or from article after article."),
    "forbidden": Meaning(6, "The site's robots.txt forbids its listings or articles, and is obeyed."),
    "unreachable": Meaning(7, "No listing could be reached."),
    "output failed": Meaning(74, "The archive, or a copy that was asked for, could not be written."),
    "locked": Meaning(75, "Another run of the same site is under way; nothing was done."),
    "interrupted": Meaning(130, "The run was stopped by a signal; what it had is published."),
}
"""In the order of the exit codes, which follow Scrapy (1, 2), sysexits.h (74, 75) and shells (130; SIGTERM: 143)."""

WORST_FIRST = (
    "output failed", "error", "drift", "blocked", "forbidden", "unreachable", "interrupted", "incomplete", "usage",
    "locked", "ok", "ok, nothing new",
)  # fmt: skip
"""The order of badness: first what endangers the archive, then what needs a person, then what may pass by itself."""


class Outcome(NamedTuple):
    """A word of :data:`OUTCOMES` with what speaks for it."""

    word: str
    reasons: list[str]

    @property
    def code(self) -> int:
        """The exit code."""
        return OUTCOMES[self.word].code


_HEAD = ("| exit code | outcome | what it tells |", "|---|---|---|")
_ROW = "| {code} | [`{word}`](#{anchor}) | {sentence} |"


def exit_codes() -> str:
    """Return the table in Markdown; each outcome links to its entry of the runbook."""
    rows = [
        _ROW.format(code=meaning.code, word=word, anchor=anchor(word), sentence=meaning.sentence)
        for word, meaning in OUTCOMES.items()
    ]
    return "\n".join([*_HEAD, *rows])


def anchor(heading: str) -> str:
    """Return the name under which a heading can be linked to."""
    return heading.lower().replace(",", "").replace(" ", "-")
