"""What a person does about an outcome: one line, with the command to type."""

from __future__ import annotations

WELL = ("ok", "ok, nothing new")
PASSING = ("locked", "interrupted", "incomplete", "unreachable")
"""What the next run may mend by itself; it needs a person when it lasts."""
LASTING = 3
"""Runs in a row that end badly before what passes by itself is worth a person's time."""

_ADVICE = {
    "error": "read the log: scrapy crawl {site} -L DEBUG",
    "incomplete": "the next run asks again; if it lasts, look: scrapy doctor {site}",
    "drift": "look: scrapy doctor {site}; mend the site's file or the rules; if the site is as it should be now:"
    " scrapy crawl {site} -s HEALTH_ACCEPT=1",
    "blocked": "look: scrapy doctor {site}; set BULLETIN_CONTACT, ask less often, write to the site's operators",
    "forbidden": "robots.txt is obeyed: scrapy doctor {site} shows which channels it leaves",
    "unreachable": "try again later; if it lasts: scrapy doctor {site}",
    "output failed": "look at the disk of what could not be written: df -h, and who may write there;"
    " then scrapy crawl {site}",
    "locked": "another run is under way; if each one is, ask less often",
    "interrupted": "nothing is lost; to go on at once: scrapy crawl {site}",
    "usage": "mend the command: scrapy crawl -h",
}


def advice(outcome: str, site: str) -> str:
    """Return what to do about an outcome; nothing for one that is well. ``site`` is what a command calls it."""
    return _ADVICE.get(outcome, "").format(site=site)


def is_well(outcome: str) -> bool:
    """Return whether an outcome asks nothing of anybody."""
    return outcome in WELL


def needs_person(outcome: str, runs: int) -> bool:
    """Return whether someone should look at a site whose last ``runs`` runs ended badly, the last one so."""
    return not is_well(outcome) and (outcome not in PASSING or runs >= LASTING)
