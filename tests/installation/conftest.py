"""What the tests of an installation share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.installation.linters import install_linters

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def linters(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder of the programs that check files of deployment."""
    base = tmp_path_factory.getbasetemp()
    return install_linters((base if worker_id == "master" else base.parent) / "linters")
