"""``python -m bulletin_spider.demo``: serve the demo site until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import threading

from bulletin_spider.demo.content import FIRST_SIZE
from bulletin_spider.demo.server import PORT, DemoServer
from bulletin_spider.demo.site import DemoSite


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m bulletin_spider.demo", description=__doc__)
    parser.add_argument("--day", type=int, default=1, help="show the site as of this day (default 1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}; 0 takes any free one")
    parser.add_argument("--size", type=int, default=FIRST_SIZE, help="bulletins on the first day")
    options = parser.parse_args()
    with DemoServer(DemoSite(options.day, options.size), options.port) as server:
        print(server.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
