"""Write archives in which every text of every bulletin, and every answer of a server, is an attack."""

from __future__ import annotations

import datetime as dt
import json
from html import escape
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.captures.exchange import Exchange
from bulletin_spider.archive.captures.writer import CaptureWriter
from bulletin_spider.archive.index.rebuild import reindex
from bulletin_spider.archive.layout import Layout
from bulletin_spider.items import DOCUMENT_TEXTS
from bulletin_spider.normalization.publishable import publishable
from tests.archive.wordings import wording
from tests.web.attack_texts import SITE_NAMES, HostileTexts

if TYPE_CHECKING:
    from pathlib import Path

_PEOPLE = ("reporters", "correspondents", "photographers", "editors", "authors")
_RULES = ("title", "date", "source", "byline", "section", "site_id", "document", "change", *_PEOPLE)
RUNS = ("20260928T000000Z", "20261001T000000Z")
_AT = dt.datetime(2026, 9, 28, 4, tzinfo=dt.UTC)
RAW = 16
"""One bulletin in so many has texts that are not cleaned, as if another program had written the line."""


def hostile_version(number: int, texts: HostileTexts) -> dict[str, Any]:
    """Return a version with another attack in each of its texts."""
    cells = [[texts.text(), texts.text()] for _ in range(2)]
    people = {role: [texts.text()[:200], texts.text()[:200]] for role in _PEOPLE[: texts.dice.randint(0, 5)]}
    paragraphs = [
        texts.text(),
        f"记者 {next(iter(people.values()), ['甲'])[0]} {texts.text()}",
        *map("\t".join, cells),
    ]
    version = wording(
        number,
        url=texts.address(),
        title=texts.text(),
        channel=texts.text(),
        source=texts.text(),
        byline=f"记者 {texts.text()}",
        section=texts.text(),
        site_id=texts.text(),
        paragraphs=paragraphs,
        tables=[{"paragraph": 2, "caption": texts.text(), "rows": cells}],
        images=[{"url": texts.address(), "caption": texts.text()}],
        attachments=[
            {"url": texts.address(), "name": texts.file_name(), "kind": "document", "state": "offered"}
        ],
        document={name: texts.text() for name in DOCUMENT_TEXTS},
        warnings=[texts.text()],
        evidence={name: {"rule": texts.text(), "text": texts.text()} for name in _RULES},
        **people,
    )
    return _without_surrogates(version) if number % RAW == 0 else publishable(version)


def _without_surrogates(value: Any) -> Any:
    """Return a value without halves of surrogate pairs: the index leaves lines with them out, and says so."""
    if isinstance(value, str):
        return value.encode(errors="ignore").decode()
    if isinstance(value, dict):
        return {name: _without_surrogates(one) for name, one in value.items()}
    return [_without_surrogates(one) for one in value] if isinstance(value, list) else value


def page_of(version: dict[str, Any], texts: HostileTexts) -> bytes:
    """Return the page of a version, with markup around and among its paragraphs."""
    lines = "".join(f"<p>{escape(one)}</p>{texts.markup()}" for one in version["paragraphs"][:2])
    page = (
        f"<!doctype html><html><head><title>{texts.text()}</title>{texts.markup()}</head><body>{texts.markup()}"
        f'<div class=content>{lines}<a href="{texts.address()}">{texts.text()}</a></div></body></html>'
    )
    return page.encode("utf-8", "replace")


def exchange_of(body: bytes, texts: HostileTexts) -> Exchange:
    """Return the answer of a hostile server. A header has no line end: no parser of HTTP lets one through."""
    headers = [
        (
            "Content-Type",
            texts.dice.choice(["text/html", f"text/html; charset={texts.text()}", texts.text()]),
        ),
        ("Content-Disposition", f"attachment; filename={texts.file_name()}"),
        ("Location", texts.address()),
        ("Refresh", f"0;url={texts.address()}"),
        (texts.text(), texts.text()),
        ("Content-Security-Policy", "script-src *"),
    ]
    sent = [(_header(name).replace(":", ""), _header(value)) for name, value in headers]
    moment = _AT + dt.timedelta(seconds=texts.number % 40_000)
    return Exchange(f"http://x.gov.cn/{texts.number}.html", 200, sent, body, moment)


def _header(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1").translate({10: None, 13: None, 0: None})[:2_000]


def write_hostile_archive(archive: Path, first: int, count: int) -> tuple[str, list[dict[str, Any]]]:
    """Write two versions of each bulletin, with their captures and the index.

    Return the name of the site, which ``first`` says, and the second versions.
    """
    layout, site = Layout(archive), SITE_NAMES[first // 20 % len(SITE_NAMES)]
    versions: list[list[dict[str, Any]]] = [[], []]
    writers = [CaptureWriter(layout, site, run) for run in RUNS]
    for number in range(first, first + count):
        for revision, (writer, found) in enumerate(zip(writers, versions, strict=True), 1):
            texts = HostileTexts(number, str(revision))
            version = hostile_version(number, texts)
            row = {"bulletin": version["id"], "listing-title": texts.text(), "listing-date": texts.text()}
            capture = writer.keep(exchange_of(page_of(version, texts), texts), row)
            change = "new" if revision == 1 else ("revised", "withdrawn", "moved", "reread")[number % 4]
            file = version["attachments"][0] | {
                "capture": capture,
                "digest": "0" * 64,
                "size": 1,
                "state": "kept",
            }
            later = {"moved_to": publishable(texts.address())} if change == "moved" else {}
            found.append(
                version
                | {"capture": capture, "change": change, "revision": revision, "attachments": [file]}
                | later
            )
    for run, writer, found in zip(RUNS, writers, versions, strict=True):
        writer.close()
        _put(layout.bulletins(site) / f"{run}-00001.jsonl", site, found)
    list(reindex(layout, [site], whole=True))
    return site, versions[1]


def _put(path: Path, site: str, versions: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(version | {"site": site}, ensure_ascii=False) + "\n" for version in versions)
    path.write_text("".join(lines), encoding="utf-8")
