"""Crawl a hostile server, and judge how the run ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.statuses import UNREADABLE
from tests.conftest import ROOT
from tests.crawls.hostile_servers import BULLETINS, HostileServer, Serving

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = 350
"""Megabytes that a run may need."""
LIMIT, CLOSING = 30, 60
"""Seconds of a run, and those that it has to close."""
OPTIONS = (
    "DOWNLOAD_DELAY=0.01", "AUTOTHROTTLE_ENABLED=0", "RETRY_TIMES=0", "DOWNLOAD_TIMEOUT=6", f"CLOSESPIDER_TIMEOUT={LIMIT}",
    "LISTING_PAGES=30", "CRAWL_DELAY_MAX=1", "LOG_LEVEL=ERROR",
)  # fmt: skip
FORK_EACH = """
import json, os, sys
from scrapy.cmdline import execute
import bulletin_spider.actions.crawl, bulletin_spider.addon, bulletin_spider.spiders.listing
for line in sys.stdin:
    arguments, environment, errors = json.loads(line)
    child = os.fork()
    if not child:
        os.environ |= environment
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
        os.dup2(2, 1)
        execute(["scrapy", *arguments])
        os._exit(99)
    print(child, flush=True)
    _, status, usage = os.wait4(child, 0)
    print(os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024, flush=True)
"""
"""Starts runs without the time of their imports. The memory of a process counts from its parent's on: this one is small."""


class Starter:
    """A process that starts runs one after the other."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORK_EACH], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def run(self, arguments: list[str], environment: dict[str, str], errors: Path) -> tuple[int, float]:
        """Return the exit code of a run, and the most megabytes that it needed."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([arguments, environment, str(errors)]) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        overdue = threading.Timer(LIMIT + CLOSING, _kill, [child])
        overdue.start()
        code, megabytes = self.process.stdout.readline().split()
        overdue.cancel()
        return int(code), float(megabytes)

    def stop(self) -> None:
        """End the process."""
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()


class Judged(NamedTuple):
    """How a run ended, and what is wrong with that."""

    name: str
    code: int
    outcome: str
    whole: int
    """Published bulletins with text, or with the file that they are."""
    told: int
    """Rows whose page the site did not give: the record counts each, and a few of them are no reason for alarm."""
    seconds: float
    megabytes: float
    reasons: list[str]
    faults: list[str]


def crawl_hostile(
    starter: Starter, hostile: HostileServer, archive: Path, trusted: Path | None = None
) -> Judged:
    """Crawl a server into an archive. ``trusted`` is the file of the authority that vouches for the good one."""
    server = Serving(hostile)
    options = [word for option in OPTIONS for word in ("-s", option)]
    arguments = ["crawl", "listing", "-a", f"url={server.url}/sq/", "-a", "site=hostile", *options]
    environment = {"BULLETIN_ARCHIVE": str(archive)} | ({"SSL_CERT_FILE": str(trusted)} if trusted else {})
    begun, errors = time.monotonic(), archive.with_suffix(".err")
    code, megabytes = starter.run(arguments, environment, errors)
    server.stop()
    err = errors.read_text(encoding="utf-8", errors="replace")
    record = _record(archive)
    judged = Judged(
        hostile.name, code, record.get("outcome", ""), _whole(archive), _told(record), time.monotonic() - begun, megabytes,
        record.get("reasons", []), [],
    )  # fmt: skip
    judged.faults.extend(_faults(judged, err, hides=hostile.hides))
    return judged


def _faults(run: Judged, err: str, *, hides: bool) -> list[str]:
    good = run.name.startswith("TLS: good")
    least = BULLETINS if good else BULLETINS - 1 if run.name.startswith("article") else 0
    told = run.whole + run.told
    faults = {
        f"ended by signal {-run.code}": run.code < 0,
        f"traceback: {err.strip()[-200:]!r}": "Traceback" in err,
        f"needed {run.megabytes:.0f} MB": run.megabytes > MEMORY,
        "left no record": not run.outcome,
        f"is ok and says nothing of {BULLETINS - told} bulletins": run.outcome.startswith("ok")
        and told < BULLETINS
        and not hides,
        f"published {run.whole} of {least} good bulletins": run.whole < least,
        "is not ok": good and not run.outcome.startswith("ok"),
    }
    return [fault for fault, found in faults.items() if found]


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _record(archive: Path) -> dict[str, Any]:
    return next(iter(last_run_records(Layout(archive), "hostile", 1)), {})


def _told(record: dict[str, Any]) -> int:
    rows = [channel["rows"] for channel in record.get("channels", {}).values()]
    return sum(found.get(status, 0) for found in rows for status in UNREADABLE)


def _whole(archive: Path) -> int:
    segments = (archive / "bulletins" / "hostile").glob("*.jsonl")
    versions = (json.loads(line) for segment in segments for line in segment.read_bytes().splitlines())
    return sum(bool(version["paragraphs"] or version["attachments"]) for version in versions)
