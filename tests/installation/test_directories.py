"""Commands work in the directory of the project, which ``bulletin.toml`` makes too."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import free_port
from tests.crawls.baishi import FAST, site
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.installed import Installed

pytestmark = pytest.mark.crawl


@pytest.fixture
def server() -> Iterator[Pages]:
    pages = Pages(site())
    yield pages
    pages.stop()


def test_bulletin_toml_is_found_from_below(installed: Installed, server: Pages, tmp_path: Path) -> None:
    """One project and one archive: the runs of `sweep`, of cron, and of an earlier listing that is kept as a site."""
    home, project, below = tmp_path / "home", tmp_path / "news", tmp_path / "news" / "a" / "b"
    for place in (home, below):
        place.mkdir(parents=True)
    (project / "bulletin.toml").write_text('archive = "kept"\ncontact = "me@example.org"\n')
    listing = f"{server.url}/sq/"

    def run(*command: str) -> str:
        ended = installed.run(["bulletin", *command], below, home)
        assert ended.code == 0, ended.out + ended.err
        return ended.out + ended.err

    run("crawl", "listing", "-a", f"url={listing}", "-a", "site=baishi", *FAST)
    added = run("addsite", "baishi", "--listing", listing, "--channel", "要闻", "--yes", *FAST)
    assert "the archive of baishi is carried on" in added
    assert f"wrote {project / 'sites.toml'}" in added
    swept = run("sweep", "baishi", *FAST)
    assert "1 of 1 sites are well" in swept
    assert len([*project.glob("kept/bulletins/baishi/*.jsonl")]) == 1, "nothing is published twice"

    line = run("schedule", "--every", "2h", "--sweep", "demo").splitlines()[-1]
    command = f"{line.partition('  ')[2]} -a port={free_port()}"
    done = subprocess.run(
        ["env", "-i", f"HOME={home}", "sh", "-c", command],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len([*project.glob("kept/bulletins/demo/*.jsonl")]) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"home", "news"}
    assert {path.name for path in project.iterdir() if path.name[0] != "."} == {
        "a",
        "bulletin.toml",
        "kept",
        "sites.toml",
    }
