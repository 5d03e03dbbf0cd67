"""``bulletin init DIR``: make a small project of one's own."""

from __future__ import annotations

import json
import os
import shlex
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.examination.site_files import write_new_files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_SUFFIX = ".tmpl"
_HIDDEN = "dot_"
"""Begins the name of a template of a hidden file: packaging tools leave hidden files out."""


class InitAction(Action):
    """Write the project's files, all or none, and say what to type next."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--contact``."""
        parser.add_argument("--contact", metavar="ADDRESS",
                            help="a web page or mail address at which the sites' operators reach you")  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the project."""
        contact = opts.contact or os.environ.get("BULLETIN_CONTACT", "")
        self.exitcode = run_command("init", args[1:], lambda: _make_project(args[:1], contact))


def _make_project(args: list[str], contact: str) -> None:
    if not args:
        raise UsageFault("name the directory of the new project, like: bulletin init my_news")
    place = Path(args[0])
    if place.exists() and not place.is_dir():
        raise UsageFault(f"{place} is a file; name a directory that is empty or does not exist yet")
    if place.is_dir() and any(place.iterdir()):
        raise UsageFault(f"{place} is not empty, and nothing in it is overwritten; name another directory")
    texts = project_files({"contact": json.dumps(contact, ensure_ascii=False)})
    write_new_files({place / name: text.encode() for name, text in texts.items()})
    print_line(f"made a project in {place}: {', '.join(sorted(texts))}")
    print_line(f"next: cd {shlex.quote(str(place))} && bulletin crawl demo")
    if not contact:
        print_line(
            "then give a contact in district_news/settings.py, at which the sites' operators reach you"
        )


def project_files(words: dict[str, str]) -> dict[str, str]:
    """Return the path of each file of a new project → its text, with the words filled in."""
    top = files("bulletin_spider") / "templates" / "project"
    return {
        name.replace(_HIDDEN, ".", 1) if name.startswith(_HIDDEN) else name: Template(text).substitute(words)
        for name, text in _templates(top, "")
    }


def _templates(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _templates(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            yield f"{path}{entry.name.removesuffix(_SUFFIX)}", entry.read_text(encoding="utf-8")
