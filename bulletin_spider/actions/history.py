"""``bulletin history URL``: show every version of a bulletin, and what changed from one to the next."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._bulletin import named_versions
from bulletin_spider.actions._capture_text import capture_text
from bulletin_spider.actions._change_text import change_evidence
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.actions._screen import shown_marks
from bulletin_spider.archive.layout import Layout
from bulletin_spider.comparison import diff_lines, difference, kinds_of_change
from bulletin_spider.exceptions import RunFault
from bulletin_spider.operations.reporting.moments import moment_text
from bulletin_spider.statuses import Change

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
            versions = named_versions(layout, args, "history")
            for line in _json_lines(versions) if opts.json else _text_lines(versions, layout.root):
                print_line(line)
        except RunFault as fault:
            self.exitcode = print_fault("history", fault)


def _json_lines(versions: list[dict[str, Any]]) -> Iterator[str]:
    for before, version in _version_pairs(versions):
        differences = difference(before, version) if before else {}
        changes = {name: [step._asdict() for step in steps] for name, steps in differences.items()}
        kinds = sorted(kinds_of_change(before, version)) if before else []
        yield json.dumps({"version": version, "changes": changes, "kinds": kinds}, ensure_ascii=False)


def _text_lines(versions: list[dict[str, Any]], root: Path) -> Iterator[str]:
    marks = shown_marks()
    for before, version in _version_pairs(versions):
        if before is None:
            separator = "" if version is versions[0] else "\n"
            yield f"{separator}{version['url']}  ({version['site']}, {version['channel']})"
        kept = f", kept in {capture_text(version['capture'], root)}" if version["capture"] else ""
        fetched = moment_text(dt.datetime.fromisoformat(version["fetched_at"]))
        yield f"\nrevision {version['revision']}: {version['change']}, seen {fetched}{kept}"
        if before is None:
            yield f"  {version['date']}  {version['title']}"
            yield f"  {len(version['paragraphs'])} paragraphs, {sum(map(len, version['paragraphs']))} characters"
        else:
            yield from (f"  {line}" for line in diff_lines(before, version, marks))
        if version["change"] == Change.MOVED:
            yield f"  now at {version['moved_to']}"
        if evidence := change_evidence(version):
            yield f"  {evidence}"


def _version_pairs(
    versions: list[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Yield the version before and the version; None is before the first version of each site."""
    for before, version in zip([None, *versions], versions, strict=False):
        yield before if before and before["site"] == version["site"] else None, version
