"""Start commands in processes of their own that find the libraries imported: a process that has them forks.

Importing Scrapy, Twisted, SQLAlchemy and lxml takes two thirds of the CPU time of a short command. A process that has
imported them, and no module of this project, forks for each command; the new process is the test's own child, and does
what ``python -m scrapy`` does, from its environment to its exit code. The docs' commands, those of the wheel, and those that
commands start themselves are started as a user does.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import inspect
import json
import os
import runpy
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
LIBRARIES = (
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.crawler",
    "scrapy.extensions.feedexport",
    "scrapy.http",
    "scrapy.pipelines",
    "scrapy.spiderloader",
    "twisted.internet.asyncioreactor",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "lxml.html",
    "cssselect",
    "filelock",
    "msgspec",
    "rapidfuzz.distance",
    "warcio.warcwriter",
)
FIXED = ("PYTHON", "LANG", "LC_", "LD_")
"""How variables begin that a process reads before it runs any module; ``PYTHONPATH`` is read again."""
MOST_PROCESSES = 3
"""With more environments than these, a command starts without the help of a process."""
MOST_BYTES = 1 << 20
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux."""
_libc = ctypes.CDLL(None)


def start(command: list[str], **options: Any) -> subprocess.Popen[str]:
    """Start ``[sys.executable, "-m", module, *arguments]``; the options are those of ``subprocess.Popen``.

    ``env`` and ``cwd`` must be given. Streams are text.
    """
    libraries = _libraries(options["env"]) if sys.platform == "linux" else None
    if libraries:
        return ForkedCommand(libraries, command, text=True, **options)
    return subprocess.Popen(command, text=True, **options)


def run(
    command: list[str],
    *,
    cwd: Path,
    env: Mapping[str, str] = os.environ,
    timeout: float = 300,
    text: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``text`` is its input."""
    pipe = subprocess.PIPE
    with start(command, cwd=cwd, env=dict(env), stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            out, err = process.communicate(text, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


class ForkedCommand(subprocess.Popen[str]):
    """A command; ``libraries`` is the process that forks."""

    def __init__(self, libraries: Libraries, arguments: list[str], **options: Any) -> None:
        self._libraries = libraries
        super().__init__(arguments, **options)

    def _execute_child(self, *positional: Any) -> None:
        """Do what ``subprocess`` does when it has made the pipes."""
        given = inspect.signature(subprocess.Popen._execute_child).bind(self, *positional).arguments  # type: ignore[attr-defined]  # noqa: SLF001
        streams = [given[name] for name in ("p2cread", "c2pwrite", "errwrite")]
        command = {"argv": given["args"], "cwd": str(given["cwd"]), "env": given["env"]}
        self.pid = self._libraries.fork(
            command, [own if one == -1 else one for own, one in enumerate(streams)]
        )
        self._child_created = True
        pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(given[name] for name in pipes))  # type: ignore[attr-defined]


class Libraries:
    """A process that has imported the libraries, with the variables of ``environment`` that count from the start."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.fixed = fixed(environment)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment,
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
        self.channel = ours

    def fork(self, command: dict[str, Any], streams: list[int]) -> int:
        """Return the number of a new process, a child of this one, that runs the command with these streams."""
        _libc.prctl(_SUBREAPER, 1, 0, 0, 0)
        try:
            socket.send_fds(self.channel, [json.dumps(command).encode()], streams)
            answer = self.channel.recv(MOST_BYTES)
        finally:
            _libc.prctl(_SUBREAPER, 0, 0, 0, 0)
        assert answer, f"the process with the libraries has ended: {self.process.communicate()[1]}"
        new = int(answer)
        os.waitid(
            os.P_PID, new, os.WEXITED | os.WNOHANG | os.WNOWAIT
        )  # raises an error unless it is our child
        return new

    def stop(self) -> None:
        """End the process."""
        self.channel.close()
        self.process.communicate()


_processes: list[Libraries] = []


def _libraries(environment: dict[str, str]) -> Libraries | None:
    """Return a process of this worker that fits an environment; None if there are too many already."""
    if "PYTHONPROFILEIMPORTTIME" in environment:  # what is imported already would not be shown
        return None
    wanted = fixed(environment)
    if found := next((one for one in _processes if one.fixed == wanted), None):
        return found
    if len(_processes) == MOST_PROCESSES:
        return None
    _processes.append(Libraries(environment))
    atexit.register(_processes[-1].stop)
    return _processes[-1]


def fixed(environment: dict[str, str]) -> dict[str, str]:
    """Return the variables that count from the start of a process."""
    return {
        name: value for name, value in environment.items() if name.startswith(FIXED) and name != "PYTHONPATH"
    }


def next_command(channel: socket.socket) -> dict[str, Any] | None:
    """Fork for each command that comes; return it in the new process, and None once no more can come.

    The parent of the new process ends at once, so that its grandparent, which asked for it, becomes its parent.
    """
    while True:
        message, streams, _, _ = socket.recv_fds(channel, MOST_BYTES, 3)
        if not message:
            return None
        number, written = os.pipe()
        if between := os.fork():
            os.waitpid(between, 0)
            channel.send(os.read(number, 20))
            for one in (number, written, *streams):
                os.close(one)
        elif new := os.fork():
            os.write(written, str(new).encode())
            os._exit(0)
        else:
            channel.close()
            os.close(number)
            os.close(written)
            command: dict[str, Any] = json.loads(message)
            _become(command, streams)
            return command


def _become(command: dict[str, Any], streams: list[int]) -> None:
    """Take the streams, the directory and the environment of the command."""
    for own, stream in enumerate(streams):
        os.dup2(stream, own)
        os.close(stream)
    os.chdir(command["cwd"])
    given = command["env"].get("PYTHONPATH", "")
    sys.path[:1] = [command["cwd"], *filter(None, given.split(os.pathsep))]
    importlib.invalidate_caches()
    os.environ.clear()
    os.environ.update(command["env"])
    time.tzset()
    sys.argv = command["argv"][2:]


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    for library in LIBRARIES:
        importlib.import_module(library)
    assert "twisted.internet.reactor" not in sys.modules
    gc.freeze()
    if next_command(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
