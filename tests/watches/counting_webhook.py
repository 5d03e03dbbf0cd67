"""A webhook that answers one request after the other, and notes the id of each message in the order of arrival."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from typing import Any


class CountingWebhook:
    """Path → the messages that came whole; the rest of a request whose sender was killed is no message."""

    def __init__(self, delay: float = 0.0) -> None:
        self.received: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.arrived = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return
                outer.received[self.path].append(json.loads(body))
                outer.arrived.set()
                time.sleep(delay)
                with suppress(ConnectionError):  # the sender may have been killed
                    self.send_response(204)
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Server(HTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                """Say nothing of a sender that was killed."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def doubles(self, path: str) -> int:
        """Return how many messages came again.

        Assert that each came again before the next one of its site: it was the one in flight.
        """
        by_site = defaultdict(list)
        for message in self.received[path]:
            by_site[message["version"]["site"]].append(message["id"])
        doubles = sum(one == following for ids in by_site.values() for one, following in pairwise(ids))
        all_ids = [one for ids in by_site.values() for one in ids]
        assert len(all_ids) - doubles == len({*all_ids}), "a message came again after another one"
        return doubles

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
