"""Ask which modules a command has imported when it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOW = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def imported_modules(*arguments: str, environment: Mapping[str, str] | None = None) -> set[str]:
    command = [sys.executable, "-c", _SHOW, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return {*json.loads(done.stderr.splitlines()[-1])}
