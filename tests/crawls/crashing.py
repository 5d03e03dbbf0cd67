"""Crawl days of the demo site with runs that are killed at random moments, and compare with undisturbed days."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

from filelock import FileLock

from bulletin_spider.statuses import Change
from tests.conftest import Archive, kill
from tests.crawls.failing_disk import run_on_failing_disk

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

# One missed revisit is enough for a withdrawal: a run that is killed after its record has counted its revisits.
REVISIT_ALL = (
    "-a", "revisit=all", "-s", "WITHDRAWN_VISITS=1", "-s", "WITHDRAWN_DAYS=0", "-s", "SEGMENT_LINES=7",
)  # fmt: skip


def crawl_day(archive: Archive, day: int) -> None:
    """Crawl and revisit the whole site on ``day``."""
    ended = archive.demo("-a", f"day={day}", *REVISIT_ALL)
    assert ended.code == 0, f"day {day}: {ended.out}{ended.err}"
    assert "Traceback" not in ended.err, ended.err


def start_and_kill(archive: Archive, day: int, chance: random.Random, longest: float) -> None:
    """Start a crawl of ``day`` and end it with SIGKILL after at most ``longest`` seconds."""
    process = archive.start("crawl", "demo", "-a", f"port={archive.port}", "-a", f"day={day}", *REVISIT_ALL)
    time.sleep(
        chance.uniform(0, longest)
    )  # any moment is right, so it does not matter how far the run has come
    kill(process)
    assert all(version["title"] for version in archive.versions()), "every published line is whole"


def _day_arguments(archive: Archive, day: int) -> tuple[str, ...]:
    return ("-a", f"port={archive.port}", "-a", f"day={day}", *REVISIT_ALL)


KILLED_COMMANDS: dict[str, Callable[[Archive, int], tuple[str, ...]]] = {
    "crawl": lambda archive, day: ("crawl", "demo", *_day_arguments(archive, day)),
    "crawl at a call": lambda archive, day: ("crawl", "demo", *_day_arguments(archive, day)),
    "replay": lambda _, __: ("replay", "demo", "--jobs", "1"),
    "replay at a call": lambda _, __: ("replay", "demo", "--jobs", "1"),
    "reindex": lambda _, __: ("reindex",),
    "export": lambda archive, _: ("export", "--to", f"{archive.root}-export/x.sqlite", "--overwrite"),
    "sweep": lambda archive, day: ("sweep", "demo", *_day_arguments(archive, day)),
}
"""Name → the command that is killed; "at a call" means at a call that links, renames or syncs a file."""
_CALLS = {"crawl at a call": 25, "replay at a call": 7}
"""How many calls that link, rename or sync these commands make at least, as measured; a later one would kill nothing."""


def kill_command(archive: Archive, name: str, day: int, chance: random.Random, longest: float) -> bool:
    """Start a command and kill it at a random moment or call; return whether it died of that.

    Check that what is published is whole, and that an export leaves nothing beside what it has written.
    """
    command, exports = (
        KILLED_COMMANDS[name](archive, day),
        archive.root.with_name(f"{archive.root.name}-export"),
    )
    exports.mkdir(exist_ok=True)
    if name != "crawl" and not archive.root.is_dir():
        return False
    if name.endswith("at a call"):
        call = f"any:{chance.randint(1, _CALLS[name])}:kill"
        code = run_on_failing_disk(archive, exports / "patch", call, *command).code
    else:
        process = archive.start(*command)
        time.sleep(chance.uniform(0.3, longest if name in {"crawl", "sweep"} else longest / 2))
        kill(process)
        code = process.returncode
    if name == "sweep":  # the child has its own session, and goes on
        with FileLock(archive.root / "runs" / ".demo.lock", timeout=300):
            pass
    assert all(version["title"] for version in archive.versions()), "every published line is whole"
    if name == "export" and code == 0:
        names = {path.name for path in exports.iterdir()} - {"patch"}
        assert names == {"x.sqlite"}, names
    return code == -9


def crawl_days(archive: Archive, days: range) -> float:
    """Crawl the days and return the seconds of the longest run."""
    longest = 0.0
    for day in days:
        began = time.monotonic()
        crawl_day(archive, day)
        longest = max(longest, time.monotonic() - began)
    return longest


def crawl_days_with_kills(
    archive: Archive, days: range, kills: int, chance: random.Random, longest: float
) -> None:
    """Crawl the days; on each of them ``kills`` runs are killed before one is completed."""
    for day in days:
        for _ in range(kills):
            start_and_kill(archive, day, chance, longest)
        crawl_day(archive, day)


def version_chains(archive: Archive) -> dict[str, list[tuple[str, int, str, str | None]]]:
    """Return for each bulletin's URL its versions in the order of publication.

    A version that says that an owed file has come is left out: a run that was killed may leave no such file.
    """
    found = defaultdict(list)
    for version in archive.versions():
        if version["change"] == Change.REREAD and version["fingerprint"] == version["previous"]:
            continue
        chain = (version["change"], version["revision"], version["fingerprint"], version["previous"])
        found[version["url"]].append(chain)
    return dict(found)


def files(archive: Archive) -> dict[str, list[tuple[str, str]]]:
    """Return for each bulletin's URL the state and the digest of each of its files."""
    return {
        version["url"]: [(file["state"], file.get("digest", "")) for file in version["attachments"]]
        for version in archive.versions()
    }


def assert_same_versions(killed: Archive, undisturbed: Archive) -> None:
    """Assert that killed runs cost no version, repeat none and leave no torn file."""
    assert version_chains(killed) == version_chains(undisturbed)
    assert files(killed) == files(undisturbed)
    torn = [path for suffix in ("*.part", "*.open") for path in killed.root.rglob(suffix)]
    assert not torn, torn
    verified = killed.scrapy("verify")
    assert verified.code == 0, verified.out + verified.err
