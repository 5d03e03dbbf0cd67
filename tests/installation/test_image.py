"""The Dockerfile and compose.yaml are sound, and what the image runs works as they confine it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, free_port
from tests.installation.containers import container, stopped
from tests.installation.image_files import COMPOSE, DOCKERFILE, instructions, last, services, variables

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.installed import Installed


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
    service = services()["crawler"]
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


def run(
    installed: Installed, data: Path, command: list[str]
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run a command as the image does."""
    return container(command, data, user=last("USER"), variables=variables(installed))


@pytest.mark.crawl
def test_confined_image_publishes_and_stops_gently(installed: Installed, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    command = [*json.loads(last("ENTRYPOINT")), *json.loads(last("CMD")), "demo", "-a", f"port={free_port()}"]
    with run(installed, data, command) as outer:
        manifest = data / "archive" / "datapackage.json"
        deadline = time.monotonic() + 120
        while not manifest.exists() and outer.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        out = stopped(outer, signal.Signals[last("STOPSIGNAL")])
    assert outer.returncode in {0, 143}, out
    assert len([*data.glob("archive/bulletins/demo/*.jsonl")]) == 1, out
    assert {path.stat().st_uid for path in data.rglob("*")} == {int(last("USER").split(":")[0])}
    check = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    with run(installed, data, check) as outer:
        out, _ = outer.communicate(timeout=60)
    assert outer.returncode == 0, out
    assert {path.name for path in data.iterdir()} <= {"archive", "state", "cache"}
