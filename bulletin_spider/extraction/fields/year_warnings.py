"""Word the warnings about the year of a day that is written without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.evidence_rules import EvidenceRule

UNSUPPORTED = "without a year, and nothing supports one"
"""The end of the warning that a day is left out because its year is unknown."""


def unsupported_year(rule: EvidenceRule, day: dt.date) -> str:
    """Return the warning that the year of the day that ``rule`` found is unknown."""
    return f"date: {rule.label} says {day:%m-%d} {UNSUPPORTED}"


def inferred_year(rule: EvidenceRule, day: dt.date, year_rules: tuple[EvidenceRule, ...]) -> str:
    """Return the warning that ``year_rules`` gave the year of the day that ``rule`` found."""
    sources = ", ".join(one.label for one in year_rules)
    return f"date: {rule.label} says {day:%m-%d} without a year, {day.year} comes from: {sources}"
