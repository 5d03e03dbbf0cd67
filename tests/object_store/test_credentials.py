"""Credentials come from where those of the AWS tools are, and are never shown."""

from __future__ import annotations

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.archive.object_store.requests.client import ObjectStore, StoreFault
from bulletin_spider.exceptions import UsageFault
from tests.object_store.server import ACCESS_KEY, BUCKET, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.s3
SECRET = "Geheim/7+secret"  # noqa: S105 - of nobody
ROLE = "/latest/meta-data/iam/security-credentials/"


@pytest.fixture
def home(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory with files of the AWS tools; nothing of them is in the environment."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    files = tmp_path / ".aws"
    files.mkdir()
    keys = "aws_access_key_id = {}\naws_secret_access_key = {}\n"
    (files / "credentials").write_text(
        f"[default]\n{keys.format('nobody', SECRET)}[archive]\n{keys.format(ACCESS_KEY, SECRET_KEY)}"
        f"[half]\naws_access_key_id = {ACCESS_KEY}\n"
    )
    (files / "config").write_text(
        f"[default]\nendpoint_url = {s3_endpoint}\n[profile archive]\nendpoint_url = {s3_endpoint}\nregion = eu-west-1\n"
        "[profile half]\nregion = eu-west-1\n[profile login]\nsso_session = work\n"
    )
    return tmp_path


def answers() -> bool:
    return [*ObjectStore(BUCKET).objects("nothing-is-here")] == []


@pytest.mark.usefixtures("home")
def test_profile_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreFault, match="InvalidAccessKeyId") as caught:
        answers()
    assert SECRET not in f"{caught.value!r} {caught.value.remedy}"
    monkeypatch.setenv("AWS_PROFILE", "archive")
    assert answers()


class _RoleServer(BaseHTTPRequestHandler):
    """The metadata service of a machine, and that of a container."""

    def do_PUT(self) -> None:
        self._answer("token")

    def do_GET(self) -> None:
        credentials = {
            "AccessKeyId": ACCESS_KEY, "SecretAccessKey": SECRET_KEY, "Token": "", "Code": "Success",
            "Expiration": "2999-01-01T00:00:00Z", "LastUpdated": "2026-01-01T00:00:00Z", "Type": "AWS-HMAC",
        }  # fmt: skip
        self._answer("worker" if self.path == ROLE else json.dumps(credentials))

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def role_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _RoleServer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("variable", "path"), [("AWS_METADATA_ENDPOINT", ""), ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "/role")]
)
def test_role_of_machine(
    home: Path, role_server: str, monkeypatch: pytest.MonkeyPatch, variable: str, path: str
) -> None:
    (home / ".aws" / "credentials").unlink()
    monkeypatch.setenv(variable, role_server + path)
    if variable != "AWS_METADATA_ENDPOINT":
        (home / "token").write_text("token")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(home / "token"))
    assert answers()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"AWS_PROFILE": "unknown"}, "AWS_PROFILE is 'unknown', a profile that is not in the files"),
        ({"AWS_PROFILE": "half"}, "the access key of the object store has no secret"),
        ({"AWS_PROFILE": "login"}, "the profile 'login' has no keys but sso_session"),
        ({"AWS_ACCESS_KEY_ID": "a"}, "the access key of the object store has no secret"),
        (
            {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": f"{SECRET}\n"},
            "has a character that no key has",
        ),
        (
            {"AWS_ENDPOINT_URL": f"http://key:{SECRET}@127.0.0.1:1"},
            "leave user and password out of AWS_ENDPOINT",
        ),
        ({"AWS_ENDPOINT_URL": "127.0.0.1:8333"}, "write it like https://s3.example.org"),
        ({"AWS_CA_BUNDLE": "/none.pem"}, "AWS_CA_BUNDLE: /none.pem cannot be read"),
    ],
)
@pytest.mark.usefixtures("home")
def test_wrong_settings(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    with pytest.raises(UsageFault, match=said) as caught:
        ObjectStore(BUCKET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        f"s3://key:{SECRET}@bucket/a",
        f"gs://key:{SECRET}@bucket",
        "gs://bucket",
        "s3:/bucket/a",
        "S3://bucket",
    ],
)
def test_wrong_address_shows_no_secret(address: str) -> None:
    """A wrong address must not become a directory of this name."""
    with pytest.raises(UsageFault) as caught:
        archive_path(address)
    assert SECRET.partition("/")[0] not in str(caught.value)
