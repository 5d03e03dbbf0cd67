"""A person who follows a page of the docs: a fresh directory, a home, and only what the README installs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.demo.server import PORT
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.reader import versions
from tests.conftest import Ended
from tests.docs.stand_ins import BEFORE, FILES, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.installed import Installed

_KEEP_STATE = """
code=$?
pwd > "$OLD_STATE/directory"
jobs -p >> "$OLD_STATE/jobs"
export -p | grep -v OLD_STATE > "$OLD_STATE/variables"
exit $code
"""


@dataclass
class Newcomer:
    """``place`` has a home, a working directory and what stands in for other places; ``values`` fill the tables."""

    place: Path
    installed: Installed
    values: dict[str, str]

    def __post_init__(self) -> None:
        self.work, self.home, self.state = self.place / "work", self.place / "home", self.place / "state"
        for directory in (self.work, self.home, self.state, self.place / "mnt" / "elsewhere"):
            directory.mkdir(parents=True)
        self.values |= {"place": str(self.place), "work": str(self.work), "bin": str(self.installed.bin)}
        for name, text in FILES.items():
            (self.work / name).write_text(self.filled(text), encoding="utf-8")
        (self.state / "directory").write_text(str(self.work))
        for name in ("variables", "jobs"):
            (self.state / name).touch()

    def filled(self, text: str) -> str:
        """Return a text of the tables with the values of this test."""
        for name, value in self.values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def console(self, command: str) -> Ended:
        """Type a command; a directory that was entered and a variable that was exported last for the next one."""
        return self._typed(self.translated(command))

    def leave(self) -> None:
        """End what was started in the background."""
        for job in (self.state / "jobs").read_text(encoding="utf-8").split():
            with suppress(ProcessLookupError):
                os.kill(int(job), signal.SIGTERM)

    def program(self, text: str) -> Ended:
        """Run a Python program in the same place."""
        directory = (self.state / "directory").read_text(encoding="utf-8").strip()
        return self._run([str(self.installed.bin / "python"), "-c", self.translated(text)], directory)

    def cron(self, job: str, variables: dict[str, str]) -> Ended:
        """Run a job as cron does: ``sh``, the home directory, hardly any variable."""
        path = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "you", "HOME": str(self.home)}
        own = {name: self.translated(value) for name, value in variables.items()}
        command = ["sh", "-c", self.translated(job)]
        return _ended(command, str(self.home), path | own)

    def write(self, name: str, text: str) -> None:
        """Write a file of a project that a page shows."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".py":
            (path.parent / "__init__.py").touch()
        path.write_text(self.translated(text), encoding="utf-8")

    def prepare(self, command: str) -> None:
        """Do what the reader of a page has done before."""
        for beginning, before in BEFORE.items():
            if command.startswith(beginning):
                done = self._typed(self.filled(self.translated(before)))
                assert done.code == 0, f"{before}\n{done.err}"

    def translated(self, command: str) -> str:
        """Return a command with what stands in for other places; ids of the demo are those of its port."""
        for text, stand_in in TEXTS:
            command = command.replace(text, self.filled(stand_in))
        for identity, own in self._ids().items():
            command = command.replace(identity, own)
        return command

    def as_shown(self, output: str) -> str:
        """Return an output as a page shows it: addresses and ids of the demo's usual port."""
        for identity, own in self._ids().items():
            output = output.replace(own, identity)
        output = output.replace(f"{self.work}/output", "output")
        output = re.sub(r"(?<=postgresql://)127\.0\.0\.1:\d+(?=/bulletin)", "db.example.org", output)
        return output.replace(f"127.0.0.1:{self.values['port']}", f"127.0.0.1:{PORT}")

    def _ids(self) -> dict[str, str]:
        here, usual = f"127.0.0.1:{self.values['port']}/", f"127.0.0.1:{PORT}/"
        archive = self.work / "output"
        found = (
            {one["url"]: one["id"] for one in versions(archive)} if (archive / "bulletins").is_dir() else {}
        )
        return {bulletin_id(url.replace(here, usual)): own for url, own in found.items() if here in url}

    def _typed(self, command: str) -> Ended:
        directory = (self.state / "directory").read_text(encoding="utf-8").strip()
        script = f'. "$OLD_STATE/variables"\n{command}\n{_KEEP_STATE}'
        return self._run(["bash", "-c", script], directory, OLD_STATE=str(self.state))

    def _run(self, command: list[str], directory: str, **more: str) -> Ended:
        return _ended(command, directory, self.installed.environment(self.home, **more))


def _ended(command: list[str], directory: str, environment: dict[str, str]) -> Ended:
    done = subprocess.run(
        command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def is_shown(shown: str, output: str) -> bool:
    """Return whether an output is what a page shows: names of runs may differ, … is anything."""
    run = r"\d{8}T\d{6}Z"
    pattern = re.escape(re.sub(run, "RUN", shown.strip())).replace("…", ".*")
    return bool(re.fullmatch(pattern, re.sub(run, "RUN", output.strip()), re.DOTALL))
