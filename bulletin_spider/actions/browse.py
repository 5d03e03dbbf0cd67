"""``bulletin browse``: show the archive as pages in a browser."""

from __future__ import annotations

import ipaddress
import os
import re
import signal
import socket
import sys
import webbrowser
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._cluster_status import cluster_reader
from bulletin_spider.actions._options import existing_archive, parse_count
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.requests.addresses import refuse_address
from bulletin_spider.archive.object_store.requests.patience import Patience
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    import argparse

_NEEDED = ("starlette", "jinja2", "uvicorn")
_HIGHEST_PORT = 65_535
_EVERYBODY = (
    "bulletin browse: everybody who reaches this machine at port {port} reads the whole archive:"
    " there are no accounts"
)
_PREFIX = re.compile(r"(?:/[0-9A-Za-z._~-]+)+")


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
        parser.add_argument(
            "--prefix",
            default="",
            metavar="PATH",
            help="what the paths of all pages begin with, such as /archive, if a proxy gives them a part of its own",
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
        Patience.serve_pages()
        index_address = Layout.of(self.settings).index_address
        Layout(archive, index_address).index(
            ""
        )  # a setting that cannot be read is said before the pages are there
        prefix, cache = _prefix(opts.prefix), _cache(opts.cache)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service is ended so; it is no error
        from bulletin_spider.web.reading import Reading  # noqa: PLC0415 - it needs the extra
        from bulletin_spider.web.server import Reached, serve  # noqa: PLC0415

        with closing(_listening(opts.host, port)) as listening:
            address = f"{_address(listening, opts.host)}{prefix}/"
            print_line(f"{address}  shows {archive}; Ctrl-C ends it")
            if not _is_loopback(listening):
                print_line(_EVERYBODY.format(port=listening.getsockname()[1]), sys.stderr)
            if opts.open:
                _open(address)
            reached = Reached([*opts.name, opts.host], opts.behind_proxy, prefix)
            serve(
                Reading(archive, cache, index_address=index_address, cluster=cluster_reader(self.settings)),
                listening,
                reached,
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
    """Return scheme, host and port of the pages; one for every address of the machine is reached by the loopback."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"


def _is_loopback(listening: socket.socket) -> bool:
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def _prefix(typed: str) -> str:
    """Return the prefix without a slash at its end. Raises ``UsageFault``."""
    prefix = typed.rstrip("/")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise UsageFault(f"--prefix {typed}: not a path, write it like --prefix /archive")
    return prefix


def _cache(typed: str | None) -> Path | None:
    """Return the directory of the search database, which is made if it is missing. Raises ``UsageFault``."""
    if not typed:
        return None
    refuse_address("--cache", typed)
    try:
        Path(typed).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageFault(f"--cache {typed}: {error.strerror or error}; name a directory") from error
    return Path(typed)


def _open(address: str) -> None:
    """Open a page in the browser. One that runs in this terminal would keep the server from answering it."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        browser = None
    if browser is None or type(browser) is webbrowser.GenericBrowser or not browser.open(address):
        print_line(f"bulletin browse: no browser can be opened here; go to {address}", sys.stderr)
