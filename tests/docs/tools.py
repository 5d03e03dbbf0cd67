"""Programs of the system that the docs use."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock


def installed_tool(name: str, package: str = "") -> None:
    """Install a program, by default from the package of its name, if it is absent."""
    with FileLock(Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}.lock"):  # several workers may want it
        if shutil.which(name):
            return
        sudo = ["sudo", "-n"] * (os.getuid() != 0)
        for step in (["update", "-q"], ["install", "-qy", package or name]):
            done = subprocess.run([*sudo, "apt-get", *step], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{name} is not installed, and apt-get cannot do it: {done.stderr}"
