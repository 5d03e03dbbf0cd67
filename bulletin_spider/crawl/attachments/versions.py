"""Make the version that says what became of the attachments of a published bulletin."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.items import FILE_KEYS, Bulletin, failure_warning
from bulletin_spider.statuses import AttachmentState, Change

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from bulletin_spider.crawl.attachments.answers import FileAnswer

_NAME_LENGTH = 40
"""Characters of a name in the evidence, beside two digests of 64."""
_MOST_TEXT = 2_000
"""Characters of the evidence: twenty files, each with its name and its digests, are 3,600."""


def with_answer(file: Mapping[str, Any], answer: FileAnswer) -> dict[str, Any]:
    """Return an attachment with what became of its file."""
    own = {name: value for name, value in file.items() if name not in FILE_KEYS}
    return own | {"state": answer.state} | answer.kept


def file_warning(file: Mapping[str, Any], answer: FileAnswer) -> list[str]:
    """Return the warning of a bulletin whose file is gone; empty for any other state."""
    return [failure_warning(file["url"], answer.why)] if answer.state == AttachmentState.FAILED else []


def next_version(
    version: Mapping[str, Any], answers: Mapping[str, FileAnswer], now: dt.datetime
) -> Bulletin | None:
    """Return the version after ``version``; None if the ``answers``, by address, say nothing new.

    It is ``revised`` if the site replaced a file, else ``reread``. Its other fields are those of ``version``.
    """
    attachments, warnings, rules, texts = [], list(version["warnings"]), Counter[EvidenceRule](), []
    for file in version["attachments"]:
        answer = answers.get(file["url"])
        rule = _rule(file, answer) if answer else None
        if answer is None or rule is None:
            attachments.append(file)
            continue
        after = with_answer(file, answer)
        attachments.append(after)
        warnings += file_warning(file, answer)
        rules[rule] += 1
        texts.append(_text(file, after, answer))
    if not rules:
        return None
    is_replaced = EvidenceRule.ATTACHMENT_REPLACED in rules
    evidence = {"rule": " ".join(rules), "text": "; ".join(texts)[:_MOST_TEXT]}
    after = dict(version) | {
        "attachments": attachments,
        "warnings": warnings,
        "change": Change.REVISED if is_replaced else Change.REREAD,
        "evidence": version["evidence"] | {"change": evidence},
    }
    if is_replaced:
        after["fetched_at"] = now.isoformat(timespec="seconds")
    names = {field.name for field in fields(Bulletin)}
    return Bulletin(**{name: value for name, value in after.items() if name in names})


def _rule(file: Mapping[str, Any], answer: FileAnswer) -> EvidenceRule | None:
    """Return what an answer says of a file; None if it says nothing new."""
    if file.get("state") == AttachmentState.KEPT:
        replaced = answer.state == AttachmentState.KEPT and answer.kept.get("digest") != file["digest"]
        return EvidenceRule.ATTACHMENT_REPLACED if replaced else None
    if answer.state == AttachmentState.KEPT:
        return EvidenceRule.ATTACHMENT_KEPT
    return None if answer.state == AttachmentState.OWED else EvidenceRule.ATTACHMENT_NOT_KEPT


def _text(before: Mapping[str, Any], after: Mapping[str, Any], answer: FileAnswer) -> str:
    name = (before["name"] or before["url"])[:_NAME_LENGTH]
    if "digest" in before and "digest" in after:
        return f"{name}: {before['digest']} is now {after['digest']}"
    return f"{name}: {after.get('digest') or answer.why or after['state']}"
