"""A command finds its project in any directory: `scrapy.cfg`, `bulletin.toml` here, that of the user, or none."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.project import OUR_SETTINGS, file_settings, find_project, settings_module
from bulletin_spider.statuses import ProjectKind
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory of a user without any file of settings."""
    here = tmp_path / "news"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE", raising=False)
    return here


def user_file(place: Path, text: str = "") -> Path:
    path = place.parent / "config" / "bulletin.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_without_files_the_defaults_are_taken(place: Path) -> None:
    project = find_project()
    assert (project.kind, project.file, project.directory) == (ProjectKind.DEFAULTS, None, place)
    assert str(project) == f"{OUR_SETTINGS} (no scrapy.cfg or bulletin.toml was found)"


def test_users_file_leaves_the_directory(place: Path) -> None:
    """What it does not name, such as the archive, is in the working directory."""
    path = user_file(place, 'sites = ["own.toml"]')
    project = find_project()
    assert (project.kind, project.file, project.directory) == (ProjectKind.USERS, path, place)
    assert file_settings(project) == {"SITES": [str(path.parent / "own.toml")]}


def test_closest_file_of_the_directories_counts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user_file(place)
    (place / "bulletin.toml").touch()
    (place / "below").mkdir()
    monkeypatch.chdir(place / "below")
    assert find_project().kind is ProjectKind.OWN
    assert find_project().directory == place


def test_scrapy_project_comes_first(place: Path) -> None:
    (place / "bulletin.toml").write_text("wrong", encoding="utf-8")
    (place / "scrapy.cfg").write_text("[settings]\ndefault = own.settings\n", encoding="utf-8")
    project = find_project()
    assert (project.kind, file_settings(project)) == (ProjectKind.SCRAPY, {})
    assert settings_module(project) == "own.settings"


def test_environment_names_the_settings(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "scrapy.cfg").write_text("[settings]\ndefault = own.settings\n", encoding="utf-8")
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "other.settings")
    assert settings_module(find_project()) == "other.settings"


def test_file_sets_paths_from_its_directory(place: Path) -> None:
    text = (
        'archive = "~/kept"\nsites = "a.toml"\nnotify = ["x://1", "y://2"]\n[settings]\nSEGMENT_LINES = 7\n'
    )
    (place / "bulletin.toml").write_text(text, encoding="utf-8")
    assert file_settings(find_project()) == {
        "ARCHIVE_DIR": str(place.parent / "kept"),
        "SITES": [str(place / "a.toml")],
        "NOTIFY": "x://1 y://2",
        "SEGMENT_LINES": 7,
    }


def test_removed_working_directory_is_one_line(place: Path) -> None:
    place.rmdir()
    with pytest.raises(UsageFault, match="the working directory cannot be read"):
        find_project()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('archve = "x"', r"unknown key 'archve' \(did you mean 'archive'\?\); known: archive, contact, sites"),
        ("archive = 3", 'archive must be a path, like "output", or an address, like "s3://bucket/prefix"$'),
        ('archive = "~nobody-of-this-name/x"', "archive must be a path"),
        ('archive = ""', "archive must be a path"),
        ('archive = "a\\u0000b"', "archive must be a path"),
        ("sites = [3]", "sites must be a list of files"),
        ("settings = 3", r"settings must be a table, \[settings\]"),
        ("[settings]\nfoo = 3", r"'foo' in \[settings\] is not a setting; settings are in capital letters"),
        ('[settings]\nARCHIVE_DIR = "x"', r"write ARCHIVE_DIR as archive = … above \[settings\]"),
        ("[settings]\nDAY = 2026-01-01", "DAY must be a text, a number"),
        ("a = ", r"cannot be read: Invalid value \(at "),
    ],
)  # fmt: skip
def test_wrong_file_is_one_line(place: Path, text: str, message: str) -> None:
    (place / "bulletin.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageFault, match=message) as raised:
        file_settings(find_project())
    assert "\n" not in str(raised.value)
    assert str(place / "bulletin.toml") in str(raised.value)


def test_mark_of_an_editor_is_no_mistake(place: Path) -> None:
    (place / "bulletin.toml").write_bytes(b'\xef\xbb\xbfcontact = "a"\r\n')
    assert file_settings(find_project()) == {"CONTACT": "a"}


@pytest.mark.parametrize("content", [b"\xff\xfe", b"no section", b"[settings]\ndefault = %(x)s\n"])
def test_wrong_scrapy_file_is_one_line(place: Path, content: bytes) -> None:
    (place / "scrapy.cfg").write_bytes(content)
    with pytest.raises(UsageFault, match=r"scrapy\.cfg cannot be read: ") as raised:
        settings_module(find_project())
    assert "\n" not in str(raised.value)


def test_documented_file_is_read(place: Path) -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    (place / "bulletin.toml").write_text(example, encoding="utf-8")
    assert set(file_settings(find_project())) == {
        "ARCHIVE_DIR",
        "CONTACT",
        "SITES",
        "WATCHES",
        "NOTIFY",
        "DATABASE",
        "DOWNLOAD_DELAY",
    }


def bulletin(place: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bulletin_spider", *arguments]
    removed = {"BULLETIN_ARCHIVE", "BULLETIN_CONTACT", "SCRAPY_SETTINGS_MODULE"}
    inherited = {name: value for name, value in os.environ.items() if name not in removed}
    return subprocess.run(
        command, cwd=place, env=inherited | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_environment_overrides_the_file(place: Path) -> None:
    (place / "bulletin.toml").write_text('contact = "of:file"\narchive = "kept"\n', encoding="utf-8")
    agent = ("settings", "--get", "USER_AGENT")
    assert bulletin(place, *agent).stdout.endswith("(+of:file)\n")
    assert bulletin(place, *agent, BULLETIN_CONTACT="of:env").stdout.endswith("(+of:env)\n")
    kept = ("settings", "--get", "ARCHIVE_DIR")
    assert bulletin(place, *kept).stdout == f"{place / 'kept'}\n"
    assert bulletin(place, *kept, "-s", "ARCHIVE_DIR=x", BULLETIN_ARCHIVE="/y").stdout == "x\n"


@pytest.mark.slow
def test_wrong_file_ends_the_program(place: Path) -> None:
    (place / "bulletin.toml").write_text("x = 1", encoding="utf-8")
    done = bulletin(place, "list")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"bulletin: usage: {place}/bulletin.toml: unknown key 'x'")


@pytest.mark.slow
def test_settings_that_fail_are_one_line(place: Path) -> None:
    (place / "scrapy.cfg").write_text("[settings]\ndefault = own\n", encoding="utf-8")
    (place / "own.py").write_text("import nothing", encoding="utf-8")
    done = bulletin(place, "list")
    message = "bulletin: usage: the settings own cannot be imported: ModuleNotFoundError: No module named 'nothing'\n"
    assert (done.returncode, done.stderr) == (2, message)


@pytest.mark.slow
def test_foreign_project_has_our_commands(place: Path) -> None:
    """Nothing is archived there, and a command that would archive says so."""
    (place / "scrapy.cfg").write_text("[settings]\ndefault = own\n", encoding="utf-8")
    (place / "own.py").write_text("BOT_NAME = 'own'\nLOG_LEVEL = 'ERROR'\n", encoding="utf-8")
    shown = bulletin(place, "status")
    assert shown.stdout.splitlines()[0] == f"settings: own ({place}/scrapy.cfg)"
    crawled = bulletin(place, "crawl", "demo")
    assert crawled.stderr.startswith(
        "bulletin crawl: nothing is archived: the settings of this project lack ADDONS"
    )
    assert "Traceback" not in crawled.stderr
