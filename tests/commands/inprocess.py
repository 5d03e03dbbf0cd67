"""Run a command in the test's own process: starting another process takes seconds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from tests.conftest import Ended

if TYPE_CHECKING:
    from pathlib import Path


def scrapy(capsys: pytest.CaptureFixture[str], archive: Path, *arguments: str) -> Ended:
    """Run a command of this project as ``scrapy`` does, and return how it ended."""
    settings = get_project_settings()
    settings.set("ARCHIVE_DIR", str(archive), priority="cmdline")
    handlers = [*logging.root.handlers]
    with pytest.raises(SystemExit) as ended:
        execute(["scrapy", *arguments], settings)
    logging.root.handlers[:] = handlers  # Scrapy adds one that writes to what is stderr during this test
    out, err = capsys.readouterr()
    return Ended(int(ended.value.code or 0), out, err)
