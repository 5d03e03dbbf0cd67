"""The fields of a version, each with the rule by which it was read and the words that it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHOWN = ("title", "date", "published_at", "source", "byline", "section", "site_id")
_EVIDENCE_OF = {"published_at": "date"}
"""Fields whose evidence has the name of another field."""
_IN_BYLINE = EvidenceRule.BYLINE
"""The rule of fields whose words are the byline."""


def fields_of(version: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each field that has a value: its ``name``, ``value`` and ``evidence``, which may be null."""
    for name in _SHOWN:
        if value := version.get(name):
            yield {"name": name, "value": value, "evidence": evidence_of(version, name)}


def catalogue_card(version: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the page says of a government document; empty for other pages."""
    card = version.get("document") or {}
    return [
        {"name": name, "value": card[name]} for name in (*DOCUMENT_TEXTS, *DOCUMENT_DAYS) if card.get(name)
    ]


def evidence_of(version: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Return by which ``rules`` a field was read, each with a sentence, and from which ``words``; None without any.

    A release that knew no slugs stored the words of a rule: they are the ``label`` of a rule without a slug.
    """
    evidence = version["evidence"]
    found = evidence.get(name) or evidence.get(_EVIDENCE_OF.get(name, ""))
    if not found:
        return None
    words = found["text"] or (version.get("byline") if found["rule"] == _IN_BYLINE else "") or ""
    return {"rules": list(_rules(found["rule"])), "words": words}


def _rules(slugs: str) -> Iterator[dict[str, str | None]]:
    known = {rule.value: rule for rule in EvidenceRule}
    if not {*slugs.split()} <= known.keys():
        yield {"slug": None, "label": slugs, "sentence": ""}
        return
    for slug in slugs.split():
        rule = known[slug]
        yield {"slug": slug, "label": rule.label, "sentence": rule.sentence}
