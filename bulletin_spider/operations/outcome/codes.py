"""The table of exit codes as documentation shows it, made from the outcomes themselves."""

from __future__ import annotations

from bulletin_spider.operations.outcome.outcomes import OUTCOMES

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
