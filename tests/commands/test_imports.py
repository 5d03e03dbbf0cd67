"""A command loads what it needs: Scrapy imports the modules of all commands at every start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from scrapy.utils.misc import load_object, walk_modules_iter

from bulletin_spider.actions._action import Action
from bulletin_spider.commands._usage import ActionMixin
from tests.commands.imported import imported_modules
from tests.conftest import ROOT

COMMANDS = {
    module.__name__.rpartition(".")[2]: module.Command
    for module in walk_modules_iter("bulletin_spider.commands")
    if hasattr(module, "Command")
}
OURS = sorted(name for name, command in COMMANDS.items() if issubclass(command, ActionMixin))


@pytest.mark.parametrize("command", ["fetch", "genspider"])
def test_command_imports_no_work_of_others(command: str) -> None:
    found = imported_modules(command, "-h")
    ours = {name.split(".")[1] for name in found if name.startswith("bulletin_spider.")}
    assert ours <= {
        "commands",
        "credentials",
        "exceptions",
        "program",
        "project",
        "settings",
        "statuses",
        "suggestion",
    }
    assert not {"sqlalchemy", "warcio"} & found


@pytest.mark.parametrize("name", OURS)
def test_action_of_command_exists(name: str) -> None:
    action = load_object(COMMANDS[name].action)
    assert issubclass(action, Action)
    assert action.__module__ == f"bulletin_spider.actions.{name}"


def test_every_action_has_its_command() -> None:
    actions = {path.stem for path in (ROOT / "bulletin_spider" / "actions").glob("[!_]*.py")}
    assert actions == {*OURS}


def test_only_opening_an_index_loads_sqlalchemy() -> None:
    names = [
        "addsite",
        "anchor",
        "doctor",
        "export",
        "extract",
        "history",
        "retire",
        "schedule",
        "search",
        "status",
        "sweep",
    ]
    code = f"import importlib, sys; [importlib.import_module('bulletin_spider.actions.' + name) for name in {names}]"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; sys.exit('sqlalchemy' in sys.modules)"], check=False
    )
    assert done.returncode == 0
