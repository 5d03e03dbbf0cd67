from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bulletin_spider.exceptions import ArchiveFault, DamagedSegment
from bulletin_spider.web.faults import reason

ARCHIVE = Path("/srv/secret/output")
DENIED = os.strerror(errno.EACCES)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ArchiveFault(ARCHIVE, PermissionError(errno.EACCES, DENIED)), DENIED),
        (PermissionError(errno.EACCES, DENIED, str(ARCHIVE / "runs")), DENIED),
        (
            DamagedSegment(f"{ARCHIVE}/bulletins/demo/1.jsonl: line 2"),
            "output/bulletins/demo/1.jsonl: line 2",
        ),
    ],
    ids=["archive", "file", "segment"],
)
def test_a_reason_names_no_directory_above_the_archive(error: Exception, said: str) -> None:
    assert reason(error, ARCHIVE) == said
