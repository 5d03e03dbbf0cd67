from __future__ import annotations

import re
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.web.reading import Reading
from bulletin_spider.web.security.request_limits import LONGEST_TARGET, MOST_PARAMETERS
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.served import Served

HOST = "Host: localhost"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = tmp_path_factory.mktemp("archive")
    put(archive, wording(1, "全区推进老旧小区改造。"))
    with served(Reading(archive)) as running:
        yield running


def answers(server: Served, *lines: str, body: str = "") -> list[int]:
    """Return the status of each answer until the server closes the connection."""
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=30)) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", received)]


@pytest.mark.parametrize(
    "target",
    [f"/{'a' * LONGEST_TARGET}", f"/search?{'a' * LONGEST_TARGET}", "/search?" + "&" * MOST_PARAMETERS],
)
def test_long_addresses_are_refused(server: Served, target: str) -> None:
    assert answers(server, f"GET {target} HTTP/1.1", HOST) == [414]


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Length: 5", "hello"),
        ("Content-Length: 50000000000", ""),
        ("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
        (
            "Content-Length: 4\r\nTransfer-Encoding: chunked",
            "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_body_ends_the_connection(server: Served, method: str, header: str, body: str) -> None:
    """What follows it might be a request that a proxy has not seen."""
    assert answers(server, f"{method} / HTTP/1.1", HOST, header, body=body) == [413]


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://localhost/healthz", "localhost", 200),
        ("HTTP://127.0.0.1:80/search?q=a", "other.example", 200),
        ("http://localhost", "localhost", 200),
        ("http://other.example/healthz", "localhost", 421),
        ("http://localhost//healthz", "localhost", 404),
    ],
)
def test_an_address_may_name_its_host(server: Served, target: str, host: str, status: int) -> None:
    request = (f"GET {target} HTTP/1.1", f"Host: {host}", "Connection: close")
    assert answers(server, *request) == [status]


def test_requests_of_a_connection_are_answered_in_order(server: Served) -> None:
    first = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n\r\n"
    assert answers(server, f"{first}GET /nothing HTTP/1.1", HOST, "Connection: close") == [200, 404]
