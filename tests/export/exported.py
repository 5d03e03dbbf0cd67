"""Versions to export, and their export in any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.export.writing import export
from tests.archive.wordings import wording

if TYPE_CHECKING:
    from pathlib import Path


def several() -> list[dict[str, Any]]:
    capture = {"file": "captures/demo/x.warc.gz", "offset": 1, "record_id": "<x>", "digest": "sha1:A"}
    kept = {"state": "kept", "digest": "a" * 64, "size": 3, "capture": capture}
    file = {"url": "http://x/a.docx", "name": "表.docx"} | kept
    picture = [{"url": "http://x/1 (1).png", "caption": "调研*现场*"}]
    return [
        wording(1, "老旧小区改造", reporters=["唐炜", "何川"], title="甲<乙>&丙"),
        wording(2, "一、\n二", images=picture, attachments=[file]),
        wording(
            3, "# 不是标题", channel="通知公告", date="2026-09-30", published_at="2026-09-30T08:00:00+08:00"
        ),
    ]


def written(place: Path, name: str, versions: list[dict[str, Any]] | None = None) -> Path:
    versions = several() if versions is None else versions
    assert export(iter(versions), f"{place}/{name}") == len(versions)
    return place / name
