"""Write the message about a hit, or about all hits of a digest, for a person."""

from __future__ import annotations

import datetime as dt
import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bulletin_spider.items import SHANGHAI
from bulletin_spider.messages.message import Message, MessageKind
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Change
from bulletin_spider.watches.delivery.phrases import phrases_in
from bulletin_spider.watches.delivery.sentence import changed_parts, first_sentence
from bulletin_spider.watches.hit import Digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bulletin_spider.watches.delivery.phrases import Phrases
    from bulletin_spider.watches.hit import Hit

_TITLE = 100
"""Characters of a headline in a subject: as many as a list of mails shows."""
_REST = 600
"""Characters that the last lines of a digest need: how many more there are, and the sites that are not covered."""
_UNCOVERED = 5
"""Sites that are named as not covered; more are counted."""
_ORDER = (Change.WITHDRAWN, Change.REVISED, Change.RESTORED, Change.MOVED, Change.NEW, Change.REREAD)
_WARNINGS = {Change.REVISED, Change.WITHDRAWN}
"""What a person who watches a government may have to act on."""


def message_to_person(message: Hit | Digest, most: int) -> Message:
    """Return the message; that of a digest has about ``most`` characters and says how many versions it leaves out."""
    if isinstance(message, Digest):
        return _digest_message(message, phrases_in(message.watch.language), most)
    return _hit_message(message, phrases_in(message.watch.language))


def _hit_message(hit: Hit, phrases: Phrases) -> Message:
    version = publishable(hit.version)
    parts = [version["site"], phrases.changes[version["change"]], _cut(version["title"])]
    lines = [
        first_sentence(hit),
        _address(version),
        f"{version['site']} · {version['channel']} · {version['date']}",
    ]
    if differing := changed_parts(hit):
        lines.append(f"{phrases.changed}{phrases.colon}{parts_text(differing, phrases)}")
    lines.append(f"{phrases.evidence}{phrases.colon}{evidence_text(version, phrases)}")
    lines.append(f"{phrases.whole}{phrases.colon}{PROGRAM} show {version['id']}")
    if hit.test:
        parts, lines = [phrases.test, *parts], [phrases.test_text, *lines]
    lines.append(f"{hit.watch.name} · {hit.id}")
    kind = MessageKind.WARNING if version["change"] in _WARNINGS else MessageKind.INFO
    return Message(phrases.colon.join(parts), "\n".join(filter(None, lines)), kind)


def parts_text(parts: Sequence[str], phrases: Phrases) -> str:
    """Return the names of parts that differ, in the language of the message."""
    return phrases.comma.join(phrases.parts[part] for part in parts)


def evidence_text(version: dict[str, Any], phrases: Phrases) -> str:
    """Return where the answer is kept that a version was read from, its digest, and when it came."""
    capture = version.get("capture") or {}
    known = filter(None, (capture.get("file"), capture.get("digest")))
    moment = phrases.captured.format(moment=_moment_text(version["fetched_at"]), revision=version["revision"])
    return ", ".join([*known, moment])


def _digest_message(digest: Digest, phrases: Phrases, most: int) -> Message:
    groups = groupby(sorted(digest.hits, key=_group), key=_group)
    since, until = (_moment_text(moment.isoformat()) for moment in (digest.since, digest.until))
    count = len(digest.hits) + digest.more
    lines, shown = [phrases.versions.format(count=f"{count:,}", since=since, until=until)], 0
    left = most - _REST - len(lines[0])
    for hits in ([*found] for _, found in groups):
        version = hits[0].version
        heading = f"\n{version['site']}{phrases.colon}{phrases.changes[version['change']]} ({len(hits)})"
        for hit in hits:
            entry = _entry(hit, phrases)
            left -= len(heading) + len(entry) + 2
            if left < 0 and shown:
                break
            lines += [heading, entry] if heading else [entry]
            heading, shown = "", shown + 1
    if count > shown:
        lines += ["", f"{phrases.more.format(count=f'{count - shown:,}')}{phrases.colon}{_command(digest)}"]
    lines += [*_coverage_lines(digest.coverage, phrases), "", f"{digest.watch.name} · {digest.id}"]
    kinds = {hit.version["change"] for hit in digest.hits}
    kind = MessageKind.INFO if kinds.isdisjoint(_WARNINGS) else MessageKind.WARNING
    title = phrases.colon.join([digest.watch.name, f"{count:,}"])
    return Message(title, "\n".join(lines), kind)


def _group(hit: Hit) -> tuple[int, str]:
    """Return the place of a hit in a digest: what the site took down and edited comes first, as a long one is cut."""
    return _ORDER.index(hit.version["change"]), hit.version["site"]


def _entry(hit: Hit, phrases: Phrases) -> str:
    version = publishable(hit.version)
    lines = [
        f"{_cut(version['title'])} ({version['date']})",
        first_sentence(hit) or parts_text(changed_parts(hit), phrases),
    ]
    return "- " + "\n  ".join(filter(None, [*lines, _address(version)]))


def _coverage_lines(sentences: Sequence[str], phrases: Phrases) -> Iterator[str]:
    if sentences:
        yield ""
    for sentence in sentences[:_UNCOVERED]:
        yield f"{phrases.uncovered}{phrases.colon}{sentence}"
    if (rest := len(sentences) - _UNCOVERED) > 0:
        yield f"{phrases.uncovered}{phrases.colon}{phrases.more.format(count=rest)}"


def _command(digest: Digest) -> str:
    """Return the command that shows every version of a digest, and more if the watch has several sites or people."""
    watch, since = digest.watch, digest.since.astimezone(SHANGHAI).isoformat(timespec="seconds")
    options = [f"--since={since}", "--limit=0"]
    options += [f"--site={watch.sites[0]}"] if len(watch.sites) == 1 else []
    options += [f"--channel={watch.channels[0]}"] if len(watch.channels) == 1 else []
    options += [f"--kind={','.join(watch.kinds)}"] if watch.kinds else []
    return shlex.join([PROGRAM, "changes", *options, *([watch.words] if watch.words else [])])


def _address(version: dict[str, Any]) -> str:
    return str(version.get("moved_to") or version["url"])


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def _moment_text(moment: str) -> str:
    return f"{dt.datetime.fromisoformat(moment).astimezone(SHANGHAI):%Y-%m-%d %H:%M} +08:00"
