"""Make an archive with an earlier commit and with this checkout, and compare every published byte.

    uv run python benchmarks/published_bytes.py --before 50742d2

Both crawl the demo site for three days with ``revisit=all`` and a fixed clock. Run records name the program's version
and the digest of its rules; only these two values may differ, and the hashes of the chain with them. Both commits must
keep run records in files of months. The exit code is 1 if anything else differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DAYS = {1: "2026-11-24T08:00:00", 2: "2026-11-25T08:00:00", 3: "2026-11-26T08:00:00"}
STOPPED_CLOCK = """
import datetime, http.server, itertools, os, uuid
_moment = datetime.datetime.fromisoformat(os.environ["STOPPED_CLOCK"]).replace(tzinfo=datetime.UTC)
_date = _moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
_numbers = itertools.count(1)

class Stopped(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return _moment.astimezone(tz)

datetime.datetime = Stopped
http.server.BaseHTTPRequestHandler.date_time_string = lambda self, timestamp=None: _date
uuid.uuid4 = lambda: uuid.UUID(int=next(_numbers))
"""
"""Python reads it at its start (``sitecustomize``). It fixes the time, the demo server's dates and the record ids."""
ONE_BY_ONE = ("-s", "CONCURRENT_REQUESTS=1")
"""Then responses come in the order of the requests."""
VARYING = ("program", "rules")
PUBLISHED = ("bulletins", "captures", "runs", "rejected", "datapackage.json")


def main() -> int:
    """Print a line for each file that differs, then a count; return 1 if any differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", required=True, help="the commit to compare with")
    parser.add_argument("--keep", type=Path, help="an empty directory in which both archives are kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = options.keep or Path(scratch)
        checkout, clock = work / "checkout", work / "clock"
        subprocess.run(["git", "clone", "--quiet", ROOT, checkout], check=True)
        subprocess.run(["git", "checkout", "--quiet", options.before], cwd=checkout, check=True)
        clock.mkdir()
        (clock / "sitecustomize.py").write_text(STOPPED_CLOCK, encoding="utf-8")
        before, after = work / "before", work / "after"
        crawl(checkout, before, clock)
        crawl(ROOT, after, clock)
        return compare(before, after)


def crawl(project: Path, archive: Path, clock: Path) -> None:
    """Crawl the demo site's three days with the code in ``project``."""
    for day, moment in DAYS.items():
        search = f"{clock}{os.pathsep}{project}"
        environment = os.environ | {
            "PYTHONPATH": search,
            "STOPPED_CLOCK": moment,
            "BULLETIN_ARCHIVE": str(archive),
        }
        arguments = ["-a", f"day={day}", "-a", "revisit=all", *ONE_BY_ONE]
        command = [sys.executable, "-m", "scrapy", "crawl", "demo", *arguments]
        done = subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{project}, day {day}: exit code {done.returncode}\n{done.stdout}{done.stderr}")


def compare(before: Path, after: Path) -> int:
    """Print the files that differ; return 1 if any does."""
    names = sorted(files(before) | files(after))
    different = [
        name
        for name in names
        if content(before / name) is None or content(before / name) != content(after / name)
    ]
    for name in different:
        print(f"differs: {name}")
    size = sum((after / name).stat().st_size for name in names if (after / name).exists())
    print(f"{len(names)} published files, {size:,} bytes, {len(different)} different")
    return 1 if different or not names else 0


def files(archive: Path) -> set[str]:
    """Return the names of all published files, relative to the archive."""
    found = (path for name in PUBLISHED for path in (archive / name, *(archive / name).rglob("*")))
    names = (path.relative_to(archive).as_posix() for path in found if path.is_file())
    return {name for name in names if not name.startswith("runs/") or name.endswith(".jsonl")}


def content(path: Path) -> bytes | list[Any] | None:
    """Return a file's bytes, or a run file's records without the values that name the program; None if missing."""
    if not path.exists():
        return None
    if "runs" not in path.parts:
        return path.read_bytes()
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for record in records:
        record.pop("previous_line")
        for key in VARYING:
            record.get("versions", {}).pop(key, None)
    return [json.dumps(record) for record in records]


if __name__ == "__main__":
    sys.exit(main())
