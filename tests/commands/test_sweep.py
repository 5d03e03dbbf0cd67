from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.actions._options import select_sites
from bulletin_spider.actions.sweep import sweep_report
from bulletin_spider.exceptions import UsageFault
from tests.crawls.baishi import site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages
    from tests.sinks import Sink

pytestmark = pytest.mark.crawl

SITES = ("-s", "SPIDER_MODULES=tests.crawls.sweep_sites,tests.crawls.broken_sites")


def test_killed_run_does_not_harm_other_sites(
    archive: Archive, serve: Callable[..., Pages], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each site is crawled once; one site is dead, one file is broken, one process is killed.

    A watch gets what the others have published.
    """
    monkeypatch.setenv("BULLETIN_NOTIFY", sink.url)
    monkeypatch.setenv("SWEEP_SITE", serve(site()).url)
    watches = archive.root.parent / "watches.toml"
    watches.write_text('[all]\nfeed = "all.json"\n', encoding="utf-8")
    ended = archive.scrapy("sweep", *SITES, "-s", f"WATCHES={watches}")
    assert len(json.loads((watches.parent / "all.json").read_bytes())["items"]) == 20
    assert ended.code == 1
    lines = [line.split() for line in ended.out.splitlines()]
    assert lines[0][:3] == ["site", "outcome", "published"]
    assert [line[:2] for line in lines[1:5]] == [
        ["absent", "unreachable"],
        ["broken", "error"],
        ["dying", "error"],
        ["well", "ok"],
    ]
    assert "SIGKILL ended it" in ended.out
    assert ended.out.splitlines()[-2:] == [
        "1 of 4 sites are well",
        "look closer: scrapy status absent broken dying",
    ]
    message = "the site's file tests/crawls/broken_sites/broken.py cannot be read: ValueError: channels = {"
    assert [line for line in ended.err.splitlines() if line.startswith("broken: ")] == [
        f"broken: scrapy crawl: error: {message}"
    ]
    assert len(archive.versions("well")) == 20

    again = archive.scrapy("sweep", *SITES, "--json", "-a", "full=1", "well")
    assert again.code == 0
    quiet = archive.scrapy("sweep", *SITES, "--quiet", "well")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    result = json.loads(again.out)
    assert result == {"outcome": "ok, nothing new", "sites": {"well": archive.runs("well")[1]}}
    assert result["sites"]["well"]["channels"]["社区"]["pages"] == 2, "the argument reaches the run"
    (message,) = sink.received
    assert message["title"] == "Bulletin Spider: broken: error, dying: error", (
        "an outcome that may pass by itself is not reported at once"
    )


def test_stopped_sweep_publishes_what_it_has(
    archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(site(), delay=0.3)
    monkeypatch.setenv("SWEEP_SITE", server.url)
    process = archive.start("sweep", *SITES, "--jobs", "1", "well", "absent")
    while len(server.asked) < 5 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 143
    record = archive.runs("well")[0]
    assert record["outcome"] == "interrupted"
    assert len(archive.versions("well")) == record["published"] > 0
    assert "not started" in out


def test_all_districts_are_selected_by_default() -> None:
    known = ["demo", "haidian", "listing", "xicheng"]
    assert select_sites([], known) == ["haidian", "xicheng"]
    assert select_sites(["demo", "demo"], known) == ["demo"]
    with pytest.raises(UsageFault, match="did you mean 'haidian'"):
        select_sites(["hadian"], known)
    with pytest.raises(UsageFault, match="needs an address"):
        select_sites(["listing"], known)


def test_report_of_successful_sites_suggests_nothing() -> None:
    record = {"site": "well", "outcome": "ok", "published": 2, "requests": 9, "seconds": 1.5, "reasons": []}
    assert sweep_report({"well": record}).splitlines()[1:] == [
        "well  ok       2          9         1.5      -",
        "1 of 1 sites are well",
    ]
