"""``bulletin history URL``: show every version of a bulletin, and what changed from one to the next."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.archive.index.lookup import versions_of
from bulletin_spider.archive.layout import Layout
from bulletin_spider.comparison import COLOURED, PLAIN, diff_lines, difference
from bulletin_spider.evidence_rules import rule_words
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.normalization.addresses import canonical_url
from bulletin_spider.program import PROGRAM
from bulletin_spider.reader import packed_capture, tiered_to

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path


class HistoryAction(Action):
    """Find a bulletin by its address; exit with 2 if the archive has no bulletin with it."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--json``."""
        parser.add_argument(
            "--json", action="store_true", help="print a line of JSON for each version, with its changes"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the versions."""
        try:
            layout = Layout.of(self.settings)
            versions = _versions(args, layout)
            for line in _json_lines(versions) if opts.json else _text_lines(versions, layout.root):
                print_line(line)
        except RunFault as fault:
            self.exitcode = print_fault("history", fault)


def _versions(args: list[str], layout: Layout) -> list[dict[str, Any]]:
    if len(args) != 1:
        raise UsageFault(
            f"name one bulletin's address, like '{PROGRAM} history http://…/t20260926_1004.html'"
        )
    try:
        url = canonical_url(args[0])
    except ValueError as error:
        raise UsageFault(f"'{args[0]}' is not an address ({error})") from error
    versions = versions_of(layout, url)
    if not versions:
        select_archived_sites(layout, [])
        raise UsageFault(f"no bulletin with the address {args[0]} in the archive at {layout.root}")
    return versions


def _json_lines(versions: list[dict[str, Any]]) -> Iterator[str]:
    for before, version in _version_pairs(versions):
        differences = difference(before, version) if before else {}
        changes = {name: [step._asdict() for step in steps] for name, steps in differences.items()}
        yield json.dumps({"version": version, "changes": changes}, ensure_ascii=False)


def _text_lines(versions: list[dict[str, Any]], root: Path) -> Iterator[str]:
    marks = COLOURED if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else PLAIN
    for before, version in _version_pairs(versions):
        if before is None:
            separator = "" if version is versions[0] else "\n"
            yield f"{separator}{version['url']}  ({version['site']}, {version['channel']})"
        fetched = version["fetched_at"][:16].replace("T", " ")
        yield f"\nrevision {version['revision']}: {version['change']}, seen {fetched}{_capture_text(version, root)}"
        if before is None:
            yield f"  {version['date']}  {version['title']}"
            yield f"  {len(version['paragraphs'])} paragraphs, {sum(map(len, version['paragraphs']))} characters"
        else:
            yield from (f"  {line}" for line in diff_lines(before, version, marks))
        if evidence := version["evidence"].get("change"):
            yield f"  {rule_words(evidence['rule'])}; {evidence['text']}"


def _version_pairs(
    versions: list[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Yield the version before and the version; None is before the first version of each site."""
    for before, version in zip([None, *versions], versions, strict=False):
        yield before if before and before["site"] == version["site"] else None, version


def _capture_text(version: dict[str, Any], root: Path) -> str:
    """Return where the capture of a version is: the file and offset that it names, and the pack that holds it now."""
    capture = version["capture"]
    if not capture:
        return ""
    text = f", kept in {capture['file']} at {capture['offset']}"
    place = None if (root / capture["file"]).exists() else packed_capture(root, capture["file"])
    if place is None:
        return text
    moved = "" if (root / place.pack).exists() else tiered_to(root / place.pack)
    return f"{text}, now in {place.pack} at {place.start + capture['offset']}{f', moved to {moved}' if moved else ''}"
