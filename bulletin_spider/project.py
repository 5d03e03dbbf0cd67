"""Find the project that a command belongs to, and read its ``bulletin.toml``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import ProjectKind
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "bulletin.toml"
OUR_SETTINGS = "bulletin_spider.settings"
SETTINGS_VARIABLE = "SCRAPY_SETTINGS_MODULE"
_SCRAPY_FILE = "scrapy.cfg"


@dataclass(frozen=True, slots=True)
class Project:
    """Where the settings of a command come from."""

    kind: ProjectKind
    file: Path | None
    """The file that makes the project; None if there is no file."""
    directory: Path
    """What relative paths count from that no file names, such as ``output``; child processes start there."""

    def __str__(self) -> str:
        """Return the project and its settings for a person."""
        where = str(self.file) if self.file else f"no {_SCRAPY_FILE} or {FILE} was found"
        return f"{settings_module(self)} ({where})"

    def as_json(self) -> dict[str, str | None]:
        """Return the project and its settings as ``bulletin status --json`` prints it."""
        file = str(self.file) if self.file else None
        return {
            "kind": self.kind,
            "file": file,
            "directory": str(self.directory),
            "settings": settings_module(self),
        }


def find_project() -> Project:
    """Return the project of the working directory.

    The closest ``scrapy.cfg`` comes first, as Scrapy finds it, then the closest ``bulletin.toml``, here or in a
    directory above, then that of the user. Raises ``UsageFault`` if the working directory was removed.
    """
    try:
        here = Path.cwd()
    except OSError as error:
        raise UsageFault(
            f"the working directory cannot be read: {error.strerror}; change to another one"
        ) from error
    for name, kind in ((_SCRAPY_FILE, ProjectKind.SCRAPY), (FILE, ProjectKind.OWN)):
        for directory in (here, *here.parents):
            if _is_there(directory / name):
                return Project(kind, directory / name, directory)
    if _is_there(users := _config_directory() / FILE):
        return Project(ProjectKind.USERS, users, here)
    return Project(ProjectKind.DEFAULTS, None, here)


def settings_module(project: Project) -> str:
    """Return the module of the settings: what the environment or ``scrapy.cfg`` names as Scrapy has it, else ours."""
    if named := os.environ.get(SETTINGS_VARIABLE):
        return named
    if project.kind is not ProjectKind.SCRAPY:
        return OUR_SETTINGS
    import configparser  # noqa: PLC0415 - as in _read

    reader = configparser.ConfigParser()
    name = os.environ.get("SCRAPY_PROJECT", "default")
    try:
        reader.read([_config_directory() / _SCRAPY_FILE, _home_path("~/.scrapy.cfg"), project.file or ""])
        return reader.get("settings", name, fallback=OUR_SETTINGS)
    except (configparser.Error, UnicodeDecodeError) as error:
        raise UsageFault(f"{project.file} cannot be read: {error}".replace("\n", " ")) from error


def _config_directory() -> Path:
    """Return ``~/.config``, or what the XDG specification has in its place."""
    return _home_path(os.environ.get("XDG_CONFIG_HOME") or "~/.config")


def _home_path(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # a user without a home
        return Path(os.devnull)


def _is_there(path: Path) -> bool:
    """Return whether there is a file; what this user may not look at does not count."""
    try:
        return path.exists()
    except OSError:
        return False


def file_settings(project: Project) -> dict[str, Any]:
    """Return the settings in the ``bulletin.toml`` of a project; empty if it has another file or none.

    Raises ``UsageFault`` if the file cannot be read, or has an unknown key or a value of a wrong type.
    """
    if project.kind not in {ProjectKind.OWN, ProjectKind.USERS} or project.file is None:
        return {}
    table, file = _read(project.file), project.file
    found: dict[str, Any] = dict(_own_settings(table.pop("settings", {}), file))
    for key, value in table.items():
        if key not in _KEYS:
            near = suggestion(key, [*_KEYS, "settings"])
            known = ", ".join((*_KEYS, "[settings]"))
            raise UsageFault(f"{file}: unknown key '{key}'{near}; known: {known}")
        name, read, wanted = _KEYS[key]
        try:
            found[name] = read(value, file.parent)
        except (TypeError, RuntimeError):  # RuntimeError: the home of an unknown user
            raise UsageFault(f"{file}: {key} must be {wanted}") from None
    return found


def _read(file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most projects have no such file, and commands start often

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors begin a file with a mark
    except OSError as error:
        raise UsageFault(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:  # of TOML, or of UTF-8
        raise UsageFault(f"{file} cannot be read: {error}") from error


def _own_settings(table: object, file: Path) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageFault(f"{file}: settings must be a table, [settings]")
    keys = {name: key for key, (name, _, _) in _KEYS.items()}
    for name, value in table.items():
        if name in keys:
            raise UsageFault(f"{file}: write {name} as {keys[name]} = … above [settings]")
        if not name.isupper():
            raise UsageFault(
                f"{file}: '{name}' in [settings] is not a setting; settings are in capital letters"
            )
        if not isinstance(value, str | int | float | list | dict):
            raise UsageFault(f"{file}: {name} must be a text, a number, true or false, a list or a table")
    return table


def _text(value: object, _: Path | None = None) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: object) -> list[str]:
    return [_text(one) for one in (value if isinstance(value, list) else [value])]


def _path(value: object, directory: Path) -> str:
    text = _text(value)
    if not text or "\0" in text:
        raise TypeError
    return str(directory / Path(text).expanduser())


def _archive(value: object, directory: Path) -> str:
    return _text(value) if str(value).startswith("s3://") else _path(value, directory)


def _paths(value: object, directory: Path) -> list[str]:
    return [_path(one, directory) for one in _texts(value)]


def _addresses(value: object, _: Path) -> str:
    return " ".join(_texts(value))


_KEYS: dict[str, tuple[str, Callable[[object, Path], Any], str]] = {
    "archive": ("ARCHIVE_DIR", _archive, 'a path, like "output", or an address, like "s3://bucket/prefix"'),
    "contact": ("CONTACT", _text, 'a text, like "mailto:you@example.org"'),
    "sites": ("SITES", _paths, 'a list of files, like ["sites.toml"]'),
    "watches": ("WATCHES", _path, 'a file, like "watches.toml"'),
    "database": ("DATABASE", _text, 'an address, like "postgresql://host/database"'),
    "notify": ("NOTIFY", _addresses, 'a list of addresses, like ["mailto://…"]'),
}
"""Key of ``bulletin.toml`` → its setting, how its value is read, and what it must be."""
