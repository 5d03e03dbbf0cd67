"""``bulletin browse``: show the archive as pages in a browser."""

from __future__ import annotations

import ipaddress
import os
import socket
import webbrowser
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import existing_archive, parse_count
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    import argparse

_NEEDED = ("starlette", "jinja2", "uvicorn")
_HIGHEST_PORT = 65_535


class BrowseAction(Action):
    """Serve the pages until a signal comes."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options that say where the pages are served."""
        parser.add_argument(
            "--host",
            default="127.0.0.1",
            metavar="ADDRESS",
            help="where to listen (default 127.0.0.1: this machine only)",
        )
        parser.add_argument(
            "--port", default="8420", metavar="N", help="at which port (default 8420; 0: a free one)"
        )
        parser.add_argument("--open", action="store_true", help="open the overview in the browser")
        parser.add_argument(
            "--cache",
            metavar="DIR",
            help="keep the search database in DIR, if the archive may not be written",
        )
        parser.add_argument(
            "--name",
            action="append",
            default=[],
            metavar="HOST",
            help="answer to this name too, such as that of a proxy; may be repeated",
        )
        parser.add_argument(
            "--behind-proxy",
            metavar="ADDRESS",
            help="trust X-Forwarded-For and X-Forwarded-Proto of the proxy at this address",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until a signal comes."""
        self.exitcode = run_command("browse", args, lambda: self._serve(opts))

    def _serve(self, opts: argparse.Namespace) -> None:
        missing = [name for name in _NEEDED if find_spec(name) is None]
        if missing:
            raise UsageFault(
                f"pages need {missing[0]}: 'uv sync --extra web' or 'pip install {' '.join(_NEEDED)}' installs it"
            )
        port = parse_count("--port", opts.port)
        if port > _HIGHEST_PORT:
            raise UsageFault(f"--port {port}: ports end at {_HIGHEST_PORT}")
        archive = existing_archive(self.settings, None)
        from bulletin_spider.web.server import serve  # noqa: PLC0415 - it needs the extra

        with closing(_listening(opts.host, port)) as listening:
            address = _address(listening, opts.host)
            print_line(f"{address}  shows {archive}; Ctrl-C ends it")
            if opts.open:
                webbrowser.open(address)
            serve(
                archive,
                listening,
                cache=Path(opts.cache) if opts.cache else None,
                names=[*opts.name, opts.host],
                proxy=opts.behind_proxy,
            )


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises ``UsageFault`` if the address is not one of this machine, or is taken."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        family = socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
        raise UsageFault(
            f"cannot listen on {host}, port {port}: {reason}; choose another one with --port"
        ) from error


def _address(listening: socket.socket, host: str) -> str:
    """Return the address of the overview; a socket for every address of the machine is reached by the loopback."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}/"
