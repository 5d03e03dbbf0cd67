"""Read ``watches.toml``, and check it; add a watch to it, and remove one. Comments of the file stay."""

from __future__ import annotations

import json
import re
import stat
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.atomic_files import replace_private
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import ChangedPart, Pace
from bulletin_spider.suggestion import suggestion
from bulletin_spider.watches.definition import WATCHED_CHANGES, Watch
from bulletin_spider.watches.target_names import scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WATCH_NAME = re.compile(r"\w[\w-]{0,59}")
"""A watch's name is a file name: 60 characters of Chinese and an ending fit into 255 bytes."""
KINDS = (*WATCHED_CHANGES, *ChangedPart)
FEED_ENDINGS = (".atom", ".xml", ".json")
LANGUAGES = ("zh", "en")
_TEXTS = ("words", "secret")
_LISTS = {"sites": "sites", "channels": "channels", "people": "people", "kinds": "kinds", "notify": "targets"}
"""Key of the file that holds a list of texts → field of a watch."""
_KEYS = (*_TEXTS, *_LISTS, "every", "feed", "language")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A name that TOML needs no quotes for."""
_HEADER = re.compile(r"[ \t]*\[")
_HOLDER = "another change of the watches"
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass
class WatchFile:
    """The watches of a file, and a line for each mistake in it: a watch with a mistake is not among them."""

    path: Path
    watches: list[Watch] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    readable: bool = True
    """Whether this user may read the file."""

    def check(self) -> None:
        """Raise ``UsageFault`` with all mistakes, if there are some."""
        if self.mistakes:
            raise UsageFault("\n".join(self.mistakes))


def read_watches(path: Path) -> WatchFile:
    """Read the watches of a file; no file is a file without watches."""
    found = WatchFile(path)
    try:
        content = path.read_bytes()
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        return found
    except OSError as error:
        found.readable = not isinstance(error, PermissionError)
        found.mistakes.append(f"{path} cannot be read: {error.strerror}")
        return found
    except (ValueError, RecursionError) as error:
        found.mistakes.append(f"{path} is no TOML file: {error}")
        return found
    for name, table in tables.items():
        watch, mistakes = read_watch(name, table, path)
        found.mistakes += [f"{path}: {mistake}" for mistake in mistakes]
        found.watches += [watch] if watch else []
    return found


def others_read(path: Path) -> bool:
    """Return whether other users may read a file that holds passwords."""
    return path.is_file() and bool(path.stat().st_mode & _OTHERS)


def read_watch(name: str, table: Any, path: Path) -> tuple[Watch | None, list[str]]:  # noqa: ANN401 - any value of TOML
    """Return the watch of one table, or None and its mistakes; a feed's path counts from the file ``path``."""
    if not isinstance(table, dict):
        return None, [f"the key '{name}' is outside a watch's table, which begins with [NAME]"]
    if mistakes := [f"watch '{name}', {mistake}" for mistake in _mistakes(name, table)]:
        return None, mistakes
    fields: dict[str, Any] = {key: table[key] for key in (*_TEXTS, "language") if key in table}
    fields |= {own: tuple(dict.fromkeys(table[key])) for key, own in _LISTS.items() if key in table}
    if "feed" in table:
        fields["feed"] = path.parent / table["feed"]
    return Watch(name, every=Pace(table.get("every", Pace.AT_ONCE)), **fields), []


def _mistakes(name: str, table: dict[str, Any]) -> Iterator[str]:
    if not WATCH_NAME.fullmatch(name):
        yield "its name: letters, digits, _ and -, at most 60, and the first is no -"
    for key in table:
        if key not in _KEYS:
            yield f"{key}: unknown key{suggestion(key, _KEYS)}; known: {', '.join(_KEYS)}"
    for key in (*_TEXTS, "every", "feed", "language"):
        if key in table and not isinstance(table[key], str):
            yield f'{key}: not a text, write it like {key} = "…"'
    for key in _LISTS:
        if key in table and not _is_list_of_texts(table[key]):
            yield f'{key}: not a list of texts, write it like {key} = ["…"]'
    yield from _wrong_values({key: table[key] for key in table if _is_typed(key, table[key])})
    if not (table.get("notify") or table.get("feed")):
        yield 'notify: the watch has no target; write notify = ["mailto://…"] or feed = "NAME.atom"'


def _wrong_values(table: dict[str, Any]) -> Iterator[str]:
    for kind in table.get("kinds", ()):
        if kind not in KINDS:
            yield f"kinds: unknown kind '{kind}'{suggestion(kind, KINDS)}; known: {', '.join(KINDS)}"
    for key, known in (("every", [*Pace]), ("language", LANGUAGES)):
        if key in table and table[key] not in known:
            yield f"{key}: '{table[key]}' is unknown{suggestion(table[key], known)}; known: {', '.join(known)}"
    for number, address in enumerate(table.get("notify", ()), 1):
        if not scheme_of(address):
            yield f"notify: address number {number} has no service, write it like mailto://… or https://…"
    if "feed" in table and not table["feed"].endswith(FEED_ENDINGS):
        yield f"feed: its name ends with one of {', '.join(FEED_ENDINGS)}"


def _is_typed(key: str, value: object) -> bool:
    return _is_list_of_texts(value) if key in _LISTS else isinstance(value, str)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def add_watch(path: Path, name: str, table: dict[str, Any]) -> None:
    """Add a watch at the end of the file, which is made if there is none, so that only its owner reads it.

    Raises ``UsageFault`` if the file has a mistake, ``OSError`` if it cannot be written.
    """
    lines = [
        f"[{name if _BARE.fullmatch(name) else _toml(name)}]",
        *(f"{key} = {_toml(value)}" for key, value in table.items()),
        "",
    ]
    with limited_lock(path, _HOLDER):
        before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        names = {watch.name for watch in read_watches(path).watches} | {name}
        _write(path, before + gap + "\n".join(lines), names)


def remove_watch(path: Path, name: str) -> None:
    """Remove the table of a watch from the file; raise ``UsageFault`` if only a person can, ``OSError``."""
    with limited_lock(path, _HOLDER):
        _remove(path, name)


def _remove(path: Path, name: str) -> None:
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    headers = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    own = [number for number in headers if _header_name(lines[number]) == name]
    kept = {watch.name for watch in read_watches(path).watches} - {name}
    if len(own) != 1:
        raise UsageFault(
            f"{path}: remove the watch '{name}' by hand: its table has no line [{name}] of its own"
        )
    end = min((number for number in headers if number > own[0]), default=len(lines))
    while end < len(lines) and end > own[0] + 1 and lines[end - 1].lstrip().startswith("#"):
        end -= 1  # a comment before the next table says something about that one
    _write(path, "".join(lines[: own[0]] + lines[end:]), kept)


def _header_name(line: str) -> str:
    try:
        return next(iter(tomllib.loads(line)), "")
    except ValueError:
        return ""


def _write(path: Path, text: str, names: set[str]) -> None:
    """Write the file if its text holds the watches ``names``."""
    try:
        held = {*tomllib.loads(text)}
    except ValueError as error:
        raise UsageFault(f"{path} would be no TOML file: {error}; edit it by hand") from None
    if not names <= held:
        raise UsageFault(f"{path}: edit it by hand: a watch would be lost")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _PRIVATE
    replace_private(path.resolve(), text.encode(), mode)


def _toml(value: str | list[str]) -> str:
    """Return a text, or a list of texts, as TOML; JSON writes both in the same way but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
