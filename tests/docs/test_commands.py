"""Every command of README and docs runs, line by line, for a person who has only what the README installs."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.conftest import ROOT, free_port
from tests.docs.blocks import COMMANDS, PAGES, SHELL, Block, blocks, unfenced_commands
from tests.docs.counting import count, every_command, where, why_not
from tests.docs.newcomer import Newcomer, is_shown
from tests.docs.stand_in_sites import example_pages, sites_table
from tests.docs.stand_ins import BEFORE, CODES, ELSEWHERE, NOT_RUN, today
from tests.docs.tools import installed_tool
from tests.object_store.conftest import s3_endpoint  # noqa: F401 - a fixture
from tests.object_store.server import ACCESS_KEY, SECRET_KEY
from tests.postgresql import postgresql_server, role_of_docs  # noqa: F401 - a fixture
from tests.serving import Pages
from tests.sinks import Sink
from tests.time_stamp_server import TimeStampServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Ended
    from tests.installed import Installed

SHOWN = frozenset({"text", "json", "toml", "ini", "yaml", "html", "nginx", "caddy", ""})
"""Kinds of blocks that show something and run nothing."""
DEMO = ("bulletin crawl demo", "bulletin demo", "uv tool install", "pip install")
"""How the first command of a page begins that makes its archive itself."""


@dataclass
class Neighbours:
    """Servers on loopback in the place of hosts, and an archive of the demo's first day."""

    installed: Installed
    values: dict[str, str]
    archive: Path

    def newcomer(self, place: Path, *, with_archive: bool) -> Newcomer:
        person = Newcomer(place, self.installed, dict(self.values))
        shutil.copytree(
            ROOT / "docs" / "example", person.work / "docs" / "example"
        )  # the README is read in a clone
        (person.work / "sites.toml").write_text(sites_table(self.values["example"]), encoding="utf-8")
        if with_archive:
            shutil.copytree(self.archive, person.work / "output")
        return person


@pytest.fixture(scope="module")
def neighbours(
    installed: Installed,
    postgresql_server: str,  # noqa: F811 - the fixture
    s3_endpoint: str,  # noqa: F811 - the fixture
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Neighbours]:
    for tool in ("jq", "rsync"):
        installed_tool(tool)
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        role_of_docs(connection)
    example, sink = Pages(example_pages()), Sink()
    authority = TimeStampServer(tmp_path_factory.mktemp("authority"))
    values = {
        "example": example.url,
        "authority": authority.url,
        "roots": str(authority.roots),
        "sink_json": sink.url,
        "sink": example.url,
        "port": str(free_port()),
        "postgresql": postgresql_server,
        "postgresql_of_cluster": postgresql_server.replace("//postgres@", "//bulletin@").replace(
            "/postgres", "/bulletin"
        ),
        "s3": s3_endpoint,
        "s3_key": ACCESS_KEY,
        "s3_secret": SECRET_KEY,
        "today": today(),
    }
    first = Newcomer(tmp_path_factory.mktemp("demo") / "first", installed, dict(values))
    (first.work / "sites.toml").write_text(sites_table(example.url), encoding="utf-8")
    made = first.console("bulletin crawl demo --quiet && bulletin crawl haidian --quiet")
    assert made.code == 0, made.err
    yield Neighbours(installed, values, first.work / "output")
    for one in (example, sink):
        one.stop()
    authority.close()


def first_command(page: Path) -> str:
    return next((command for block in blocks(page) for command, _ in block.commands()), "")


@pytest.mark.crawl
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_runs(neighbours: Neighbours, tmp_path: Path, page: Path) -> None:
    if all(where(block) for block in blocks(page) if block.commands()):
        return
    person = neighbours.newcomer(tmp_path / "person", with_archive=not first_command(page).startswith(DEMO))
    try:
        wrong = [*followed(person, page)]
    finally:
        person.leave()
    assert not wrong, "\n".join(wrong)


def followed(person: Newcomer, page: Path) -> Iterator[str]:
    """Do what a page says, and yield what is wrong."""
    printed = ""
    for block in blocks(page):
        if block.file:
            person.write(block.file, block.text)
        elif block.kind == "text" and not where(block):
            if not is_shown(block.text, printed):
                yield f"{block.place}: shown\n{block.text}printed\n{printed}"
        elif block.commands() and not where(block):
            printed = ""
            for command, shown in block.commands():
                if not why_not(command):
                    ended = run(person, block, command)
                    printed += person.as_shown(ended.out)
                    yield from faults(person, block, command, shown, ended)


def run(person: Newcomer, block: Block, command: str) -> Ended:
    person.prepare(command)
    if block.kind == "python":
        return person.program(command)
    if block.kind == "sql":
        return person.program(
            f"import psycopg\nconnection = psycopg.connect({person.values['postgresql']!r}, autocommit=True)\n"
            f"for statement in {command!r}.split(';\\n'):\n    connection.execute(statement)\nconnection.close()"
        )
    if block.kind == "cron":
        return person.cron(command, block.cron_environment())
    return person.console(f"set -e\n{command}" if block.kind in SHELL else command)


def faults(person: Newcomer, block: Block, command: str, shown: str, ended: Ended) -> Iterator[str]:
    """Yield what is wrong with a command: its exit code, its output, or a traceback."""
    expected = next((code for beginning, code in CODES.items() if command.startswith(beginning)), 0)
    if ended.code != expected:
        yield f"{block.place}: {command}\n  exit code {ended.code}, not {expected}\n{ended.out}{ended.err}"
    elif "Traceback" in ended.err + ended.out:
        yield f"{block.place}: {command}\n{ended.err}{ended.out}"
    elif shown and not is_shown(shown, person.as_shown(ended.out)):
        yield f"{block.place}: {command}\n  shown:\n{shown}\n  printed:\n{person.as_shown(ended.out)}{ended.err}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_run_or_shows_data(page: Path) -> None:
    for block in blocks(page):
        assert block.kind in COMMANDS | SHOWN, (
            f"{block.place}: nobody runs a block of the kind {block.kind!r}"
        )
        if block.kind == "json":
            json.loads(block.text)
        elif block.kind == "toml":
            tomllib.loads(block.text)
        elif block.kind == "console":
            assert block.text.startswith("$ "), f"{block.place}: a command begins with a dollar sign"
    assert unfenced_commands(page) == []


def test_tables_name_what_the_docs_have() -> None:
    commands = [command for _, command in every_command()]
    for beginning in (*NOT_RUN, *BEFORE, *CODES):
        assert any(command.startswith(beginning) for command in commands), beginning
    places = {(block.page, heading) for block, _ in every_command() for heading in (block.heading, "")}
    assert places >= ELSEWHERE.keys()
    print(count())
