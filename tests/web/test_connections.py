from __future__ import annotations

import socket
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.web import connections
from bulletin_spider.web.reading import Reading
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.served import Served

REQUEST = b"GET /search HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    put(tmp_path, wording(1, "全区推进老旧小区改造。"))
    monkeypatch.setattr(connections, "LOOK", 0.1)
    with served(Reading(tmp_path)) as running:
        yield running


@pytest.mark.parametrize("sent", [b"", REQUEST[:30]])
def test_a_request_that_does_not_come_is_not_awaited(server: Served, sent: bytes) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=30)) as connection:
        connection.sendall(sent)
        with suppress(ConnectionResetError):
            assert connection.recv(1) == b""


def send_without_end(connection: socket.socket) -> None:
    while True:
        connection.sendall(REQUEST)


def test_a_reader_who_takes_nothing_is_left(server: Served) -> None:
    with closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", server.port))
        with pytest.raises(ConnectionError):
            send_without_end(connection)


def test_a_connection_is_kept_while_it_is_used(server: Served) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=30)) as connection:
        for _ in range(20):
            connection.sendall(REQUEST)
            answer = b""
            while not answer.rstrip().endswith(b"</html>"):
                received = connection.recv(65536)
                assert received
                answer += received
