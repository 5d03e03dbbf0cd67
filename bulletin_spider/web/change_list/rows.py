"""Say what a list shows of a change, and of a withdrawn bulletin."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from bulletin_spider.evidence_rules import rule_words
from bulletin_spider.web.bulletins.paths import comparison_path, version_path
from bulletin_spider.web.change_list.sentence import changed_stretches, stretches_html
from bulletin_spider.web.evidence.capture_address import capture_address
from bulletin_spider.web.feeds.feed import Entry
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.security.links import link_markup
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.search.catalogue.changes import ChangeRow
    from bulletin_spider.archive.search.catalogue.withdrawn import WithdrawnRow
    from bulletin_spider.web.parameters import Parameters

_FIELDS = ("id", "site", "channel", "title", "date", "url", "moved_to", "change", "revision", "fetched_at")
_LONGEST = 300
"""Characters of the last words of a withdrawn bulletin that a list shows: two or three sentences."""


def change_row(
    row: ChangeRow, version: Mapping[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return what a list shows of a change."""
    stretches = changed_stretches(before, version) if before else []
    return _shown(version) | {
        "at": row.moment.isoformat(timespec="seconds"),
        "parts": [str(part) for part in row.parts],
        "size": row.size,
        "stretches": stretches,
        "why": evidence_text(version),
        "capture": version.get("capture"),
        "capture_address": _capture_path(version),
        "address": version_path(version),
        "comparison": comparison_path(version, version["revision"] - 1, version["revision"])
        if before
        else None,
    }


def withdrawn_row(row: WithdrawnRow, version: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a list shows of a withdrawn bulletin: its last words, and what shows that it is gone."""
    return _shown(version) | {
        "at": row.moment.isoformat(timespec="seconds"),
        "why": evidence_text(version),
        "last_words": _beginning(version),
        "capture": version.get("capture"),
        "capture_address": _capture_path(version),
        "address": version_path(version),
    }


def change_entry(row: Mapping[str, Any], parameters: Parameters) -> Entry:
    """Return the entry of a change in a feed. A version never changes, so its entry does not either."""
    language = parameters.language
    lines = [stretches_html(row["stretches"])] if row.get("stretches") else []
    lines += [escape(one) for one in (row["why"], row.get("last_words", "")) if one]
    lines.append(link_markup(row["url"]))
    word = text(language, f"frame.change.{row['change']}")
    path = row.get("comparison") or f"{row['address']}/{row['revision']}"
    return Entry(
        id=stable_id("version", row["site"], row["id"], row["revision"]),
        address=f"{parameters.root}{parameters.prefix}{path}",
        title=f"{word}{'：' if language == 'zh' else ': '}{row['title']}",
        html="".join(f"<p>{line}</p>" for line in lines),
        published=row["fetched_at"],
        updated=row["fetched_at"],
        authors=[row["site"]],
        tags=[row["site"], row["channel"], row["change"], *row.get("parts", ())],
        fields={name: row[name] for name in ("site", "id", "revision", "change", "url")},
    )


def _shown(version: Mapping[str, Any]) -> dict[str, Any]:
    return {name: version.get(name) for name in _FIELDS}


def _capture_path(version: Mapping[str, Any]) -> str | None:
    address = capture_address(version.get("capture"))
    return address.path if address else None


def evidence_text(version: Mapping[str, Any]) -> str:
    """Return by what the change was noticed, such as the visits on which a bulletin was missing; empty if not noted."""
    found = (version.get("evidence") or {}).get("change") or {}
    return "; ".join(filter(None, (rule_words(str(found.get("rule", ""))), str(found.get("text", "")))))


def _beginning(version: Mapping[str, Any]) -> str:
    words = " ".join(map(str, version.get("paragraphs") or ()))
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
