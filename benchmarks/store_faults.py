"""Crawl into a store that fails in every way, and show that each ends truly, and that nothing is lost or doubled.

    uv run python -m benchmarks.store_faults [NAME…]

For each fault a site of 20 bulletins is crawled through a proxy before a real S3 server. Then the proxy is healed, the
site is crawled again, and the archive must hold each bulletin once and verify clean. It takes a quarter of an hour.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from tests.crawls.baishi import site
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule
from tests.object_store.faulty_archive import FaultyArchive
from tests.object_store.server import S3Server
from tests.serving import Pages

_PUT = "PUT"
_BULLETINS = 20


class Scenario(NamedTuple):
    """What fails, and the exit code that is true then."""

    code: int
    rules: list[Rule]
    environment: dict[str, str] = {}


def _lost(*kinds: str) -> list[Rule]:
    return [Rule(Fault.LOST, kind=kind, method=_PUT, times=1) for kind in kinds]


def _segment(fault: Fault, **more: Any) -> Scenario:  # noqa: ANN401 - what a rule takes
    code = more.pop("code", 0)
    return Scenario(code, [Rule(fault, kind="segment", method=_PUT, **more)])


SCENARIOS = {
    "none": Scenario(0, []),
    "away for 30 s at a segment": _segment(Fault.AWAY, times=1, seconds=30),
    "away for 30 s at the claim": Scenario(
        0, [Rule(Fault.AWAY, kind="claim", method=_PUT, times=1, seconds=30)]
    ),
    "away for 30 s at the record": Scenario(0, [Rule(Fault.AWAY, kind="record", times=1, seconds=30)]),
    "away for 200 s at the second segment": _segment(Fault.AWAY, after=1, times=1, seconds=200, code=74),
    "a storm of 503": Scenario(0, [Rule(Fault.SLOW_DOWN, times=25, after=5)]),
    "every fourth request 503": Scenario(
        0, [Rule(Fault.SLOW_DOWN, after=n, times=1) for n in range(3, 200, 4)]
    ),
    "slow puts": Scenario(0, [Rule(Fault.SLOW, method=_PUT, seconds=2)]),
    "a stalled segment": _segment(Fault.STALL, times=1),
    "a lost claim": Scenario(0, _lost("claim")),
    "a lost capture": Scenario(0, _lost("capture")),
    "a lost segment": Scenario(0, _lost("segment")),
    "a lost record": Scenario(0, _lost("record")),
    "a lost head": Scenario(0, _lost("fold")),
    "cut answers": Scenario(0, [Rule(Fault.CUT, method="GET", times=5)]),
    "full at once": Scenario(74, [Rule(Fault.QUOTA, method=_PUT)]),
    "full at the second segment": _segment(Fault.FULL, after=1, code=74),
    "full at the record": Scenario(74, [Rule(Fault.QUOTA, kind="record", method=_PUT)]),
    "no permission to put": Scenario(74, [Rule(Fault.DENIED, method=_PUT)]),
    "no bucket": Scenario(74, [Rule(Fault.NO_BUCKET)]),
    "clock is wrong": Scenario(74, [Rule(Fault.SKEWED)]),
    "no S3 server": Scenario(74, [Rule(Fault.PORTAL)]),
    "no S3 server in the middle": Scenario(74, [Rule(Fault.PORTAL, after=20)]),
    "wrong secret": Scenario(74, [], {"AWS_SECRET_ACCESS_KEY": "wrong"}),
}


def main() -> None:
    """Run the scenarios, print a line for each, and fail if one is not as it must be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="words of the names of scenarios (default: all)"
    )
    names = parser.parse_args().names
    chosen = [name for name in SCENARIOS if not names or any(word in name for word in names)]
    pages, wrong = Pages(site()), 0
    with tempfile.TemporaryDirectory() as directory:
        server = S3Server.start(Path(directory) / "s3")
        os.environ |= server.environment
        try:
            for number, name in enumerate(chosen):
                proxy = FaultProxy(server.endpoint)
                archive = FaultyArchive(
                    proxy, pages, f"shared-{uuid.uuid4().hex}", Path(directory) / str(number)
                )
                wrong += run(archive, name)
                proxy.stop()
        finally:
            server.stop()
            pages.stop()
    print(f"{len(chosen) - wrong} of {len(chosen)} scenarios as they must be")
    raise SystemExit(wrong > 0)


def run(archive: FaultyArchive, name: str) -> bool:
    """Run a scenario, print its line, and return whether something is not as it must be."""
    wanted, start = SCENARIOS[name], time.monotonic()
    archive.proxy.add(*wanted.rules)
    ended = archive.crawl(**wanted.environment)
    seconds, asked = time.monotonic() - start, len(archive.proxy.asked)
    archive.proxy.heal()
    again, verified = archive.crawl(), archive.run("verify", "--deep")
    addresses = archive.addresses()
    lost, doubled = _BULLETINS - len({*addresses}), len(addresses) - len({*addresses})
    right = (ended.code, again.code, verified.code, lost, doubled) == (wanted.code, 0, 0, 0, 0)
    said = (ended.err.splitlines() or ended.out.splitlines() or [""])[0][:150]
    print(
        f"{name}: code {ended.code}, {seconds:.0f} s, {asked} requests; then crawl {again.code},"
        f" verify {verified.code}, {lost} lost, {doubled} doubled{'' if right else '  WRONG'}\n    {said}",
        flush=True,
    )
    return not right


if __name__ == "__main__":
    main()
