"""The Dockerfile and compose.yaml are sound, and what the image runs works as they confine it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.conftest import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.installed import Installed

DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yaml"
INSTRUCTION = re.compile(r"^([A-Z]+) (.+)$", re.MULTILINE)


def instructions() -> list[tuple[str, str]]:
    """Return (instruction, value) of each line of the Dockerfile, in its order."""
    lines = (line for line in DOCKERFILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return INSTRUCTION.findall("\n".join(lines).replace("\\\n", " "))


def last(name: str) -> str:
    return [value for found, value in instructions() if found == name][-1]


@pytest.mark.slow
def test_linters_find_no_fault_with_image(linters: Path) -> None:
    for command in (
        [linters / "hadolint", DOCKERFILE],
        [linters / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_image_and_service_have_no_privileges() -> None:
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last("USER"))
    service = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["crawler"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == [f"data:{last('VOLUME')}"]


@pytest.mark.slow
def test_copied_files_are_enough_for_the_wheel(installed: Installed, tmp_path: Path) -> None:
    """The files that reach the build are those that .dockerignore lets through and COPY names."""
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sources = [
        shlex.split(value)[:-1] for name, value in instructions() if name == "COPY" and "--from" not in value
    ]
    for source in (source for names in sources for source in names):
        assert f"!{source.removeprefix('./')}" in rules
        place = tmp_path / "src" / source
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        place.parent.mkdir(exist_ok=True)
        copy(ROOT / source, place)
    subprocess.run(["uv", "build", "--wheel", "--quiet", "--out-dir", tmp_path, tmp_path / "src"], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    built, expected = (set(zipfile.ZipFile(path).namelist()) for path in (wheel, installed.wheel))
    assert {name for name in built if not name.endswith(".pyc")} == expected


@contextmanager
def container(installed: Installed, data: Path, command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command as the image and the service do: first process, own user, everything but ``data`` read-only.

    The one capability left lets that user read what a test directory hides from others; it writes nothing.
    """
    user, group = last("USER").split(":")
    environment = dict(value.split("=", 1) for value in shlex.split(last("ENV")))
    variables = [f"{name}={value.replace('/data', '/mnt/data')}" for name, value in environment.items()]
    variables += [f"PATH={installed.bin}:/usr/bin:/bin", "TMPDIR=/mnt/tmp", "BULLETIN_CONTACT=a@b.example"]
    drop = f"setpriv --reuid {user} --regid {group} --clear-groups --no-new-privs --bounding-set -all,+dac_read_search"
    drop += " --inh-caps -all,+dac_read_search --ambient-caps -all,+dac_read_search"
    script = f"""
        mount --make-rprivate /
        mount -t tmpfs none /mnt
        mkdir -m 755 /mnt/data
        mkdir -m 1777 /mnt/tmp
        mount --bind {data} /mnt/data
        mount -o remount,ro,bind /
        mount -t proc proc /proc
        cd /mnt/data
        exec {drop} env -i {shlex.join([*variables, *command])}
    """
    sudo = ["sudo", "-n"] * (os.getuid() != 0)
    outer = subprocess.Popen(
        [*sudo, "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield outer
    finally:
        outer.kill()
        outer.wait()


@pytest.mark.crawl
def test_confined_image_publishes_and_stops_gently(installed: Installed, tmp_path: Path) -> None:
    if os.getuid() and subprocess.run(["sudo", "-n", "unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("no name spaces can be made here")
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, *map(int, last("USER").split(":")))
    command = [*json.loads(last("ENTRYPOINT")), *json.loads(last("CMD")), "demo", "-a", f"port={free_port()}"]
    with container(installed, data, command) as outer:
        manifest = data / "archive" / "datapackage.json"
        deadline = time.monotonic() + 120
        while not manifest.exists() and outer.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        first = subprocess.run(
            ["ps", "--no-headers", "-o", "pid", "--ppid", str(outer.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        os.kill(int(first), signal.Signals[last("STOPSIGNAL")])
        out, _ = outer.communicate(timeout=60)
    assert outer.returncode in {0, 143}, out
    assert len([*data.glob("archive/bulletins/demo/*.jsonl")]) == 1, out
    assert {path.stat().st_uid for path in data.rglob("*")} == {int(last("USER").split(":")[0])}
    check = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    with container(installed, data, check) as outer:
        out, _ = outer.communicate(timeout=60)
    assert outer.returncode == 0, out
    assert {path.name for path in data.iterdir()} <= {"archive", "state", "cache"}
