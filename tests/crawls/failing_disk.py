"""Run a command whose calls to the disk fail or end the process, at a chosen one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT, Ended

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive

FAILING = """
import os
_call, _number, _what = os.environ["FAILING_CALL"].split(":")
_kind, _, _name_part = _call.partition("@")
_root, _count = os.environ["BULLETIN_ARCHIVE"], 0

def _place(argument):
    return os.readlink(f"/proc/self/fd/{argument}") if isinstance(argument, int) else os.fspath(argument)

def _failing(name, call):
    def replaced(first, *rest, **options):
        global _count
        if _place(first).startswith(_root) and _name_part in _place(first):
            _count += 1
            if _count == int(_number):
                if _what == "kill":
                    os.kill(os.getpid(), 9)
                raise OSError(5, "Input/output error")
        return call(first, *rest, **options)
    return replaced

for _name in ("link", "fsync", "replace", "rename") if _kind == "any" else (_kind,):
    setattr(os, _name, _failing(_name, getattr(os, _name)))
"""
"""Python reads it at its start (``sitecustomize``). It counts the calls that change the archive."""


def run_on_failing_disk(archive: Archive, place: Path, call: str, *arguments: str) -> Ended:
    """Run ``scrapy`` with the ``arguments``; ``place`` is a directory for the patch.

    ``call`` is like ``link:3:fail`` or ``any:17:kill``; in ``replace@head:1:kill`` only files of that name count.
    """
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(FAILING, encoding="utf-8")
    environment = archive.environment() | {
        "PYTHONPATH": f"{place}{os.pathsep}{ROOT}",
        "FAILING_CALL": call,
    }
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)
