"""Advise a person what to do about an outcome: one line, with the command to type."""

from __future__ import annotations

from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import WELL, Outcome

_NOTHING_TO_DO = (*WELL, Outcome.UNPROVEN)
_PASSING = (Outcome.LOCKED, Outcome.INTERRUPTED, Outcome.INCOMPLETE, Outcome.UNREACHABLE)
"""The next run may end well by itself; a person is needed only if these outcomes last."""
LASTING = 3
"""Bad runs in a row after which even an outcome that may pass needs a person."""

_ADVICE: dict[str, str] = {
    Outcome.ERROR: f"read the log: {PROGRAM} crawl {{site}} -L DEBUG",
    Outcome.INCOMPLETE: f"the next run asks again; if it lasts, look: {PROGRAM} doctor {{site}}",
    Outcome.DRIFT: f"look: {PROGRAM} doctor {{site}}; correct the site's file or the rules;"
    f" if the site is as it should be now: {PROGRAM} crawl {{site}} -s HEALTH_ACCEPT=1",
    Outcome.BLOCKED: f"look: {PROGRAM} doctor {{site}}; set BULLETIN_CONTACT, ask less often,"
    " write to the site's operators",
    Outcome.FORBIDDEN: f"robots.txt is obeyed: {PROGRAM} doctor {{site}} shows which channels it leaves",
    Outcome.UNREACHABLE: f"try again later; if it lasts: {PROGRAM} doctor {{site}}",
    Outcome.OUTPUT_FAILED: "check free space (df -h) and write permission where the file could not be written,"
    " or the object store or database that the reason names;"
    f" then {PROGRAM} crawl {{site}}",
    Outcome.LOCKED: "another run is in progress; if every run meets one, ask less often",
    Outcome.INTERRUPTED: f"nothing is lost; to go on at once: {PROGRAM} crawl {{site}}",
    Outcome.USAGE: f"correct the command: {PROGRAM} crawl -h",
    Outcome.UNPROVEN: "to know that nothing is missing, describe the channels in a site file: docs/add_a_site.md",
}


_WITHOUT_CHANNELS: dict[str, str] = {
    Outcome.INCOMPLETE: "read the reasons above and the log; the next run visits the same pages again",
    Outcome.DRIFT: f"read the log: {PROGRAM} crawl {{site}} -L DEBUG; correct the spider;"
    f" if the site is as it should be now: {PROGRAM} crawl {{site}} -s HEALTH_ACCEPT=1",
}
"""Advice for a spider without channels, which ``bulletin doctor`` cannot examine."""


def advice(outcome: str, site: str, *, walks_channels: bool = True) -> str:
    """Return what to do about an outcome; empty if it needs nothing. ``site`` is its name on a command line."""
    known = _ADVICE if walks_channels else _ADVICE | _WITHOUT_CHANNELS
    return known.get(outcome, "").format(site=site)


def is_well(outcome: str) -> bool:
    """Return whether an outcome needs nothing from anybody."""
    return outcome in WELL


def is_quiet(outcome: str) -> bool:
    """Return whether ``--quiet`` prints nothing: the outcome needs nothing from anybody, or nothing can be done."""
    return outcome in _NOTHING_TO_DO


def needs_person(outcome: str, runs: int) -> bool:
    """Return whether a person should look at a site whose last ``runs`` runs, up to the latest, ended badly."""
    return outcome not in _NOTHING_TO_DO and (outcome not in _PASSING or runs >= LASTING)
