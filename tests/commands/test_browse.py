from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.archive.wordings import put, wording
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, wording(1, "全区推进老旧小区改造。"))
    return tmp_path


@contextmanager
def browsing(root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bulletin_spider", "browse", *arguments]
    environment = os.environ | {
        "BULLETIN_ARCHIVE": str(root),
        "PYTHONWARNINGS": "error",
        "BROWSER": "no-browser-of-this-name",
    }
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def refusal(root: Path, *arguments: str) -> tuple[int, str]:
    with browsing(root, *arguments) as process:
        _, errors = process.communicate(timeout=60)
        return process.returncode, errors


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_pages_are_served_until_a_signal(root: Path, stop: signal.Signals) -> None:
    with browsing(root, "--port", "0") as process:
        assert process.stdout
        line = process.stdout.readline()
        address = line.split()[0]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert str(root) in line
        request = urllib.request.Request(f"{address}search.json?q=%E6%94%B9%E9%80%A0")  # noqa: S310 - on loopback
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            assert b'"found": 1' in answer.read()
        process.send_signal(stop)
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (0, "", "")


@pytest.mark.slow
def test_a_port_that_is_taken_is_a_usage_error(root: Path) -> None:
    with browsing(root, "--port", "0") as process:
        assert process.stdout
        port = process.stdout.readline().split()[0].rstrip("/").rpartition(":")[2]
        code, errors = refusal(root, "--port", port)
    assert code == 2
    assert errors == (
        f"bulletin browse: cannot listen on 127.0.0.1, port {port}: Address already in use;"
        " choose another one with --port\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "70000"), "--port 70000: ports end at 65535"),
        (("--port", "x"), "--port x: not a whole number"),
        (("--host", "192.0.2.1"), "cannot listen on 192.0.2.1, port 8420: Cannot assign requested address"),
        (("haidian",), "unexpected argument 'haidian'"),
        (("--prefix", "archive"), "--prefix archive: not a path, write it like --prefix /archive"),
        (("--cache", __file__), f"--cache {__file__}: File exists; name a directory"),
    ],
)
def test_wrong_options_are_one_line(root: Path, arguments: tuple[str, ...], said: str) -> None:
    code, errors = refusal(root, *arguments)
    assert code == 2
    assert said in errors
    assert errors.count("\n") == 1


def test_an_archive_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, errors = refusal(tmp_path / "none")
    assert (code, "holds no bulletins" in errors) == (2, True)


@pytest.mark.slow
def test_a_host_for_everybody_is_said_to_be_one(root: Path) -> None:
    with browsing(root, "--host", "0.0.0.0", "--port", "0", "--prefix", "/archive/", "--open") as process:  # noqa: S104
        assert process.stdout
        address = process.stdout.readline().split()[0]
        with urllib.request.urlopen(f"{address}healthz", timeout=60) as answer:  # noqa: S310 - on loopback
            assert answer.read() == b"ok\n"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    port = re.fullmatch(r"http://localhost:(\d+)/archive/", address)
    assert port
    warning, no_browser = errors.splitlines()
    assert warning.startswith(f"bulletin browse: everybody who reaches this machine at port {port[1]} reads")
    assert no_browser == f"bulletin browse: no browser can be opened here; go to {address}"


@pytest.mark.slow
def test_a_search_database_that_cannot_be_made_is_one_line(root: Path) -> None:
    (root / "search.sqlite").mkdir()
    with browsing(root, "--port", "0") as process:
        assert process.stdout
        address = process.stdout.readline().split()[0]
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}en/", timeout=60)  # noqa: S310 - on loopback
        said = refused.value.read().decode()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert str(root.parent) not in said
    assert "The search database cannot be used: " in said
    assert errors.startswith("bulletin browse: the search database cannot be brought up to date: ")
    assert (errors.count("\n"), str(root) in errors) == (1, True)
