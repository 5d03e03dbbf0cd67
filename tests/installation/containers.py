"""Run commands as a container does: first process, own user, own name, and nothing that can be written but its data."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@contextmanager
def container(  # noqa: PLR0913 - what a container has
    command: Sequence[str],
    data: Path,
    *,
    user: str,
    variables: Mapping[str, str],
    project: Path | None = None,
    programs: Path | None = None,
    host: str = "container",
) -> Iterator[subprocess.Popen[str]]:
    """Run a command whose ``/data`` is the directory ``data``, and whose ``/project`` is read-only.

    It works in its project if there is one. The directory ``programs`` is ``/mnt/bin``; with it ``/tmp`` is its own,
    which else shows where the tests have installed the wheel. ``user`` is like ``10001:10001``. The one capability left lets that user
    read what a test directory hides from others; it writes nothing.
    """
    _skip_without_name_spaces()
    given = [f"{name}={_below_mnt(value)}" for name, value in variables.items()]
    number, group = user.split(":")
    drop = f"setpriv --reuid {number} --regid {group} --clear-groups --no-new-privs"
    drop += " --bounding-set -all,+dac_read_search --inh-caps -all,+dac_read_search"
    drop += " --ambient-caps -all,+dac_read_search"
    script = f"""
        hostname {host}
        mount --make-rprivate /
        mount -t tmpfs none /mnt
        mkdir -m 755 /mnt/data /mnt/project /mnt/bin
        mkdir -m 1777 /mnt/tmp
        mount --bind {data} /mnt/data
        chown {user} /mnt/data
        mount --bind {project or "/mnt/project"} /mnt/project
        mount -o remount,ro,bind /mnt/project
        {f"mount --bind {programs} /mnt/bin && mount --bind /mnt/tmp /tmp" if programs else ""}
        mount -o remount,ro,bind /
        mount -t proc proc /proc
        cd /mnt/{"project" if project else "data"}
        exec {drop} env -i {shlex.join([*given, *map(_below_mnt, command)])}
    """
    outer = subprocess.Popen(
        [*_sudo(), "unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child", "sh", "-ec", script],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield outer
    finally:
        if outer.poll() is None:
            _kill(_first_process(outer))
        outer.communicate()


def stopped(outer: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> str:
    """Send a signal to the first process, wait for its end, and return what it has printed."""
    _kill(_first_process(outer), number)
    return outer.communicate(timeout=120)[0]


def _kill(process: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to the first process of a container; if it is killed, so are all others in it."""
    if process:
        subprocess.run([*_sudo(), "kill", f"-{number}", str(process)], check=False)


def _first_process(outer: subprocess.Popen[str]) -> int:
    """Return the process that is the first one in the container; 0 if it has ended."""
    while outer.poll() is None:
        for status in Path("/proc").glob("[0-9]*/status"):
            values = _values(status)
            if values.get("NSpid", "").split()[1:] == ["1"] and _descends(int(values["Pid"]), outer.pid):
                return int(values["Pid"])
        time.sleep(0.05)
    return 0


def _descends(pid: int, ancestor: int) -> bool:
    while pid > 1 and pid != ancestor:
        pid = int(_values(Path(f"/proc/{pid}/status")).get("PPid", "0"))
    return pid == ancestor


def _values(status: Path) -> dict[str, str]:
    try:
        lines = status.read_text(encoding="utf-8").splitlines()
    except OSError:  # it has ended
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _below_mnt(text: str) -> str:
    return text.replace("/data", "/mnt/data")


def _sudo() -> list[str]:
    return ["sudo", "-n"] * (os.getuid() != 0)


def _skip_without_name_spaces() -> None:
    if os.getuid() and subprocess.run(["sudo", "-n", "unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("no name spaces can be made here")
