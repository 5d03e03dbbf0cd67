"""A command loads what it needs: Scrapy imports the modules of all commands at every start."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from scrapy.utils.misc import load_object, walk_modules_iter

from bulletin_spider.actions._action import Action
from bulletin_spider.commands._usage import ActionMixin
from tests.conftest import ROOT

COMMANDS = {
    module.__name__.rpartition(".")[2]: module.Command
    for module in walk_modules_iter("bulletin_spider.commands")
    if hasattr(module, "Command")
}
OURS = sorted(name for name, command in COMMANDS.items() if issubclass(command, ActionMixin))
SHOW_MODULES = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def modules_after(*arguments: str) -> set[str]:
    """Return the modules that a command has imported when it ends."""
    command = [sys.executable, "-c", SHOW_MODULES, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {*json.loads(done.stderr.splitlines()[-1])}


@pytest.mark.parametrize("command", ["crawl", "status"])
def test_help_imports_no_work(command: str) -> None:
    found = modules_after(command, "-h")
    ours = {name.split(".")[1] for name in found if name.startswith("bulletin_spider.")}
    assert ours <= {"commands", "credentials", "exceptions", "settings", "statuses", "suggestion"}
    assert not {"sqlalchemy", "warcio"} & found


@pytest.mark.parametrize("name", OURS)
def test_action_of_command_exists(name: str) -> None:
    action = load_object(COMMANDS[name].action)
    assert issubclass(action, Action)
    assert action.__module__ == f"bulletin_spider.actions.{name}"


def test_every_action_has_its_command() -> None:
    actions = {path.stem for path in (ROOT / "bulletin_spider" / "actions").glob("[!_]*.py")}
    assert actions == {*OURS}
