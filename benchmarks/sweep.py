"""Measure ``bulletin sweep`` over many idle sites, in worker processes and with a process for each site.

    uv run python benchmarks/sweep.py [--sites 24] [--jobs 16] [--delay 0.01] [--isolate]

One server process shows each site at its own address, 127.1.x.y: four channels of three bulletins. The first sweep
reads them all and is not measured. The measured one finds nothing new. It prints wall and CPU seconds of all processes,
the CPU seconds a site, and the private memory of the largest process. ``--isolate`` measures a process a site, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

PORT = 18_173
CHANNELS = ("gzdt", "tzgg", "bmdt", "jddt")
ROWS = 3
SETTINGS = """\
from bulletin_spider.settings import *
SPIDER_MODULES = []
DOWNLOAD_DELAY = {delay}
AUTOTHROTTLE_ENABLED = False
"""
TABLE = """\
[site{number}]
domains = ["{host}"]
channels = [{channels}]
"""
ROW = """\
<li><a href='/{folder}/art_{number}.html'>第{number}号例行公告已经发布</a><span>2026-09-{number:02}</span></li>
"""
ARTICLE = """\
<html><head><title>第{number}号例行公告</title></head><body><h1>第{number}号例行公告已经发布</h1>
<p>发布时间：2026-09-{number:02} 来源：区政府办公室</p>
<div id=zoom><p>　　为了方便群众办事，{folder}第{number}号公告对窗口的时间作了调整，周末照常受理。</p>
<p>　　请广大居民提前安排，带齐所需材料到现场办理。</p></div></body></html>
"""


def main() -> None:
    """Measure in both ways, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=24)
    parser.add_argument("--jobs", type=int, default=16)
    parser.add_argument("--delay", type=float, default=0.01, help="seconds between two requests to a site")
    parser.add_argument("--isolate", action="store_true", help="measure a process a site, too")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.sites))
        return
    with tempfile.TemporaryDirectory() as directory:
        write_project(Path(directory), given)
        command = [sys.executable, __file__, "--serve", "--sites", str(given.sites)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout
                server.stdout.readline()
                measure_ways(Path(directory), given)
            finally:
                server.terminate()


class Cost(NamedTuple):
    """What a sweep cost."""

    wall: float
    cpu: float
    largest: float
    """Private memory of the largest process, in MB."""
    processes: int


def measure_ways(project: Path, given: argparse.Namespace) -> None:
    """Let all bulletins be known, then measure sweeps that find nothing new."""
    sweep(project, given.jobs)
    print(
        f"{'':10} {'sites':>5} {'jobs':>4} {'wall s':>7} {'CPU s':>7} {'CPU s/site':>10} {'MB':>5} processes"
    )
    for way, options in (("workers", ()), ("--isolate", ("--isolate",)))[: 1 + given.isolate]:
        cost = sweep(project, given.jobs, *options)
        print(
            f"{way:10} {given.sites:5} {given.jobs:4} {cost.wall:7.1f} {cost.cpu:7.1f}"
            f" {cost.cpu / given.sites:10.3f} {cost.largest:5.0f} {cost.processes}",
            flush=True,
        )


def sweep(project: Path, jobs: int, *options: str) -> Cost:
    """Run one sweep; exit if a site is not well."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "scrapy", "sweep", "--json", "--jobs", str(jobs), *options]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command,
        cwd=project,
        env=environment | {"BULLETIN_ARCHIVE": str(project / "output")},
        stdout=subprocess.PIPE,
    )
    seen: dict[int, int] = {}
    threading.Thread(target=watch_memory, args=(process.pid, seen), daemon=True).start()
    out = process.communicate()[0]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    bad = {site: run for site, run in json.loads(out)["sites"].items() if not run["outcome"].startswith("ok")}
    if process.returncode or bad:
        sys.exit(f"the sweep failed: {str(bad)[:1000]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu, max(seen.values()) / 1024, len(seen))


def watch_memory(parent: int, seen: dict[int, int]) -> None:
    """Note the most private memory, in KB, of each child of a process, five times a second."""
    while Path(f"/proc/{parent}").exists():
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, _, ppid = int(path.parent.name), *path.read_text().rpartition(")")[2].split()[:2]
                if int(ppid) == parent:
                    lines = path.with_name("smaps_rollup").read_text().splitlines()
                    private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
                    seen[pid] = max(seen.get(pid, 0), private)
            except (OSError, ValueError):
                continue
        time.sleep(0.2)


def host_of(number: int) -> str:
    """Return the address of a site."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def write_project(project: Path, given: argparse.Namespace) -> None:
    """Write a project with so many sites as tables."""
    (project / "scrapy.cfg").write_text("[settings]\ndefault = many\n")
    (project / "many.py").write_text(SETTINGS.format(delay=given.delay))
    tables = []
    for number in range(given.sites):
        host = host_of(number)
        urls = [f"http://{host}:{PORT}/{name}/" for name in CHANNELS]
        channels = ", ".join(
            f'{{name = "{name}", url = "{url}"}}' for name, url in zip(CHANNELS, urls, strict=True)
        )
        tables.append(TABLE.format(number=number, host=host, channels=channels))
    (project / "sites.toml").write_text("\n".join(tables))


def page_of(path: str) -> str:
    """Return the page at a path: robots.txt, a listing or a bulletin."""
    if path == "/robots.txt":
        return "User-agent: *\nDisallow:\n"
    folder, _, name = path.strip("/").partition("/")
    if name:
        return ARTICLE.format(number=int(name.removeprefix("art_").removesuffix(".html")), folder=folder)
    rows = "".join(ROW.format(number=number, folder=folder) for number in range(ROWS, 0, -1))
    return f"<html><body><ul>{rows}</ul></body></html>"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            body = page_of(head.split(b" ", 2)[1].decode()).encode()
            kind = (
                b"text/plain" if b"robots.txt" in head.partition(b"\r\n")[0] else b"text/html; charset=utf-8"
            )
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
                + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve(sites: int) -> None:
    """Serve every site at its own address until the process is ended."""
    server = await asyncio.start_server(answer, [host_of(number) for number in range(sites)], PORT)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    main()
