"""Kinds of damage to plant in an archive, each a change to one file. ``scrapy verify`` must find every one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SITE = "demo"


class Damage(NamedTuple):
    """A kind of damage: ``plant`` changes an archive's root."""

    name: str
    plant: Callable[[Path], object]
    is_note: bool = False
    """Whether verify only notes it, because it may come from a run that was killed, or costs nothing."""


def _body(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(change(path.read_bytes()))  # type: ignore[func-returns-value,return-value]


def _at(part: float, change: Callable[[bytes], bytes], length: int = 1) -> Callable[[Path], None]:
    """Change ``length`` bytes at ``part`` of the file's length."""

    def plant(path: Path) -> None:
        body = path.read_bytes()
        at = int((len(body) - length) * part)
        path.write_bytes(body[:at] + change(body[at : at + length]) + body[at + length :])

    return plant


def _flip(piece: bytes) -> bytes:
    return bytes([piece[0] ^ 0x04]) + piece[1:]


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


ANY_FILE: dict[str, Callable[[Path], Any]] = {
    "first bit flipped": _at(0.0, _flip),
    "bit flipped at a third": _at(0.33, _flip),
    "bit flipped in the middle": _at(0.5, _flip),
    "bit flipped near the end": _at(0.98, _flip),
    "half cut off": _body(lambda body: body[: len(body) // 2]),
    "last three bytes cut off": _body(lambda body: body[:-3]),
    "emptied": _body(lambda _: b""),
    "64 bytes zeroed": _at(0.6, lambda piece: bytes(len(piece)), 64),
    "200 bytes reversed": _at(0.4, lambda piece: piece[::-1], 200),
    "ten bytes dropped": _at(0.7, lambda _: b"", 10),
    "garbage added at the end": _body(lambda body: body + b"\x00garbage"),
    "garbage added at the beginning": _body(lambda body: b"{}\n" + body),
    "doubled": _body(lambda body: body * 2),
    "removed": lambda path: path.unlink(),
    "a directory in its place": _directory,
}
"""What may happen to any file."""
LINES: dict[str, Callable[[Path], Any]] = {
    "first line dropped": _body(lambda body: b"".join(body.splitlines(keepends=True)[1:])),
    "last line dropped": _body(lambda body: b"".join(body.splitlines(keepends=True)[:-1])),
    "a line repeated": _body(lambda body: body + body.splitlines(keepends=True)[0]),
    "lines in the other order": _body(lambda body: b"".join(body.splitlines(keepends=True)[::-1])),
    "a line cut": _body(lambda body: body.replace(b"\n", b"", 1)[:-9] + b"\n"),
}
"""What may happen to a file of lines."""
DATABASE = {
    "first bit flipped": _at(0.0, _flip),
    "half cut off": ANY_FILE["half cut off"],
    "emptied": ANY_FILE["emptied"],
    "header overwritten": _at(0.0, lambda piece: b"x" * len(piece), 100),
    "garbage added at the beginning": ANY_FILE["garbage added at the beginning"],
    "a directory in its place": _directory,
    "a message of SQLite is no text": _body(
        lambda body: body.replace(b"CREATE TABLE", b"CREATE \xe5ABLE", 1)
    ),
    "an unknown table": lambda path: sql(path, "CREATE TABLE notes (text TEXT)"),
    "an unknown trigger": lambda path: sql(
        path, "CREATE TRIGGER t AFTER INSERT ON segments BEGIN SELECT 1; END"
    ),
}
"""What may happen to a database."""
INDEX_STATEMENTS = (
    "DELETE FROM bulletins WHERE rowid = (SELECT max(rowid) FROM bulletins)",
    "UPDATE bulletins SET visited = visited + 1",
    "UPDATE bulletins SET capture = NULL",
    "DELETE FROM versions WHERE revision = 1",
    "DELETE FROM last_record",
    "UPDATE last_record SET record = json_set(record, '$.outcome', 'ok!')",
    "UPDATE last_record SET number = number + 1",
    "UPDATE totals SET withdrawn = withdrawn + 1",
    "UPDATE totals SET past = json_set(past, '$.in_a_row', 9)",
    "DELETE FROM hosts",
    "INSERT INTO channels VALUES ('demo', '要闻', 'x', '20260101T000000Z')",
    "INSERT INTO settled VALUES ('demo', 'x', 'gone')",
    "INSERT INTO also VALUES ('demo', '要闻', 'x')",
    "INSERT INTO stamps VALUES ('elsewhere', '1 2 3')",
    "UPDATE stamps SET stamp = 'never'",
    "UPDATE shown SET title = title || 'x'",
    "UPDATE shown SET date = '2020-01-01'",
    "DELETE FROM segments WHERE rowid = 1",
    "DROP INDEX bulletins_by_date",
    "ALTER TABLE versions ADD COLUMN text TEXT",
)
SEARCH_STATEMENTS = (
    "DELETE FROM places WHERE row = (SELECT max(row) FROM places)",
    "DELETE FROM places",
    "UPDATE places SET offset = offset + 1",
    "UPDATE places SET segment = 1",
    "UPDATE places SET row = row + 1 WHERE row = (SELECT max(row) FROM places)",
    "DELETE FROM serial",
    "UPDATE serial SET last = last + 1",
    "UPDATE segments SET name = '20200101T000000Z-00001.jsonl' WHERE number = 1",
    "DELETE FROM words_docsize WHERE id = (SELECT max(id) FROM words_docsize)",
    "DELETE FROM words_data WHERE id = (SELECT max(id) FROM words_data)",
    "UPDATE words_data SET block = zeroblob(length(block)) WHERE id = (SELECT max(id) FROM words_data)",
    "DELETE FROM words_idx",
    "INSERT INTO words (rowid, title, body, facets) VALUES (7, '没有 有的', '', 'all')",
    "INSERT INTO words (words) VALUES ('delete-all')",
    "DROP INDEX identities",
    "INSERT INTO directories VALUES ('elsewhere', 1)",
    "UPDATE changes SET size = size + 1",
    "DELETE FROM changes",
    "UPDATE places SET kinds = kinds + 1",
    "UPDATE places SET traits = traits + 1",
    "UPDATE sites SET withdrawn = withdrawn + 1",
    "UPDATE channels SET bulletins = bulletins + 1",
    "INSERT INTO channels (site, name, bulletins) VALUES (1, '没有', 1)",
    "DELETE FROM reporters",
    "UPDATE days SET bulletins = bulletins + 1 WHERE channel = 0",
    "DELETE FROM days WHERE channel <> 0",
    "DROP INDEX changes_by_site",
)


def sql(path: Path, statement: str) -> None:
    """Change a database."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)


def _edited(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the JSON object of the last line, or of the whole file."""
    *lines, last = (
        path.read_text(encoding="utf-8").splitlines() if path.suffix != ".json" else [path.read_text()]
    )
    content = json.loads(last)
    change(content)
    text = "".join(f"{line}\n" for line in [*lines, json.dumps(content, ensure_ascii=False)])
    path.write_text(text, encoding="utf-8")


EDITS: dict[str, dict[str, Callable[[dict[str, Any]], object]]] = {
    "segment": {
        "title edited": lambda line: line.update(title="改写过的标题"),
        "day edited": lambda line: line.update(date="2020-01-01"),
        "a paragraph dropped": lambda line: line.update(paragraphs=line["paragraphs"][1:], byline="x"),
        "a warning added": lambda line: line.update(warnings=["checked"]),
        "capture edited": lambda line: line["capture"].update(offset=7),
    },
    "run records": {
        "outcome edited": lambda record: record.update(outcome="ok", reasons=["all is well"]),
        "a file forgotten": lambda record: record.update(files=[]),
        "captures forgotten": lambda record: record.update(captures=[]),
        "a digest edited": lambda record: record["captures"][0].update(sha256="0" * 64),
        "a failed row forgotten": lambda record: record.update(failed=[], settled={"x": "gone"}),
        "end edited": lambda record: record.update(ended="2026-01-01T00:00:00+00:00"),
        "a key lost": lambda record: record.pop("channels"),
    },
    "head": {
        "another run": lambda head: head.update(run="20990101T000000Z"),
        "another digest": lambda head: head.update(sha256="0" * 64),
        "a key lost": lambda head: head.pop("run"),
    },
    "rejected": {
        "reason edited": lambda line: line.update(reason="no date"),
        "capture edited": lambda line: line["capture"].update(offset=7),
    },
    "manifest": {
        "a path edited": lambda package: package["resources"][0].update(path="x"),
        "a site added": lambda package: package["resources"].append({"name": "x", "path": "y"}),
        "a site forgotten": lambda package: package["resources"].clear(),
        "a title edited": lambda package: package.update(title="x"),
    },
    "manifest of the site": {
        "a month added": lambda package: package["resources"].append({"name": "2020-01", "path": "x"}),
        "a region edited": lambda package: package.update(region="x"),
        "a title edited": lambda package: package.update(title="x"),
    },
    "manifest of a month": {
        "rows edited": lambda resource: resource.update(rows=1),
        "a hash edited": lambda resource: resource["files"][0].update(hash="sha256:0"),
        "a segment forgotten": lambda resource: resource["files"].pop(0),
    },
    "table schema": {"a field edited": lambda schema: schema["fields"][0].update(type="integer")},
}
"""What somebody may edit with care: the JSON stays right."""
NOTES = {
    "index: removed",
    "index: emptied",
    "manifest: removed",
    "manifest of the site: removed",
    "table schema: removed",
    "search: emptied",
    "anchor .sha256: removed",
}
"""Costs nothing: the next run writes them again."""


def kinds(root: Path) -> Iterator[Damage]:
    """Yield every kind for the archive at ``root``, which holds at least one file of each sort."""
    layout = Layout(root)
    segments, captures = layout.segments(SITE), layout.captures(SITE)
    files = {
        "first segment": segments[0], "last segment": segments[-1], "first captures": captures[0],
        "last captures": captures[-1], "rejected": layout.rejections(SITE)[-1], "run records": layout.run_files(SITE)[-1],
        "head": layout.head(SITE), "manifest": layout.manifest(), "manifest of the site": layout.manifest(SITE),
        "table schema": layout.table_schema(SITE),
    }  # fmt: skip
    month = max(layout.manifest_months(SITE))
    files["manifest of a month"] = layout.month_manifest(SITE, month)
    files |= {f"anchor {path.suffix}": path for path in sorted((root / "anchors").glob("*"))}
    for sort, path in files.items():
        of_lines = LINES if path.suffix == ".jsonl" and path.read_bytes().count(b"\n") > 1 else {}
        for name, plant in (ANY_FILE | of_lines).items():
            yield _damage(root, f"{sort}: {name}", path, plant)
        for name, change in EDITS.get(sort.removeprefix("last "), {}).items():
            yield _damage(root, f"{sort}: {name}", path, lambda place, change=change: _edited(place, change))
    databases = {
        "index": (layout.index(SITE), INDEX_STATEMENTS),
        "search": (root / "search.sqlite", SEARCH_STATEMENTS),
    }
    for sort, (path, statements) in databases.items():
        for name, plant in DATABASE.items():
            yield _damage(root, f"{sort}: {name}", path, plant)
        for statement in statements:
            yield _damage(
                root, f"{sort}: {statement}", path, lambda place, statement=statement: sql(place, statement)
            )
    yield _damage(root, "index: removed", layout.index(SITE), ANY_FILE["removed"])
    yield from _strays(layout)


def _damage(archive: Path, name: str, path: Path, plant: Callable[[Path], Any]) -> Damage:
    relative = path.relative_to(archive).as_posix()
    return Damage(name, lambda root: plant(root / relative), name in NOTES)


def _strays(layout: Layout) -> Iterator[Damage]:
    old = "20200101T000000Z"
    places = {
        "an old segment": f"bulletins/{SITE}/{old}-00001.jsonl", "old captures": f"captures/{SITE}/{old}.warc.gz",
        "old refused pages": f"rejected/{SITE}/{old}.jsonl", "a copy of a segment": f"bulletins/{SITE}/copy.jsonl.bak",
        "an unknown file of records": "runs/notes.txt", "a file among sites": "bulletins/x.jsonl",
    }  # fmt: skip
    for name, place in places.items():
        yield Damage(f"stray: {name}", lambda root, place=place: (root / place).write_bytes(b"{}\n"))
    for folder in ("bulletins", "captures", "rejected"):
        path = layout.root / folder / SITE
        yield Damage(
            f"stray: a file in place of {folder}/", lambda root, name=folder: _file(root / name / SITE)
        )
        assert path.is_dir()
    yield Damage(
        "stray: a directory in place of a log",
        lambda root: (root / "logs" / SITE / "20200101T000000Z.log").mkdir(),
    )


def _file(directory: Path) -> None:
    shutil.rmtree(directory)
    directory.write_bytes(b"")
